import { aggregateCell, type Cell, cellStart, mergeCells } from '../../metrics/cell.ts';
import type { Aggregate } from '../../metrics/metric.ts';

/** [epoch ms, value or null where nothing was measured] */
export type Point = readonly [number, number | null];

/**
 * Steps a chart may be drawn in, as multiples of the base step: the same coarse cells that long windows read.
 */
const factors = [1, 6, 30, 60, 360, 2_160, 8_640] as const;

/** More points than this are never sent to a browser: a chart has no more pixels to show them. */
export const mostPoints = 480;

/** The finest step with which `from` … `until` makes at most `mostPoints` points. */
export function chartStep(from: number, until: number, baseMs: number): number {
  const fitting = factors.find((factor) => (until - from) / (factor * baseMs) <= mostPoints);
  return (fitting ?? factors[factors.length - 1] ?? 1) * baseMs;
}

/** The span of a chart. Windows with less weight than `minWeight` say nothing, as in the rule. */
export type ChartRange = {
  readonly from: number;
  readonly until: number;
  readonly stepMs: number;
  readonly windowMs: number;
  readonly minWeight?: number;
};

/**
 * The values that a rule with a window of `windowMs` saw at the end of every step from `from` to `until`.
 * `cells` are ordered, of width `stepMs`, and reach back at least one window before `from`. An `age` needs no
 * window: it grows from cell to cell.
 */
export function chartPoints(cells: readonly Cell[], range: ChartRange, aggregate: Aggregate): Point[] {
  const { from, until, stepMs } = range;
  const windowMs = Math.max(stepMs, range.windowMs);
  const points: Point[] = [];
  let oldest = 0;
  let next = 0;
  for (let end = cellStart(from, stepMs) + stepMs; end <= until; end += stepMs) {
    while (next < cells.length && (cells[next]?.start ?? 0) < end) next += 1;
    while (oldest < next && (cells[oldest]?.start ?? 0) < end - windowMs) oldest += 1;
    const seen = aggregate === 'age' ? cells.slice(Math.max(0, next - 1), next) : cells.slice(oldest, next);
    points.push([end, measured(seen, aggregate, end, range.minWeight ?? 0)]);
  }
  return points;
}

function measured(
  cells: readonly Cell[],
  aggregate: Aggregate,
  at: number,
  minWeight: number,
): number | null {
  const [first, ...rest] = cells;
  if (first === undefined) return null;
  const window = rest.reduce(mergeCells, first);
  if (aggregate !== 'age' && window.weight < minWeight) return null;
  return aggregateCell(window, aggregate, at) ?? null;
}
