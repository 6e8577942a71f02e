import type { LiveCells } from '../../metrics/memory/live.ts';
import { measureBaseline, type Reading } from '../../metrics/memory/measure.ts';
import type { Aggregate } from '../../metrics/metric.ts';
import type { WindowSpec } from '../../metrics/window.ts';
import { baselineFactor } from '../against.ts';
import type { ComparedCondition } from '../condition.ts';
import { chanceOfWorse, type Events } from './chance.ts';

/** The other side of a compared condition, resolved once: a threshold is `factor` times its value. */
export type CompiledAgainst =
  | {
      readonly kind: 'baseline';
      readonly window: WindowSpec;
      readonly aggregate: Exclude<Aggregate, 'age'>;
      /** Of sums and counts brought to the length of the window of now. */
      readonly factor: number;
    }
  | {
      readonly kind: 'variant';
      readonly factor: number;
      readonly level: number;
      /** A higher value is worse: its share is that of bad events. */
      readonly isBad: boolean;
    };

/** A condition's comparison, as the engine reads it. */
export function compileAgainst(
  { against, window, operator }: ComparedCondition,
  aggregate: Aggregate,
): CompiledAgainst | undefined {
  if (aggregate === 'age') return undefined;
  const { kind, factor } = against;
  if (kind === 'variant') return { kind, factor, level: against.level, isBad: operator.startsWith('>') };
  return { kind, window: against.window, aggregate, factor: baselineFactor(against, window, aggregate) };
}

const other: Reading = { value: Number.NaN, weight: 0 };

/**
 * The threshold that a baseline comes to at `now`; NaN where it says nothing: without data, with less than
 * `least`, or at 0 or below, of which no multiple is a measure of what is usual.
 */
export function baselineThreshold(
  live: LiveCells,
  series: number,
  { window, aggregate, factor }: Extract<CompiledAgainst, { kind: 'baseline' }>,
  least: number,
  now: number,
): number {
  measureBaseline(live, series, aggregate, window, now, other);
  return other.weight >= least && other.value > 0 ? factor * other.value : Number.NaN;
}

/**
 * Whether a share is worse than that of the control by more than chance explains at the level of the test: a
 * one-sided exact test of the events in both windows. Weights are taken for whole events, in doubt in favour
 * of the variant.
 */
export function isBeyondChance(
  variant: Readonly<Reading>,
  control: Readonly<Reading>,
  { level, isBad }: Extract<CompiledAgainst, { kind: 'variant' }>,
): boolean {
  return chanceOfWorse(eventsOf(variant, isBad, Math.floor), eventsOf(control, isBad, Math.ceil)) <= level;
}

/** The share by which a sum of decimal numbers may miss a whole one. */
const rounding = 1e-6;

function eventsOf({ value, weight }: Reading, isBad: boolean, whole: (count: number) => number): Events {
  const of = Math.max(1, Math.round(weight));
  const bad = (isBad ? value : 1 - value) * weight;
  const near = Math.round(bad);
  const counted = Math.abs(near - bad) <= rounding * of ? near : whole(bad);
  return { bad: Math.min(of, Math.max(0, counted)), of };
}
