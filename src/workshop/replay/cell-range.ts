import { bucketGrowth, bucketsWeight, percentile } from '../../metrics/buckets.ts';
import { aggregateCell, type Cell, mergeCells } from '../../metrics/cell.ts';
import { type Aggregate, isPercentile, type Percentile } from '../../metrics/metric.ts';
import { type WindowSpec, windowStart } from '../../metrics/window.ts';

/** The values that a window may have shown while its last cell filled. */
export type CellRange = { readonly low: number; readonly high: number };

/** The stored cells of a metric, ordered by start, and the window over them. */
export type CellView = {
  readonly cells: readonly Cell[];
  readonly window: WindowSpec | undefined;
  readonly aggregate: Aggregate;
  readonly stepMs: number;
};

/**
 * A stored cell says what its samples add up to, not in which order they came, nor when. The live engine
 * looked several times while the cell filled, and had what had arrived by then; this is the narrowest range
 * that the cells' own sums, weights and extremes prove for what it may have seen during the cell that begins
 * at `start`, when samples arrive at most `lateCells` cells late. The cells reach back as far as the window,
 * or for an `age` to the last sample.
 */
export function rangeWithinCell(view: CellView, start: number, lateCells = 0): CellRange | undefined {
  const values = Array.from({ length: lateCells + 1 }, (_, late) => valuesWithin(view, start, late)).flat();
  return values.length === 0 ? undefined : { low: Math.min(...values), high: Math.max(...values) };
}

/** The window at the end of a cell as it is without the last `late` cells; `undefined` if it is empty. */
export function windowWithout(view: CellView, start: number, late: number): Cell | undefined {
  const { cells, window, stepMs } = view;
  const from = window === undefined ? Number.NEGATIVE_INFINITY : windowStart(window, start);
  let merged: Cell | undefined;
  for (const one of cells) {
    if (one.start > start - late * stepMs) break;
    if (one.start >= from) merged = merged === undefined ? one : mergeCells(merged, one);
  }
  return merged;
}

/** The values possible when only part of the cell `late` cells before `start` had arrived, nothing later. */
function valuesWithin(view: CellView, start: number, late: number): number[] {
  const { aggregate, stepMs } = view;
  const filling = start - late * stepMs;
  const cell = view.cells.find((one) => one.start === filling);
  const rest = windowWithout(view, start, late + 1);
  return aggregate === 'age' ? agesOf(rest, cell, start, stepMs) : statesOf(rest, cell, aggregate);
}

function agesOf(rest: Cell | undefined, cell: Cell | undefined, start: number, stepMs: number): number[] {
  const end = start + stepMs - 1;
  const before = rest === undefined ? [] : [(start - rest.lastAt) / 1000];
  if (cell === undefined) return rest === undefined ? [] : [...before, (end - rest.lastAt) / 1000];
  const arrived = (cell.lastAt - (rest?.lastAt ?? start)) / 1000;
  return [...before, arrived, 0, (end - cell.lastAt) / 1000];
}

/** The window before the cell's first sample, after its last, and at the turning points in between. */
function statesOf(
  rest: Cell | undefined,
  cell: Cell | undefined,
  aggregate: Exclude<Aggregate, 'age'>,
): number[] {
  if (isPercentile(aggregate)) return percentilesOf(rest, cell, aggregate);
  const partials = cell === undefined ? [] : [...partialCells(cell), cell];
  const states = [
    rest,
    ...partials.map((part) => joined(rest, part)),
    // With extremes alone any sample may have come first.
    ...(cell !== undefined && (aggregate === 'last' || aggregate === 'min' || aggregate === 'max')
      ? [cell.min, cell.max].map((value) => withSample(rest, cell, value))
      : []),
  ];
  return states.flatMap((state) => aggregateCell(state, aggregate, 0) ?? []);
}

function joined(rest: Cell | undefined, cell: Cell): Cell {
  return rest === undefined ? cell : mergeCells(rest, cell);
}

/**
 * Nothing moves a percentile farther than that the lowest values of the cell came first, or the highest. What
 * was seen had extremes of its own, so that it was anywhere in the bucket.
 */
function percentilesOf(rest: Cell | undefined, cell: Cell | undefined, which: Percentile): number[] {
  const whole = cell === undefined ? rest : joined(rest, cell);
  if (aggregateCell(whole, which, 0) === undefined) return [];
  const parts = cell === undefined ? [] : partialBuckets(cell);
  return [rest, whole, ...parts.map((part) => joined(rest, part))].flatMap((seen) => {
    const value = seen && percentile(seen.buckets, which, seen, 0);
    const growth = bucketGrowth(seen?.buckets?.scale ?? 0);
    return value === undefined ? [] : [value / growth, value * growth];
  });
}

/**
 * The greatest part of the cell that may consist of its highest value, and of its lowest: with the rest at
 * the other extreme, mass·max + (weight − mass)·min = sum.
 */
function partialCells(cell: Cell): Cell[] {
  const { sum, weight, min, max } = cell;
  if (max === min) return [];
  const mostHigh = Math.min(weight, Math.max(0, (sum - weight * min) / (max - min)));
  const mostLow = weight - mostHigh;
  return [
    { ...cell, weight: mostHigh, sum: mostHigh * max, min: max, last: max },
    { ...cell, weight: mostLow, sum: mostLow * min, max: min, last: min },
  ].filter((part) => part.weight > 0);
}

/** The parts of the cell that are its lowest values, and its highest. */
function partialBuckets(cell: Cell): Cell[] {
  const { buckets } = cell;
  if (buckets === undefined) return [];
  const part = (from: number, until: number): Cell => {
    const own = {
      ...buckets,
      keys: buckets.keys.slice(from, until),
      weights: buckets.weights.slice(from, until),
    };
    return { ...cell, weight: bucketsWeight(own), buckets: own };
  };
  return buckets.keys.flatMap((_, place) =>
    place === 0 ? [] : [part(0, place), part(place, buckets.keys.length)],
  );
}

function withSample(rest: Cell | undefined, cell: Cell, value: number): Cell {
  return joined(rest, { ...cell, sum: 0, weight: 0, min: value, max: value, last: value });
}
