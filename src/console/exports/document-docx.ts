import {
  AlignmentType,
  Document,
  HeadingLevel,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { thin } from '../../language/typography.ts';
import type { Block, Cell, PlanDocument, Tone } from '../../plans/blocks.ts';
import { defined } from '../../platform/defined.ts';
import { printable } from './printable.ts';

const levels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;
const tones: Readonly<Record<Tone, string>> = {
  good: '1B6A3A',
  warning: '845000',
  bad: 'B01E2E',
  muted: '5C5853',
};
const numbering = {
  config: [
    {
      reference: 'numbers',
      levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.START }],
    },
  ],
};
const margin = 1_000;

/** The document as a Word file: headings, lists and tables that can be worked on, one section a page. */
export function docxOf(document: PlanDocument): Promise<Buffer> {
  const { language, title, pages } = document;
  const colon = language === 'fr' ? `${thin}: ` : ': ';
  return Packer.toBuffer(
    new Document({
      title: printable(title),
      creator: 'filrouge',
      styles: {
        default: { document: { run: { font: 'Calibri', size: 20, language: { value: language } } } },
      },
      numbering,
      sections: pages.map((blocks) => ({
        properties: { page: { margin: { top: margin, bottom: margin, left: margin, right: margin } } },
        children: blocks.flatMap((block) => blockParts(block, colon)),
      })),
    }),
  );
}

function blockParts(block: Block, colon: string): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ heading: levels[block.level], children: [run(block.text)] })];
    case 'paragraph': {
      const label = block.label === undefined ? [] : [run(block.label + colon, { bold: true })];
      const [first = '', ...rest] = linesOf(block.text);
      return [
        spaced([...label, run(first, toned(block.tone))]),
        ...rest.map((line) => spaced([run(line, toned(block.tone))])),
      ];
    }
    case 'list':
      return block.items.map((item) => listItem(item, block.ordered));
    case 'facts':
      return block.rows.map(
        ({ label, value }) => new Paragraph({ children: [run(label + colon, { bold: true }), run(value)] }),
      );
    case 'table':
      return [tableOf(block.columns, block.rows), new Paragraph({})];
    case 'callout':
      return [
        spaced([run(block.title, { bold: true })]),
        ...block.items.map((item) => listItem(item, false)),
      ];
    default:
      return block satisfies never;
  }
}

function tableOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map((column) =>
      cellOf([new Paragraph({ children: [run(column, { bold: true })] })], 'EFECE6'),
    ),
  });
  const body = rows.map(
    (row) => new TableRow({ cantSplit: true, children: row.map((cell) => cellOf(cellParagraphs(cell))) }),
  );
  return new Table({ width: { size: 100, type: WidthType.PERCENTAGE }, rows: [head, ...body] });
}

function cellOf(children: Paragraph[], fill?: string): TableCell {
  return new TableCell({
    children,
    margins: { top: 60, bottom: 60, left: 90, right: 90 },
    ...defined({ shading: fill === undefined ? undefined : { fill } }),
  });
}

function cellParagraphs({ title, lines, tone }: Cell): Paragraph[] {
  return [
    ...(title === undefined ? [] : [new Paragraph({ children: [run(title, { bold: true })] })]),
    ...lines.map((line) => new Paragraph({ children: [run(line, toned(tone))] })),
  ];
}

function listItem(text: string, ordered: boolean): Paragraph {
  const children = [run(text)];
  return ordered
    ? new Paragraph({ children, numbering: { reference: 'numbers', level: 0 } })
    : new Paragraph({ children, bullet: { level: 0 } });
}

function spaced(children: TextRun[]): Paragraph {
  return new Paragraph({ children, spacing: { after: 120 } });
}

function run(text: string, look: { readonly bold?: boolean; readonly color?: string } = {}): TextRun {
  return new TextRun({ text: printable(text), ...look });
}

function toned(tone: Tone | undefined): { readonly color?: string } {
  return tone === undefined ? {} : { color: tones[tone] };
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}
