import type { Cell } from './cell.ts';
import type { NamedMetric } from './metric.ts';

/** Of metrics that live in a store so many steps make one cell: a minute of ten seconds. */
const stepsPerChart = 6;

/** The width of the cells of metrics that live in a store. */
export function chartStepMs(stepMs: number): number {
  return stepsPerChart * stepMs;
}

/** Younger values may still come, and VictoriaMetrics answers for them with copies of older ones. */
const settledMs = 30_000;

/** The end of the last cell of a store that is settled. */
export function settledUntil(now: number, stepMs: number): number {
  const cellMs = chartStepMs(stepMs);
  return Math.floor((now - settledMs) / cellMs) * cellMs;
}

/** A span of cells, each of this width at least. */
export type StoreSpan = { readonly from: number; readonly until: number; readonly cellMs: number };

/**
 * Reads cells of an agent's metric that lives in a store, ordered by start; `undefined` where the store does
 * not answer. Of a span with very many they are wider.
 */
export type StoreCells = (
  agent: string,
  metric: NamedMetric,
  span: StoreSpan,
) => Promise<readonly Cell[] | undefined>;
