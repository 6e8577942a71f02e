import { aggregateCell, type Cell, cellStart, mergeCells } from '../../src/metrics/cell.ts';
import type { Aggregate } from '../../src/metrics/metric.ts';
import { coarsen, newestPastCell, type WindowSpec, windowStart } from '../../src/metrics/window.ts';

/**
 * A window over `cells` (ordered by start, of width `cellMs` or finer) as one merged cell, or `undefined`
 * when it holds none. The plain reference that the typed-array rings are checked against.
 */
export function mergeWindow(
  cells: readonly Cell[],
  spec: WindowSpec,
  now: number,
  notBefore = -Infinity,
): Cell | undefined {
  const from = Math.max(windowStart(spec, now), notBefore);
  const until = cellStart(now, spec.cellMs) + spec.cellMs;
  let merged: Cell | undefined;
  for (const coarse of coarsen(cells, spec.cellMs)) {
    if (coarse.start < from || coarse.start >= until) continue;
    merged = merged === undefined ? coarse : mergeCells(merged, coarse);
  }
  return merged;
}

/** The number of a window at `now` with its total weight, as a condition and `min_samples` read them. */
export function measureWindow(
  cells: readonly Cell[],
  spec: WindowSpec,
  aggregate: Aggregate,
  now: number,
): { value: number | undefined; weight: number } {
  const merged = mergeWindow(cells, spec, now);
  return { value: aggregateCell(merged, aggregate, now), weight: merged?.weight ?? 0 };
}

/** A window of the past over `cells` at `now`, as one merged cell: whole coarse cells, summed in order. */
export function mergePast(cells: readonly Cell[], spec: WindowSpec, now: number): Cell | undefined {
  const newest = newestPastCell(spec, now) * spec.cellMs;
  let merged: Cell | undefined;
  for (const coarse of coarsen(cells, spec.cellMs)) {
    if (coarse.start <= newest - spec.cells * spec.cellMs || coarse.start > newest) continue;
    merged = merged === undefined ? coarse : mergeCells(merged, coarse);
  }
  return merged;
}
