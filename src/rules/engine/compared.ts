import type { LiveCells } from '../../metrics/memory/live.ts';
import { measureBaseline, type Reading } from '../../metrics/memory/measure.ts';
import type { Aggregate } from '../../metrics/metric.ts';
import type { WindowSpec } from '../../metrics/window.ts';
import { baselineFactor } from '../against.ts';
import type { ComparedCondition } from '../condition.ts';

/** The other side of a compared condition, resolved once: a threshold is `factor` times its value. */
export type CompiledAgainst = {
  readonly window: WindowSpec;
  readonly aggregate: Exclude<Aggregate, 'age'>;
  /** Of sums and counts brought to the length of the window of now. */
  readonly factor: number;
};

/** A condition's comparison, as the engine reads it. */
export function compileAgainst(
  { against, window }: ComparedCondition,
  aggregate: Aggregate,
): CompiledAgainst | undefined {
  if (against.kind !== 'baseline' || aggregate === 'age') return undefined;
  return { window: against.window, aggregate, factor: baselineFactor(against, window, aggregate) };
}

const other: Reading = { value: Number.NaN, weight: 0 };

/**
 * The threshold that a baseline comes to at `now`; NaN where it says nothing: without data, with less than
 * `least`, or at 0 or below, of which no multiple is a measure of what is usual.
 */
export function baselineThreshold(
  live: LiveCells,
  series: number,
  { window, aggregate, factor }: CompiledAgainst,
  least: number,
  now: number,
): number {
  measureBaseline(live, series, aggregate, window, now, other);
  return other.weight >= least && other.value > 0 ? factor * other.value : Number.NaN;
}
