import { advancePair, type CounterPair, increaseOf, type Point, pairTime } from '../../counters.ts';
import { record } from '../../memory/live.ts';
import { touch } from '../../memory/touched.ts';
import type { Aggregate } from '../../metric.ts';
import type { Recorder } from '../../recorder.ts';
import type { SeriesTarget } from '../../sources.ts';

/** Where a counter or a timestamp stands, or two counters of one ratio. Shared by all series that feed it. */
export type Standing = { pair: CounterPair };

/** A target whose series is known, with what its next value is compared with. */
export type Feed = {
  readonly role: SeriesTarget['role'];
  readonly series: number;
  readonly factor: number;
  readonly aggregate: Aggregate;
  readonly standing: Standing;
};

/** Standings as they were before a request, to be put back when it could not be kept. */
export type Undo = Map<Standing, CounterPair>;

/**
 * Takes one value of a series into what it feeds. Values that are not newer than the last one change nothing:
 * the sender repeats what it does not know to have arrived.
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
    case 'gauge':
      sample(point.value * feed.factor + 0, 1, point.at);
      return;
    case 'counter': {
      const known = before.whole;
      standing.pair = { whole: point };
      if (known !== undefined) sampleIncrease(feed, increaseOf(known.value, point.value), point.at, sample);
      break;
    }
    case 'timestamp':
      if (before.whole !== undefined && point.value <= before.whole.value) return;
      standing.pair = { whole: point };
      sample(1, 1, Math.floor(point.value * 1_000));
      break;
    case 'part':
    case 'whole': {
      const advanced = advancePair(before, role, point);
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

/** An increase of nothing is a measured 0 of a sum, and nothing to a count. */
function sampleIncrease(
  { aggregate }: Feed,
  increase: number,
  at: number,
  sample: (value: number, weight: number, at: number) => void,
): void {
  if (aggregate !== 'count') sample(increase, 1, at);
  else if (increase > 0) sample(1, increase, at);
}

/** Puts standings back. Several requests may be put back in any order: the oldest standing stays. */
export function undoStandings(undo: Undo): void {
  for (const [standing, before] of undo)
    if (pairTime(before) < pairTime(standing.pair)) standing.pair = before;
}
