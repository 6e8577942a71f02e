import { wholeAt } from '../../metrics/memory/column.ts';
import type { LiveCells } from '../../metrics/memory/live.ts';
import type { measure as measureSeries, Reading } from '../../metrics/memory/measure.ts';
import { compares } from '../condition.ts';
import type { Rule } from '../rule.ts';
import type { Measure, Verdict } from './alert.ts';
import { baselineThreshold, isBeyondChance } from './compared.ts';
import type { CompiledCondition, Watches } from './watches.ts';

/** How the value of a window is had: `measure` of the live cells, or what stands in front of it. */
export type MeasureSeries = typeof measureSeries;

/** The parts of an engine that measuring needs. */
export type Measuring = {
  readonly live: LiveCells;
  readonly measure: MeasureSeries;
  watches: Watches;
  readonly reading: Reading;
  /** The same of the control that a variant is compared with. */
  readonly control: Reading;
};

/** The entry at a place that the list has; beyond its end it answers `undefined` in disguise. */
export function entryAt<T>(list: readonly T[], place: number): T {
  return list[place] as T;
}

/** All conditions must be true. One measurably false decides; else one without data leaves it open. */
export function verdictOf(
  engine: Measuring,
  index: number,
  which: 'when' | 'clear',
  now: number,
  notBefore = Number.NEGATIVE_INFINITY,
): Verdict {
  const { watches, reading } = engine;
  const { rule, when, clear } = entryAt(watches.rules, index);
  const conditions = which === 'when' ? when : clear;
  const first = wholeAt(watches.firstSeries, index) + (which === 'when' ? 0 : when.length);
  let verdict: Verdict = 'breach';
  for (let place = 0; place < conditions.length; place++) {
    const condition = entryAt(conditions, place);
    const series = wholeAt(watches.series, first + place);
    engine.measure(engine.live, series, condition.aggregate, condition.window, now, notBefore, reading);
    const measured =
      !Number.isNaN(reading.value) && (condition.aggregate === 'age' || reading.weight >= rule.minSamples);
    if (!measured) {
      verdict = 'no_data';
      continue;
    }
    const threshold = thresholdAt(engine, first + place, condition, rule, now);
    if (Number.isNaN(threshold)) verdict = 'no_data';
    else if (!isMet(engine, condition, threshold)) return 'ok';
  }
  return verdict;
}

/**
 * The threshold of a condition at an instant; NaN where there is nothing to compare with. Of a variant the
 * control is in `engine.control` then.
 */
function thresholdAt(
  engine: Measuring,
  at: number,
  condition: CompiledCondition,
  rule: Rule,
  now: number,
): number {
  const { threshold, against, window } = condition;
  if (against === undefined) return threshold;
  const { live, watches, control } = engine;
  const { minSamples, minBaselineSamples: least = minSamples } = rule;
  if (against.kind === 'baseline')
    return baselineThreshold(live, wholeAt(watches.series, at), against, least, now);
  const series = wholeAt(watches.controls, at);
  if (series < 0) return Number.NaN;
  engine.measure(live, series, 'mean', window, now, Number.NEGATIVE_INFINITY, control);
  return control.weight >= least ? against.factor * control.value : Number.NaN;
}

/** Whether a measured value meets the condition at its threshold of now. */
function isMet(engine: Measuring, { operator, against }: CompiledCondition, threshold: number): boolean {
  if (!compares(operator, threshold, engine.reading.value)) return false;
  return against?.kind !== 'variant' || isBeyondChance(engine.reading, engine.control, against);
}

export function measureWatch(
  engine: Measuring,
  index: number,
  verdict: Verdict,
  now: number,
  notBefore = Number.NEGATIVE_INFINITY,
): Measure {
  const { watches, reading } = engine;
  const { rule, when, clear } = entryAt(watches.rules, index);
  const first = entryAt(when, 0);
  const clears =
    verdict === 'ok' &&
    (clear.length === 0 || verdictOf(engine, index, 'clear', now, notBefore) === 'breach');
  const at = wholeAt(watches.firstSeries, index);
  const series = wholeAt(watches.series, at);
  engine.measure(engine.live, series, first.aggregate, first.window, now, notBefore, reading);
  const threshold = thresholdAt(engine, at, first, rule, now);
  return {
    verdict,
    ...(Number.isNaN(reading.value) ? {} : { value: reading.value }),
    ...(Number.isNaN(threshold) ? {} : { threshold }),
    weight: reading.weight,
    clear: clears,
  };
}
