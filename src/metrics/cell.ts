import { type Buckets, bucketOf, mergeAllBuckets, mergeBuckets, percentile } from './buckets.ts';
import type { Aggregate } from './metric.ts';

/**
 * The sums of one agent's metric over one aligned step. Cells are what is stored, windowed, charted and
 * replayed. `start` is the first millisecond of the step; `lastAt` the time of the sample that `last` comes
 * from.
 */
export type Cell = {
  readonly start: number;
  /** Σ value·weight */
  readonly sum: number;
  /** Σ weight */
  readonly weight: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
  readonly lastAt: number;
  /** Of metrics that are told by a percentile alone. */
  readonly buckets?: Buckets | undefined;
};

/** The numbers of a cell, which every metric has. */
export type CellNumbers = Omit<Cell, 'buckets'>;

/** The numbers of a cell, in the order in which records hold them (storage/wal/cell-record.ts). */
export const cellFields = ['start', 'sum', 'weight', 'min', 'max', 'last', 'lastAt'] as const;

/** The start of the cell of width `stepMs` that holds the instant `at`. */
export function cellStart(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}

/** A cell of one sample. Adding 0 turns a −0 into the 0 that a sum in memory begins with. */
export function cellOf(start: number, value: number, weight: number, at: number): Cell {
  return { start, sum: value * weight + 0, weight, min: value, max: value, last: value, lastAt: at };
}

/** The same for a metric that is told by a percentile. */
export function bucketedCellOf(start: number, value: number, weight: number, at: number): Cell {
  return { ...cellOf(start, value, weight, at), buckets: bucketOf(value, weight) };
}

/** The cell that holds both; earlier operand first, so that folds in order are the same to the last bit. */
export function mergeCells(into: Cell, next: Cell): Cell {
  return withBuckets(mergeNumbers(into, next), mergeBuckets(into.buckets, next.buckets));
}

/** The cell that holds all of these, in their order. */
export function mergeAllCells(cells: readonly Cell[]): Cell | undefined {
  const [first, ...rest] = cells;
  if (first === undefined) return undefined;
  const buckets = mergeAllBuckets(cells.flatMap((cell) => cell.buckets ?? []));
  return withBuckets(rest.reduce(mergeNumbers, first), buckets);
}

function withBuckets(cell: Cell, buckets: Buckets | undefined): Cell {
  return buckets === undefined ? cell : { ...cell, buckets };
}

function mergeNumbers(into: Cell, next: Cell): Cell {
  const nextIsLater = next.lastAt >= into.lastAt;
  return {
    start: into.start,
    sum: into.sum + next.sum,
    weight: into.weight + next.weight,
    min: Math.min(into.min, next.min),
    max: Math.max(into.max, next.max),
    last: nextIsLater ? next.last : into.last,
    lastAt: nextIsLater ? next.lastAt : into.lastAt,
  };
}

/**
 * The number that a window's merged cell stands for, or `undefined` when nothing was measured.
 * `now` matters to `age` alone, which is in seconds.
 */
export function aggregateCell(cell: Cell | undefined, aggregate: Aggregate, now: number): number | undefined {
  if (cell === undefined) return undefined;
  switch (aggregate) {
    case 'mean':
      return cell.weight > 0 ? cell.sum / cell.weight : undefined;
    case 'sum':
      return cell.sum;
    case 'count':
      return cell.weight;
    case 'min':
      return cell.min;
    case 'max':
      return cell.max;
    case 'last':
      return cell.last;
    case 'age':
      return Math.max(0, now - cell.lastAt) / 1000;
    default:
      return percentile(cell.buckets, aggregate, cell);
  }
}
