import { aggregateCell, type Cell, cellStart, mergeAllCells } from './cell.ts';
import type { Aggregate, NamedMetric } from './metric.ts';
import { coarsen } from './window.ts';

/** A point of a chart: epoch ms, and a value, or null where nothing was measured. */
export type Point = readonly [number, number | null];

/**
 * A metric over [from, until) in steps, told at their starts, each the aggregate of its own cells. An
 * age has a value at every step from the first sample on: it grows where nothing arrives. `cells` are ordered
 * by start.
 */
export function seriesPoints(
  cells: readonly Cell[],
  metric: Pick<NamedMetric, 'aggregate'>,
  span: { readonly from: number; readonly until: number; readonly stepMs: number },
): Point[] {
  const { from, until, stepMs } = span;
  const first = cellStart(from, stepMs);
  if (metric.aggregate === 'age') return agePoints(cells, first, until, stepMs);
  const steps = coarsen(cells, stepMs);
  const points: Point[] = [];
  let next = 0;
  for (let at = first; at < until; at += stepMs) {
    while ((steps[next]?.start ?? Number.POSITIVE_INFINITY) < at) next++;
    const cell = steps[next]?.start === at ? steps[next] : undefined;
    points.push([at, aggregateCell(cell, metric.aggregate, until) ?? null]);
  }
  return points;
}

function agePoints(cells: readonly Cell[], first: number, until: number, stepMs: number): Point[] {
  const points: Point[] = [];
  let next = 0;
  let lastAt: number | undefined;
  for (let at = first; at < until; at += stepMs) {
    for (let cell = cells[next]; cell !== undefined && cell.lastAt <= at; cell = cells[++next])
      lastAt = cell.lastAt;
    points.push([at, lastAt === undefined ? null : (at - lastAt) / 1000]);
  }
  return points;
}

/** A span as a rule looks at it. Windows with less weight than `minWeight` say nothing, as in the rule. */
export type WindowRange = {
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
export function windowPoints(cells: readonly Cell[], range: WindowRange, aggregate: Aggregate): Point[] {
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
  const window = mergeAllCells(cells);
  if (window === undefined) return null;
  if (aggregate !== 'age' && window.weight < minWeight) return null;
  return aggregateCell(window, aggregate, at) ?? null;
}
