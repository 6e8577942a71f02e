import type { Buckets } from '../buckets.ts';
import type { Cell, CellNumbers } from '../cell.ts';
import { doubleAt } from '../memory/column.ts';

/**
 * Cells of one series in the order of their starts, one column a field. A month of them is seven arrays
 * instead of a quarter of a million objects, which is what replays of many agents would spend most of their
 * time on.
 */
export type CellColumns = {
  readonly count: number;
  /** Empty where the metric has none. */
  readonly buckets: readonly (Buckets | undefined)[];
} & Readonly<Record<keyof CellNumbers, Float64Array>>;

/** Columns of `count` cells, each made of its name. */
export function columnsBy(
  count: number,
  column: (field: keyof CellNumbers) => Float64Array,
  buckets: CellColumns['buckets'] = [],
): CellColumns {
  return {
    count,
    buckets,
    start: column('start'),
    sum: column('sum'),
    weight: column('weight'),
    min: column('min'),
    max: column('max'),
    last: column('last'),
    lastAt: column('lastAt'),
  };
}

/** Room for `count` cells, all zero. */
export function createColumns(count: number): CellColumns {
  return columnsBy(count, () => new Float64Array(count));
}

/** Cells as columns, in the order they come in. */
export function columnsOf(cells: readonly Cell[]): CellColumns {
  const buckets = cells.some((cell) => cell.buckets !== undefined) ? cells.map((cell) => cell.buckets) : [];
  return columnsBy(cells.length, (field) => Float64Array.from(cells, (cell) => cell[field]), buckets);
}

/** A cell that is filled again and again, so that going through columns allocates nothing. */
export type CellView = { -readonly [K in keyof Cell]: Cell[K] };

/** An empty view, to be filled. */
export function createCellView(): CellView {
  return { start: 0, sum: 0, weight: 0, min: 0, max: 0, last: 0, lastAt: 0, buckets: undefined };
}

/** Fills `view` with the cell at a place that the columns have. */
export function viewCell(columns: CellColumns, place: number, view: CellView): void {
  view.start = doubleAt(columns.start, place);
  view.sum = doubleAt(columns.sum, place);
  view.weight = doubleAt(columns.weight, place);
  view.min = doubleAt(columns.min, place);
  view.max = doubleAt(columns.max, place);
  view.last = doubleAt(columns.last, place);
  view.lastAt = doubleAt(columns.lastAt, place);
  view.buckets = columns.buckets[place];
}

/** The cell at a place that the columns have. */
export function cellAt(columns: CellColumns, place: number): Cell {
  const cell = createCellView();
  viewCell(columns, place, cell);
  return cell;
}

/** The cells as objects. */
export function cellsIn(columns: CellColumns): Cell[] {
  return Array.from({ length: columns.count }, (_, place) => cellAt(columns, place));
}

/** The cells with from ≤ start < until: a window on the same arrays, nothing is copied. */
export function columnsWithin(columns: CellColumns, from: number, until: number): CellColumns {
  const [first, end] = [placeOf(columns, from), placeOf(columns, until)];
  const buckets = columns.buckets.slice(first, end);
  return columnsBy(Math.max(0, end - first), (field) => columns[field].subarray(first, end), buckets);
}

/** The place of the first cell that starts at `start` or later. */
function placeOf(columns: CellColumns, start: number): number {
  let [low, high] = [0, columns.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (doubleAt(columns.start, middle) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
