import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type {
  Content,
  ContentStack,
  ContentText,
  CustomTableLayout,
  TDocumentDefinitions,
} from 'pdfmake/interfaces.js';
import { colon } from '../../language/typography.ts';
import type { Block, Callout, PlanDocument } from '../../plans/blocks.ts';
import { documentTexts } from '../../plans/documents/texts.ts';
import { defined } from '../../platform/defined.ts';
import { charactersOf, drawable } from './glyphs.ts';
import { accent, inColumns, ink, inks, labelled, line, softs, typeface } from './look.ts';
import { heightOf, type Paper, type Rows, rowId, tableContent } from './pdf-table.ts';

const packages = createRequire(import.meta.url);
const font = (name: string) => packages.resolve(`@expo-google-fonts/inter/${name}.ttf`);
const normal = font('400Regular/Inter_400Regular');
const bold = font('700Bold/Inter_700Bold');
pdfmake.setFonts({ [typeface]: { normal, bold, italics: normal, bolditalics: bold } });
// Documents hold no pictures and no links to fetch: whatever somebody typed reads no file and calls nobody.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path: string) => path === normal || path === bold);
const draws = charactersOf(readFileSync(normal));
const shown = (text: string) => drawable(text, draws);

const sizes = { 1: 16, 2: 11.5, 3: 9.5 } as const;
const [pageWidth, pageHeight, margin, foot] = [595.28, 841.89, 36, 44];
const width = pageWidth - 2 * margin;

/**
 * The document as a PDF of A4 pages. Where its tables break is known once it is laid out: while the last row of
 * one stands alone, it is laid out again, with the row before it on the new page as well.
 */
export async function pdfOf(document: PlanDocument): Promise<Uint8Array<ArrayBuffer>> {
  const breaks = new Map<number, number>();
  for (;;) {
    const rows: Rows = new Map();
    const pdf = await made(document, { shown, width, rows, breaks });
    const alone = [...rows].find(
      ([table, pages]) => !breaks.has(table) && pages.length > 2 && pages.at(-1) !== pages.at(-2),
    );
    if (alone === undefined) return pdf;
    const [table, pages] = alone;
    breaks.set(table, pages.length - 2);
  }
}

async function made(document: PlanDocument, paper: Omit<Paper, 'tables'>): Promise<Uint8Array<ArrayBuffer>> {
  const definition = definitionOf(document, { ...paper, tables: { count: 0 } });
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer());
}

function definitionOf({ language, title, pages }: PlanDocument, paper: Paper): TDocumentDefinitions {
  const { pageOf } = documentTexts(language);
  return {
    info: { title: shown(title), creator: 'filrouge' },
    language,
    pageSize: 'A4',
    pageMargins: [margin, margin, margin, foot],
    defaultStyle: { font: typeface, fontSize: 8.5, lineHeight: 1.15, color: `#${ink}` },
    content: pages.map((blocks, place) => ({
      stack: blocks.map((block, at) =>
        blockContent(block, { after: colon(language), next: blocks[at + 1], paper }),
      ),
      ...defined({ pageBreak: place === 0 ? undefined : ('before' as const) }),
    })),
    pageBreakBefore: (node, { getFollowingNodesOnPage }) => {
      const [, table, row] = /^row-(\d+)-(\d+)$/.exec(node.id ?? '') ?? [];
      if (table !== undefined && row !== undefined) {
        const seen = paper.rows.get(Number(table)) ?? [];
        seen[Number(row)] = node.startPosition.pageNumber;
        paper.rows.set(Number(table), seen);
      }
      if (node.headlineLevel === undefined) return false;
      const below = getFollowingNodesOnPage();
      const [, first] = /^before-(.+)$/.exec(node.id ?? '') ?? [];
      if (first !== undefined) return !below.some(({ id }) => id === first);
      // Its own text and rule follow a heading; the foot of the page does not count.
      return below.filter(({ startPosition }) => startPosition.top < pageHeight - foot).length <= 2;
    },
    footer: (page, of) => ({
      columns: [{ text: shown(title) }, { text: shown(pageOf(page, of)), alignment: 'right', width: 80 }],
      color: `#${inks.muted}`,
      fontSize: 7.5,
      margin: [margin, 16, margin, 0],
    }),
  };
}

type Around = { readonly after: string; readonly next: Block | undefined; readonly paper: Paper };

function blockContent(block: Block, { after, next, paper }: Around): Content {
  switch (block.kind) {
    case 'heading': {
      const isOfTable = next?.kind === 'table' || next?.kind === 'matrix';
      const first = isOfTable ? `before-${rowId(paper.tables.count, 0)}` : undefined;
      return { ...headingContent(block.level, block.text), ...defined({ id: first }) };
    }
    case 'paragraph':
      return {
        text: [
          ...(block.label === undefined ? [] : [{ text: shown(block.label) + after, bold: true }]),
          { text: shown(block.text), ...defined({ color: block.tone && `#${inks[block.tone]}` }) },
        ],
        margin: [0, 0, 0, 5],
      };
    case 'box':
      return framed(
        [{ text: [{ text: shown(block.label) + after, bold: true }, shown(block.text)] }],
        accent,
      );
    case 'list': {
      const items = block.items.map(shown);
      return { ...(block.ordered ? { ol: items } : { ul: items }), margin: [0, 0, 0, 5] };
    }
    case 'facts':
      return factsContent(block);
    case 'table':
      return tableContent(block, paper);
    case 'matrix':
      return matrixContent(block, paper);
    case 'callout':
      return calloutContent(block);
    case 'pair':
      return framed(
        block.sides.map((side) => calloutCell(side)),
        ...block.sides.map(({ tone }) => inks[tone]),
      );
    default:
      return block satisfies never;
  }
}

function headingContent(level: 1 | 2 | 3, text: string): ContentStack {
  const rule = {
    type: 'line',
    x1: 0,
    y1: 0,
    x2: width,
    y2: 0,
    lineWidth: level === 1 ? 2 : 0.8,
    lineColor: `#${accent}`,
  } as const;
  return {
    stack: [
      { text: shown(text), fontSize: sizes[level], bold: true, margin: [0, 0, 0, 2] },
      { canvas: level === 3 ? [] : [rule] },
    ],
    headlineLevel: level,
    margin: [0, level === 1 ? 0 : 7, 0, level === 3 ? 0 : 5],
  };
}

const ruled: CustomTableLayout = {
  hLineWidth: () => 0.6,
  vLineWidth: () => 0.6,
  hLineColor: () => `#${line}`,
  vLineColor: () => `#${line}`,
  paddingLeft: () => 4,
  paddingRight: () => 4,
  paddingTop: () => 2.5,
  paddingBottom: () => 2.5,
};

function factsContent({ across, rows }: Extract<Block, { kind: 'facts' }>): Content {
  const cells = rows.map(({ label, value, tone }) => [
    { text: shown(label), bold: true, color: `#${inks.muted}`, fillColor: `#${labelled}` },
    { text: shown(value), ...defined({ color: tone && `#${inks[tone]}` }) },
  ]);
  const lines = Array.from({ length: Math.ceil(cells.length / across) }, (_, place) =>
    cells.slice(place * across, (place + 1) * across).flat(),
  );
  return {
    table: {
      widths: Array.from({ length: across }, () => [88, '*']).flat(),
      // A fact that is alone in its line has all of it.
      body: lines.map((line) =>
        line.length === 2 * across ? line : [line[0] ?? {}, { ...line[1], colSpan: 2 * across - 1 }, {}, {}],
      ),
    },
    layout: ruled,
    margin: [0, 0, 0, 5],
  };
}

function matrixContent(
  { efforts, impacts, quadrants }: Extract<Block, { kind: 'matrix' }>,
  { tables }: Paper,
): Content {
  const table = tables.count;
  tables.count += 1;
  const half = (width - 64) / 2;
  const heights = impacts.map((_, row) => {
    const pair = quadrants.slice(2 * row, 2 * row + 2).map(({ title, items }) => ({ title, lines: items }));
    return heightOf(pair, [half, half]);
  });
  const axis = (text: string) => ({
    text: shown(text),
    bold: true,
    color: `#${inks.muted}`,
    alignment: 'center' as const,
  });
  return {
    table: {
      widths: [44, '*', '*'],
      headerRows: 1,
      dontBreakRows: Math.max(...heights) < (pageHeight * 2) / 3,
      body: [
        ['', ...efforts.map(axis)],
        ...impacts.map((impact, row) => [
          {
            ...axis(impact),
            id: rowId(table, row),
            margin: [0, 12, 0, 0] as [number, number, number, number],
          },
          ...quadrants.slice(2 * row, 2 * row + 2).map(({ tone, title, items }) => ({
            stack: [
              {
                text: shown(title),
                bold: true,
                color: `#${inks[tone]}`,
                fontSize: 9.5,
                margin: [0, 0, 0, 3] as [number, number, number, number],
              },
              { ul: items.map(shown) },
            ],
            fillColor: `#${softs[tone]}`,
          })),
        ]),
      ],
      heights: (row) => (row === 0 ? 'auto' : 84),
    },
    layout: {
      ...ruled,
      hLineWidth: (row) => (row === 0 ? 0 : 3),
      vLineWidth: (column) => (column === 0 ? 0 : 3),
      hLineColor: () => 'white',
      vLineColor: () => 'white',
      paddingLeft: () => 6,
      paddingTop: () => 4,
    },
    // Kept on one page where it surely fits on one.
    unbreakable: heights.reduce((sum, height) => sum + height, 0) < pageHeight / 2,
    margin: [0, 0, 0, 5],
  };
}

function calloutContent(callout: Callout): Content {
  return framed([calloutCell(callout, inColumns(callout.items))], inks[callout.tone]);
}

function calloutCell({ tone, title, items }: Callout, columns: readonly (readonly string[])[] = [items]) {
  return {
    stack: [
      { text: shown(title), bold: true, color: `#${inks[tone]}` },
      { columns: columns.map((column) => ({ ul: column.map(shown) })), columnGap: 10 },
    ],
    fillColor: `#${softs[tone]}`,
  };
}

/** Frames side by side, each with a strong left side. */
function framed(cells: readonly (ContentText | ContentStack)[], ...colors: readonly string[]): Content {
  const gap = (column: number) => column % 2 === 1;
  return {
    table: {
      widths: cells.flatMap((_, place) => (place === 0 ? ['*'] : [6, '*'])),
      body: [cells.flatMap((cell, place) => (place === 0 ? [cell] : ['', cell]))],
    },
    layout: {
      ...ruled,
      vLineWidth: (column) => (gap(column) ? 0.6 : 3),
      hLineColor: (_row, _node, column) => (gap(Number(column)) ? 'white' : `#${colors[Number(column) / 2]}`),
      vLineColor: (column) => `#${colors[Math.floor(column / 2)]}`,
      paddingLeft: (column) => (gap(column) ? 0 : 7),
      paddingRight: (column) => (gap(column) ? 0 : 4),
    },
    margin: [0, 1, 0, 6],
  };
}
