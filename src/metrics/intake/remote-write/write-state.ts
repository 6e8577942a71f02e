import { advancePair, type CounterPair, increaseOf, movesOn, type Point, pairTime } from '../../counters.ts';
import { doubleAt } from '../../memory/column.ts';
import { record } from '../../memory/live.ts';
import { touch } from '../../memory/touched.ts';
import { type NamedMetric, valueFault } from '../../metric.ts';
import type { Recorder } from '../../recorder.ts';
import { type TimeLimits, timeFault } from '../../sample.ts';
import type { SeriesTarget } from '../../sources.ts';

/** Where a counter or a timestamp stands, or two counters of one ratio. Shared by all series that feed it. */
export type Standing = { pair: CounterPair };

/** A target whose series is known, with what its next value is compared with. */
export type Feed = {
  readonly role: SeriesTarget['role'];
  readonly series: number;
  readonly factor: number;
  readonly metric: NamedMetric | undefined;
  readonly standing: Standing;
};

/** Standings as they were before a request, to be put back when it could not be kept. */
export type Undo = Map<Standing, CounterPair>;

/** In place of a reason: the value says that there is nothing to say. */
export const noMeasure = 'no measure';

/** Why a finite value cannot be what these targets take it for; most are taken for the count of a counter. */
export function faultOf(targets: readonly Feed[], value: number, times: TimeLimits): string | undefined {
  for (const { role, factor, metric } of targets) {
    if (role === 'gauge') {
      const fault = valueFault(metric, value * factor);
      if (fault !== undefined) return fault;
    } else if (role === 'timestamp') {
      // What has never happened happened at 0.
      if (value === 0) return noMeasure;
      const fault = timeFault(value * 1_000, times);
      if (fault !== undefined) return `a timestamp in seconds since 1970: ${fault}`;
    }
  }
  return undefined;
}

/**
 * Takes one value of a series into what it feeds. Of counters and timestamps one that is older than the last
 * says nothing new.
 */
export function feedValue(feed: Feed, point: Point, recorder: Recorder, undo: Undo): void {
  const { live, now, touched } = recorder;
  const { series, standing, role } = feed;
  const before = standing.pair;
  const sample = (value: number, weight: number, at: number): void => {
    record(live, series, value, weight, at, now);
    touch(touched, series);
  };
  switch (role) {
    case 'gauge': {
      const value = point.value * feed.factor + 0;
      if (feed.metric?.aggregate === 'age') sampleAge(feed, point.at - value * 1_000, 1_000, recorder);
      else sample(value, 1, point.at);
      return;
    }
    case 'timestamp':
      sampleAge(feed, point.value * 1_000, 0, recorder);
      return;
    case 'counter': {
      const known = before.whole;
      if (known !== undefined && !movesOn(known, point, now)) return;
      standing.pair = { whole: point };
      if (known !== undefined) sampleIncrease(feed, increaseOf(known.value, point.value), point.at, sample);
      break;
    }
    case 'part':
    case 'whole': {
      const advanced = advancePair(before, role, point, now);
      standing.pair = advanced.pair;
      if (advanced.sample !== undefined)
        sample(advanced.sample.value, advanced.sample.weight, advanced.sample.at);
      break;
    }
    default:
      role satisfies never;
  }
  if (!undo.has(standing)) undo.set(standing, before);
}

/**
 * An age says again and again when something happened last: only what is newer by more than its rounding is a
 * sample.
 */
function sampleAge({ series }: Feed, at: number, roundingMs: number, recorder: Recorder): void {
  const { live, now, touched } = recorder;
  if (at <= doubleAt(live.lastAt, series) + roundingMs) return;
  record(live, series, 1, 1, Math.floor(at), now);
  touch(touched, series);
}

/** An increase of nothing is a measured 0 of a sum, and nothing to a count. */
function sampleIncrease(
  { metric }: Feed,
  increase: number,
  at: number,
  sample: (value: number, weight: number, at: number) => void,
): void {
  if (metric?.aggregate !== 'count') sample(increase, 1, at);
  else if (increase > 0) sample(1, increase, at);
}

/** Puts standings back. Several requests may be put back in any order: the oldest standing stays. */
export function undoStandings(undo: Undo): void {
  for (const [standing, before] of undo)
    if (pairTime(before) < pairTime(standing.pair)) standing.pair = before;
}
