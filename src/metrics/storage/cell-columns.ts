import type { Cell } from '../cell.ts';
import { doubleAt } from '../memory/column.ts';

/**
 * Cells of one series in the order of their starts, one column a field. A month of them is seven arrays
 * instead of a quarter of a million objects, which is what replays of many agents would spend most of their
 * time on.
 */
export type CellColumns = {
  readonly count: number;
  readonly start: Float64Array;
  readonly sum: Float64Array;
  readonly weight: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
  readonly lastAt: Float64Array;
};

/** Room for `count` cells, all zero. */
export function createColumns(count: number): CellColumns {
  const column = () => new Float64Array(count);
  return {
    count,
    start: column(),
    sum: column(),
    weight: column(),
    min: column(),
    max: column(),
    last: column(),
    lastAt: column(),
  };
}

/** Cells as columns, in the order they come in. */
export function columnsOf(cells: readonly Cell[]): CellColumns {
  const columns = createColumns(cells.length);
  for (const [place, cell] of cells.entries()) {
    columns.start[place] = cell.start;
    columns.sum[place] = cell.sum;
    columns.weight[place] = cell.weight;
    columns.min[place] = cell.min;
    columns.max[place] = cell.max;
    columns.last[place] = cell.last;
    columns.lastAt[place] = cell.lastAt;
  }
  return columns;
}

/** A cell that is filled again and again, so that going through columns allocates nothing. */
export type CellView = { -readonly [K in keyof Cell]: Cell[K] };

/** An empty view, to be filled. */
export function createCellView(): CellView {
  return { start: 0, sum: 0, weight: 0, min: 0, max: 0, last: 0, lastAt: 0 };
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
}

/** The cells as objects. */
export function cellsIn(columns: CellColumns): Cell[] {
  return Array.from({ length: columns.count }, (_, place) => {
    const cell = createCellView();
    viewCell(columns, place, cell);
    return cell;
  });
}

/** The cells with from ≤ start < until: a window on the same arrays, nothing is copied. */
export function columnsWithin(columns: CellColumns, from: number, until: number): CellColumns {
  const [first, end] = [placeOf(columns, from), placeOf(columns, until)];
  const part = (column: Float64Array) => column.subarray(first, end);
  return {
    count: Math.max(0, end - first),
    start: part(columns.start),
    sum: part(columns.sum),
    weight: part(columns.weight),
    min: part(columns.min),
    max: part(columns.max),
    last: part(columns.last),
    lastAt: part(columns.lastAt),
  };
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
