import type { Content, ContentStack, ContentTable, TableCellProperties } from 'pdfmake/interfaces.js';
import type { Block, Cell } from '../../plans/blocks.ts';
import { defined } from '../../platform/defined.ts';
import { inks, labelled, line, softs } from './look.ts';
import { shown, width } from './pdf-type.ts';

/** On which page each row of each table came to stand, by the places of both in the document. */
export type Rows = Map<number, number[]>;

/** The measures that tables are laid out with. */
export type Paper = {
  /** How much room there is above and below what stands in a cell. */
  readonly padding: number;
  readonly rows: Rows;
  /** The rows that tables go on with on a new page, by the places of both. */
  readonly breaks: ReadonlyMap<number, number>;
  /** How many tables and pages there are so far. */
  readonly seen: { tables: number; pages: number };
};

type Table = Extract<Block, { kind: 'table' }>;

/** Thin lines around every cell. */
export function ruled(padding: number) {
  return {
    hLineWidth: () => 0.6,
    vLineWidth: () => 0.6,
    hLineColor: () => `#${line}`,
    vLineColor: () => `#${line}`,
    paddingLeft: () => 4,
    paddingRight: () => 4,
    paddingTop: () => padding,
    paddingBottom: () => padding,
  };
}
/** The width that goes to the sides and the line of each column. */
export const sides = 8.6;
/** A row that fills more than this of a page may break within: kept whole, its rest would be cut off. */
const tallest = 300;

/** A table whose head is repeated on each page, and of which no row stands alone. */
export function tableContent(block: Table, paper: Paper): Content {
  const table = paper.seen.tables;
  paper.seen.tables += 1;
  const cut = paper.breaks.get(table);
  const { rows } = block;
  if (cut === undefined) return partContent(block, rows, { table, from: 0 }, paper);
  return {
    stack: [
      partContent(block, rows.slice(0, cut), { table, from: 0 }, paper),
      { ...partContent(block, rows.slice(cut), { table, from: cut }, paper), pageBreak: 'before' },
    ],
  };
}

function partContent(
  { columns, shares, roomy }: Table,
  rows: Table['rows'],
  { table, from }: { readonly table: number; readonly from: number },
  { padding }: Paper,
): ContentTable {
  const widths = columnWidths(columns, shares);
  const keepsWhole = rows.every((row) => heightOf(row, widths) < tallest);
  return {
    table: {
      headerRows: 1,
      dontBreakRows: keepsWhole,
      ...defined({ keepWithHeaderRows: keepsWhole ? Math.min(2, rows.length) : undefined }),
      widths: [...widths],
      ...defined({ heights: roomy && ((row: number) => (row === 0 ? ('auto' as const) : 46)) }),
      body: [
        columns.map((column) => ({
          text: shown(column),
          bold: true,
          fillColor: `#${labelled}`,
          fontSize: 7.5,
        })),
        ...rows.map((row, place) =>
          row.map((cell, column) => cellContent(cell, column === 0 ? rowId(table, from + place) : undefined)),
        ),
      ],
    },
    layout: ruled(padding),
    fontSize: 8,
    margin: [0, 0, 0, 6],
  };
}

function columnWidths(columns: Table['columns'], shares: Table['shares']): readonly number[] {
  const parts = columns.map((_, place) => shares?.[place] ?? 1);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const free = width - columns.length * sides - 0.6;
  return parts.map((part) => (free * part) / whole);
}

/** About how high a row is: nobody knows before it is laid out. */
export function heightOf(row: readonly Cell[], widths: readonly number[]): number {
  const heights = row.map(({ title = '', lines }, place) => {
    const letters = Math.max(1, (widths[place] ?? 0) / 4.2);
    return [title, ...lines]
      .flatMap((text) => text.split('\n'))
      .reduce((sum, text) => sum + 11 * Math.ceil((text.length + 1) / letters), 0);
  });
  return Math.max(...heights);
}

/**
 * The name of a row, by the places of its table and of itself. Its first text has it: of what is kept whole,
 * pdfmake knows the page of texts alone, and only of those with a name.
 */
export function rowId(table: number, row: number): string {
  return `row-${table}-${row}`;
}

function cellContent(
  { title, lines, tone, fill }: Cell,
  id: string | undefined,
): ContentStack & TableCellProperties {
  const head = title === undefined ? [] : [{ text: title, bold: true, tone: fill }];
  const texts = [...head, ...lines.map((text) => ({ text, bold: false, tone }))];
  return {
    stack: texts.map((each, place) => ({
      text: shown(each.text),
      bold: each.bold,
      ...defined({ color: each.tone && `#${inks[each.tone]}`, id: place === 0 ? id : undefined }),
    })),
    ...defined({ fillColor: fill && `#${softs[fill]}` }),
  };
}
