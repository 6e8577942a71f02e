import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { noBreak, thin } from '../../language/typography.ts';
import type { Block, Cell, PlanDocument, Tone } from '../../plans/blocks.ts';
import { defined } from '../../platform/defined.ts';
import { printable } from './printable.ts';

const packages = createRequire(import.meta.url);
const font = (name: string) => packages.resolve(`pdfmake/fonts/Roboto/Roboto-${name}.ttf`);
const fontFiles = {
  normal: font('Regular'),
  bold: font('Medium'),
  italics: font('Italic'),
  bolditalics: font('MediumItalic'),
};
pdfmake.setFonts({ Roboto: fontFiles });
// Documents hold no pictures and no links to fetch: whatever somebody typed reads no file and calls nobody.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path: string) => Object.values(fontFiles).includes(path));

const tones: Readonly<Record<Tone, string>> = {
  good: '#1b6a3a',
  warning: '#845000',
  bad: '#b01e2e',
  muted: '#5c5853',
};
const line = '#c9c3b9';
const sizes = { 1: 17, 2: 12.5, 3: 10.5 } as const;

/** The document as a PDF of A4 pages. */
export async function pdfOf(document: PlanDocument): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await pdfmake.createPdf(definitionOf(document)).getBuffer());
}

function definitionOf({ language, title, pages }: PlanDocument): TDocumentDefinitions {
  const colon = language === 'fr' ? `${noBreak}: ` : ': ';
  return {
    info: { title: drawable(title), creator: 'filrouge' },
    language,
    pageSize: 'A4',
    pageMargins: [40, 42, 40, 46],
    defaultStyle: { font: 'Roboto', fontSize: 9, lineHeight: 1.15, color: '#1d1c1a' },
    content: pages.map((blocks, place) => ({
      stack: blocks.map((block) => blockContent(block, colon)),
      ...defined({ pageBreak: place === 0 ? undefined : ('before' as const) }),
    })),
    footer: (page, of) => ({
      columns: [
        { text: drawable(title), color: tones.muted },
        { text: `${page} / ${of}`, alignment: 'right', color: tones.muted, width: 50 },
      ],
      fontSize: 7.5,
      margin: [40, 14, 40, 0],
    }),
  };
}

function blockContent(block: Block, colon: string): Content {
  switch (block.kind) {
    case 'heading':
      return {
        text: drawable(block.text),
        fontSize: sizes[block.level],
        bold: true,
        margin: [0, block.level === 1 ? 0 : 8, 0, 4],
      };
    case 'paragraph':
      return {
        text: [
          ...(block.label === undefined ? [] : [{ text: drawable(block.label) + colon, bold: true }]),
          { text: drawable(block.text), ...toned(block.tone) },
        ],
        margin: [0, 0, 0, 5],
      };
    case 'list': {
      const items = block.items.map((item) => drawable(item));
      return { ...(block.ordered ? { ol: items } : { ul: items }), margin: [0, 0, 0, 5] };
    }
    case 'facts':
      return {
        table: {
          widths: ['auto', '*'],
          body: block.rows.map(({ label, value }) => [
            { text: drawable(label), color: tones.muted },
            { text: drawable(value) },
          ]),
        },
        layout: { ...ruled, hLineWidth: () => 0 },
        margin: [0, 0, 0, 5],
      };
    case 'table':
      return tableContent(block.columns, block.rows);
    case 'callout':
      return {
        stack: [
          { text: drawable(block.title), bold: true },
          { ul: block.items.map((item) => drawable(item)) },
        ],
        margin: [0, 3, 0, 5],
      };
    default:
      return block satisfies never;
  }
}

const ruled = {
  hLineWidth: () => 0.6,
  vLineWidth: () => 0,
  hLineColor: () => line,
  paddingLeft: () => 3,
  paddingRight: () => 3,
  paddingTop: () => 2.5,
  paddingBottom: () => 2.5,
};

function tableContent(columns: readonly string[], rows: readonly (readonly Cell[])[]): Content {
  const widths = columnWidths(columns, rows);
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths,
      body: [
        columns.map((column) => ({ text: drawable(column), bold: true, fillColor: '#efece6', fontSize: 8 })),
        ...rows.map((row) => row.map((cell, place) => cellContent(cell, widths[place] === 'auto'))),
      ],
    },
    layout: ruled,
    fontSize: 8,
    margin: [0, 0, 0, 6],
  };
}

/** Columns of short texts take what they need; the others share the rest. */
function columnWidths(columns: readonly string[], rows: readonly (readonly Cell[])[]): ('auto' | '*')[] {
  const longest = columns.map((column, place) => {
    const texts = rows.flatMap((row) => [row[place]?.title ?? '', ...(row[place]?.lines ?? [])]);
    return Math.max(column.length, ...texts.map((text) => text.length));
  });
  return longest.map((length) => (length <= 16 && longest.some((other) => other > 16) ? 'auto' : '*'));
}

function cellContent({ title, lines, tone }: Cell, noWrap: boolean): TableCell {
  return {
    stack: [
      ...(title === undefined ? [] : [{ text: drawable(title), bold: true, noWrap }]),
      ...lines.map((text) => ({ text: drawable(text), noWrap, ...toned(tone) })),
    ],
  };
}

function toned(tone: Tone | undefined): { readonly color?: string } {
  return tone === undefined ? {} : { color: tones[tone] };
}

/** The typeface has no narrow no-break space. */
function drawable(text: string): string {
  return printable(text).replaceAll(thin, noBreak);
}
