import {
  BorderStyle,
  HeightRule,
  type ITableCellOptions,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Block, Callout, Cell } from '../../plans/blocks.ts';
import { defined } from '../../platform/defined.ts';
import { listItem, run, toned } from './docx-text.ts';
import { accent, inColumns, inks, labelled, line, softs } from './look.ts';

type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

/** The width of the text on a page, in twentieths of a point. */
export const width = 10_466;

const edge = (color: string, size = 5) => ({ style: BorderStyle.SINGLE, size, color });
const edges = (color: string, left = 5) => ({
  top: edge(color),
  bottom: edge(color),
  right: edge(color),
  left: edge(color, left),
});
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };

/** A table of whole rows under a head that each page repeats; no row stands alone. */
export function tableOf({ columns, shares, roomy, rows }: Of<'table'>): Table {
  const widths = widthsOf(columns.map((_, place) => shares?.[place] ?? 1));
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map((column, place) =>
      cellOf(
        widths[place],
        [new Paragraph({ keepNext: true, children: [run(column, { bold: true, size: 15 })] })],
        {
          fill: labelled,
        },
      ),
    ),
  });
  const last = rows.length - 1;
  const body = rows.map(
    (row, place) =>
      new TableRow({
        cantSplit: true,
        ...(roomy ? { height: { value: 920, rule: HeightRule.ATLEAST } } : {}),
        children: row.map((cell, column) => {
          const keepNext = place < last && (place === 0 || place === last - 1);
          return cellOf(widths[column], cellParagraphs(cell, keepNext), {
            ...defined({ fill: cell.fill && softs[cell.fill] }),
          });
        }),
      }),
  );
  return tableIn(widths, [head, ...body]);
}

/** Labels on a ground of their own beside their values. */
export function factsTable({ across, rows }: Of<'facts'>): Table {
  const widths = widthsOf(Array.from({ length: across }, () => (across === 1 ? [17, 83] : [17, 33])).flat());
  const lines = Array.from({ length: Math.ceil(rows.length / across) }, (_, place) =>
    rows.slice(place * across, (place + 1) * across),
  );
  return tableIn(
    widths,
    lines.map(
      (facts) =>
        new TableRow({
          children: facts.flatMap(({ label, value, tone }, side) => {
            const named = new Paragraph({ children: [run(label, { bold: true, color: inks.muted })] });
            // A fact that is alone in its line has all of it.
            const columnSpan = facts.length < across ? 2 * across - 1 : 1;
            const size = columnSpan === 1 ? widths[2 * side + 1] : width - (widths[0] ?? 0);
            return [
              cellOf(widths[2 * side], [named], { fill: labelled }),
              cellOf(size, paragraphsOf(value, toned(tone)), { columnSpan }),
            ];
          }),
        }),
    ),
  );
}

/** Effort from left to right, impact from below to above, a coloured field each. */
export function matrixTable({ efforts, impacts, quadrants }: Of<'matrix'>): Table {
  const widths = widthsOf([10, 45, 45]);
  const bare = { top: none, bottom: none, left: none, right: none };
  const axis = (text: string, place: number) =>
    cellOf(
      widths[place],
      [
        new Paragraph({
          alignment: 'center',
          keepNext: true,
          children: [run(text, { bold: true, color: inks.muted })],
        }),
      ],
      {
        borders: bare,
        verticalAlign: 'center',
      },
    );
  return tableIn(widths, [
    new TableRow({ cantSplit: true, children: ['', ...efforts].map(axis) }),
    ...impacts.map(
      (impact, row) =>
        new TableRow({
          height: { value: 1_700, rule: HeightRule.ATLEAST },
          children: [
            axis(impact, 0),
            ...quadrants.slice(2 * row, 2 * row + 2).map((quadrant, place) =>
              cellOf(widths[place + 1], calloutParagraphs(quadrant, [quadrant.items]).flat(), {
                fill: softs[quadrant.tone],
                borders: edges('FFFFFF', 18),
              }),
            ),
          ],
        }),
    ),
  ]);
}

/** A coloured frame with its points, in two columns where there are many. */
export function calloutTable(callout: Callout): Table {
  const columns = calloutParagraphs(callout, inColumns(callout.items));
  const widths = widthsOf(columns.map(() => 1));
  const color = inks[callout.tone];
  return tableIn(widths, [
    new TableRow({
      children: columns.map((children, place) =>
        cellOf(widths[place], children, {
          fill: softs[callout.tone],
          borders: {
            ...edges(color, 24),
            ...(place > 0 ? { left: none } : {}),
            ...(place < columns.length - 1 ? { right: none } : {}),
          },
        }),
      ),
    }),
  ]);
}

/** Two coloured frames side by side. */
export function pairTable(sides: readonly Callout[]): Table {
  const widths = widthsOf(sides.map(() => 1));
  return tableIn(widths, [
    new TableRow({
      cantSplit: true,
      children: sides.map((side, place) =>
        cellOf(widths[place], calloutParagraphs(side, [side.items]).flat(), {
          fill: softs[side.tone],
          borders: edges(inks[side.tone], 24),
        }),
      ),
    }),
  ]);
}

/** A text in a frame. */
export function frameTable(label: string, text: string): Table {
  const [first = '', ...rest] = text.split(/\r?\n/);
  const children = [
    new Paragraph({ children: [run(label, { bold: true }), run(first)] }),
    ...rest.flatMap((each) => paragraphsOf(each)),
  ];
  return tableIn(
    [width],
    [new TableRow({ children: [cellOf(width, children, { borders: edges(accent, 24) })] })],
  );
}

function tableIn(widths: readonly number[], rows: readonly TableRow[]): Table {
  return new Table({
    width: { size: width, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    rows,
  });
}

function widthsOf(shares: readonly number[]): readonly number[] {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => Math.floor((width * share) / whole));
}

function cellOf(
  size: number | undefined,
  children: readonly Paragraph[],
  { fill, ...more }: Partial<ITableCellOptions> & { readonly fill?: string } = {},
): TableCell {
  return new TableCell({
    children,
    width: { size: size ?? 0, type: WidthType.DXA },
    margins: { top: 55, bottom: 55, left: 90, right: 90 },
    borders: edges(line),
    ...defined({ shading: fill === undefined ? undefined : { fill } }),
    ...more,
  });
}

function cellParagraphs({ title, lines, tone, fill }: Cell, keepNext: boolean): Paragraph[] {
  const size = 16;
  const texts = [
    ...(title === undefined ? [] : [run(title, { bold: true, size, ...toned(fill) })]),
    ...lines.flatMap((text) => text.split(/\r?\n/)).map((text) => run(text, { size, ...toned(tone) })),
  ];
  return (texts.length === 0 ? [new TextRun('')] : texts).map(
    (text) => new Paragraph({ keepNext, children: [text] }),
  );
}

/** The title over the first of the columns; the others begin as low as its points do. */
function calloutParagraphs({ tone, title }: Callout, columns: readonly (readonly string[])[]): Paragraph[][] {
  return columns.map((items, place) => [
    new Paragraph({
      keepNext: true,
      children: [run(place === 0 ? title : '', { bold: true, color: inks[tone] })],
    }),
    ...items.map((item) => listItem(item, 'points')),
  ]);
}

function paragraphsOf(text: string, look: { readonly color?: string } = {}): Paragraph[] {
  return text.split(/\r?\n/).map((each) => new Paragraph({ children: [run(each, look)] }));
}
