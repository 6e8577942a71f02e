import type {
  Content,
  ContentStack,
  ContentText,
  CustomTableLayout,
  TableCellProperties,
} from 'pdfmake/interfaces.js';
import type { Block, Callout } from '../../plans/blocks.ts';
import { defined } from '../../platform/defined.ts';
import { accent, inColumns, inks, labelled, softs } from './look.ts';
import { heightOf, type Paper, rowId, ruled, sides } from './pdf-table.ts';
import { pageHeight, shown, width } from './pdf-type.ts';

const sizes = { 1: 16, 2: 11.5, 3: 9.5 } as const;

/** A heading over its rule; pdfmake asks about its level before it leaves one at the foot of a page. */
export function headingContent(
  { level, text }: Extract<Block, { kind: 'heading' }>,
  { padding }: Paper,
): ContentStack {
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
    margin: [0, level === 1 ? 0 : 1 + 2 * padding, 0, level === 3 ? 0 : 2 + padding],
  };
}

/** Labels on a ground of their own beside their values. */
export function factsContent(
  { across, rows }: Extract<Block, { kind: 'facts' }>,
  { padding }: Paper,
): Content {
  const label = 88;
  const cells = rows.map(({ label, value, tone }) => [
    { text: shown(label), bold: true, color: `#${inks.muted}`, fillColor: `#${labelled}` },
    { text: shown(value), ...defined({ color: tone && `#${inks[tone]}` }) },
  ]);
  const lines = Array.from({ length: Math.ceil(cells.length / across) }, (_, place) =>
    cells.slice(place * across, (place + 1) * across).flat(),
  );
  return {
    table: {
      // Widths in points: a column that may grow does so with its longest word, off the page.
      widths: Array.from({ length: across }, () => [label, width / across - label - 2 * sides]).flat(),
      // A fact that is alone in its line has all of it.
      body: lines.map((line) =>
        line.length === 2 * across ? line : [line[0] ?? {}, { ...line[1], colSpan: 2 * across - 1 }, {}, {}],
      ),
    },
    layout: ruled(padding),
    margin: [0, 0, 0, 5],
  };
}

/** Fields that white lines part; none before the first row and column, which say what they stand for. */
function apart(padding: number): CustomTableLayout {
  return {
    ...ruled(padding),
    hLineWidth: (row) => (row === 0 ? 0 : 3),
    vLineWidth: (column) => (column === 0 ? 0 : 3),
    hLineColor: () => 'white',
    vLineColor: () => 'white',
    paddingLeft: () => 6,
    paddingTop: () => 4,
  };
}

/** Effort from left to right, impact from below to above, a coloured field each. */
export function matrixContent(
  { efforts, impacts, quadrants }: Extract<Block, { kind: 'matrix' }>,
  { padding, seen }: Paper,
): Content {
  const table = seen.tables;
  seen.tables += 1;
  const half = (width - 44 - 39) / 2;
  const heights = impacts.map((_, row) => {
    const pair = quadrants.slice(2 * row, 2 * row + 2).map(({ title, items }) => ({ title, lines: items }));
    return heightOf(pair, [half, half]);
  });
  return {
    table: {
      widths: [44, half, half],
      headerRows: 1,
      dontBreakRows: Math.max(...heights) < (pageHeight * 2) / 3,
      body: [
        ['', ...efforts.map((effort) => axisCell(effort))],
        ...impacts.map((impact, row) => [
          { ...axisCell(impact), id: rowId(table, row) },
          ...quadrants.slice(2 * row, 2 * row + 2).map(quadrantCell),
        ]),
      ],
      heights: (row) => (row === 0 ? 'auto' : 84),
    },
    layout: apart(padding),
    // Kept on one page where it surely fits on one.
    unbreakable: heights.reduce((sum, height) => sum + height, 0) < pageHeight / 2,
    margin: [0, 0, 0, 5],
  };
}

function axisCell(text: string): ContentText & TableCellProperties {
  return {
    text: shown(text),
    bold: true,
    color: `#${inks.muted}`,
    alignment: 'center',
    margin: [0, 3, 0, 0],
  };
}

function quadrantCell({ tone, title, items }: Callout): ContentStack & TableCellProperties {
  const head: Content = {
    text: shown(title),
    bold: true,
    color: `#${inks[tone]}`,
    fontSize: 9.5,
    margin: [0, 0, 0, 3],
  };
  return { stack: [head, { ul: items.map(shown) }], fillColor: `#${softs[tone]}` };
}

/** A coloured frame with its points, in two columns where there are many. */
export function calloutContent(callout: Callout): Content {
  return framed([calloutCell(callout, inColumns(callout.items))], inks[callout.tone]);
}

/** The content of such a frame. */
export function calloutCell(
  { tone, title, items }: Callout,
  columns: readonly (readonly string[])[] = [items],
) {
  return {
    stack: [
      { text: shown(title), bold: true, color: `#${inks[tone]}` },
      { columns: columns.map((column) => ({ ul: column.map(shown) })), columnGap: 10 },
    ],
    fillColor: `#${softs[tone]}`,
  };
}

/** Frames side by side, each with a strong left side. */
export function framed(
  cells: readonly (ContentText | ContentStack)[],
  ...colors: readonly string[]
): Content {
  const gap = (column: number) => column % 2 === 1;
  const gapWidth = 6;
  const each = (width - gapWidth * (cells.length - 1)) / cells.length - 14.6;
  return {
    table: {
      widths: cells.flatMap((_, place) => (place === 0 ? [each] : [gapWidth, each])),
      body: [cells.flatMap((cell, place) => (place === 0 ? [cell] : ['', cell]))],
    },
    layout: {
      ...ruled(2.5),
      vLineWidth: (column) => (gap(column) ? 0.6 : 3),
      hLineColor: (_row, _node, column) => (gap(Number(column)) ? 'white' : `#${colors[Number(column) / 2]}`),
      vLineColor: (column) => `#${colors[Math.floor(column / 2)]}`,
      paddingLeft: (column) => (gap(column) ? 0 : 7),
      paddingRight: (column) => (gap(column) ? 0 : 4),
    },
    margin: [0, 1, 0, 6],
  };
}
