import { aggregateCell, type Cell, cellStart } from './cell.ts';
import type { NamedMetric } from './metric.ts';
import { coarsen } from './window.ts';

/** A point of a chart: epoch ms at the start of the step, and the step's number or nothing. */
export type Point = readonly [number, number | null];

/**
 * A metric over [from, until) in steps, each the aggregate of its own cells; a step without cells is null. An
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
