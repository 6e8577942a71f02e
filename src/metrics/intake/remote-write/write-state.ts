import { createHash } from 'node:crypto';
import { defined } from '../../../platform/defined.ts';
import { advancePair, type CounterPair, movesOn, type Point, pairTime, riseOf } from '../../counters.ts';
import { doubleAt } from '../../memory/column.ts';
import { record } from '../../memory/live.ts';
import { keepMark } from '../../memory/marks.ts';
import { touch } from '../../memory/touched.ts';
import { type NamedMetric, valueFault } from '../../metric.ts';
import type { Recorder } from '../../recorder.ts';
import { type TimeLimits, timeFault } from '../../sample.ts';
import type { SeriesTarget } from '../../sources.ts';
import { type Listening, type ScrapedTarget, seeTarget, withZero } from './birth.ts';

/** Where a counter stands, or two counters of one ratio: shared by all series that feed it. */
export type Standing = {
  pair: CounterPair;
  /** The series under which their marks are kept, and when the last one came. */
  readonly marks: { readonly part: number; readonly whole: number };
  receivedAt: number;
};

/** A counter, or two of a ratio, as they stood when they were kept last. */
export function restoredStanding(key: string, { live, seriesOf }: Recorder): Standing {
  // A label set may be longer than a name that can be looked up.
  const name = `counter:${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;
  const marks = { part: seriesOf(name, ':part'), whole: seriesOf(name, ':whole') };
  const [part, whole] = [live.marks.get(marks.part), live.marks.get(marks.whole)];
  const base = whole && { ...defined({ part: part?.value }), whole: whole.value, at: whole.at };
  return { pair: defined({ part, whole, base }), marks, receivedAt: Number.NEGATIVE_INFINITY };
}

/** A target whose series is known, with what its next value is compared with. */
export type Feed = {
  readonly role: SeriesTarget['role'];
  readonly series: number;
  /** The cells of its variant, where that is measured apart. */
  readonly apart: number | undefined;
  /** In place of them: the variant that its labels name is not declared. */
  readonly undeclared: string | undefined;
  readonly factor: number;
  readonly metric: NamedMetric | undefined;
  /** Of a counter: where it stands, and where it comes from. */
  readonly standing: Standing | undefined;
  readonly target: ScrapedTarget;
};

/** A value as it came; `startedAt` is NaN where nobody says when a counter began. */
export type Arrived = Pick<Point, 'value' | 'at'> & { readonly startedAt: number };

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
 * says nothing new. `baseline`: it says from where on a counter is counted, and nothing more; `known`: what a
 * counter rose by was counted before.
 */
export function feedValue(
  feed: Feed,
  point: Arrived,
  listening: Listening,
  recorder: Recorder,
  undo: Undo,
): 'fed' | 'baseline' | 'known' {
  const { standing, role } = feed;
  switch (role) {
    case 'gauge': {
      const value = point.value * feed.factor + 0;
      if (feed.metric?.aggregate === 'age') sampleAge(feed, point.at - value * 1_000, 1_000, recorder);
      else recordIn(recorder, feed, value, 1, point.at);
      return 'fed';
    }
    case 'timestamp':
      sampleAge(feed, point.value * 1_000, 0, recorder);
      return 'fed';
    case 'counter':
    case 'part':
    case 'whole':
      return standing === undefined ? 'fed' : countFrom(feed, standing, point, listening, recorder, undo);
    default:
      return role satisfies never;
  }
}

function countFrom(
  feed: Feed,
  standing: Standing,
  { value, at, startedAt }: Arrived,
  listening: Listening,
  recorder: Recorder,
  undo: Undo,
): 'fed' | 'baseline' | 'known' {
  const known = standing.pair[feed.role === 'part' ? 'part' : 'whole'];
  const point = withZero({ value, at }, startedAt, known, listening, feed.target);
  seeTarget(feed.target, at);
  if (known !== undefined && !movesOn(known, point, recorder.now)) return 'known';
  countOn(feed, standing, point, recorder, undo);
  return known === undefined && point.zeroAt === undefined ? 'baseline' : 'fed';
}

/** A counter moves on: by what it rose, alone or over the other one of its ratio, is a sample. */
function countOn(feed: Feed, standing: Standing, point: Point, recorder: Recorder, undo: Undo): void {
  const { now } = recorder;
  const { role, metric } = feed;
  const before = standing.pair;
  if (role === 'counter') {
    const { whole: known } = before;
    standing.pair = { whole: point };
    const from = known ?? (point.zeroAt === undefined ? undefined : { value: 0, at: point.zeroAt });
    const increase = from && riseOf(from, point);
    // An increase of nothing is a measured 0 of a sum, and nothing to a count.
    if (increase !== undefined && metric?.aggregate !== 'count')
      recordIn(recorder, feed, increase, 1, point.at);
    else if (increase !== undefined && increase > 0) recordIn(recorder, feed, 1, increase, point.at);
  } else {
    const { pair, sample } = advancePair(before, role === 'part' ? role : 'whole', point, now);
    standing.pair = pair;
    if (sample !== undefined) recordIn(recorder, feed, sample.value, sample.weight, sample.at);
  }
  if (!undo.has(standing)) undo.set(standing, before);
  keepMarks(role, standing, before, recorder);
}

function recordIn(
  { live, now, touched }: Recorder,
  { series, apart }: Pick<Feed, 'series' | 'apart'>,
  value: number,
  weight: number,
  at: number,
) {
  for (const one of apart === undefined ? [series] : [series, apart]) {
    record(live, one, value, weight, at, now);
    touch(touched, one);
  }
}

/** Keeps where a counter stands now, or two that counted together: from there it goes on after a restart. */
function keepMarks(
  role: Feed['role'],
  standing: Standing,
  before: CounterPair,
  { live, now }: Recorder,
): void {
  const { pair, marks } = standing;
  const mark = (series: number, value: number, at: number): void => {
    standing.receivedAt = Math.max(now, standing.receivedAt);
    keepMark(live, series, { value, at }, standing.receivedAt);
  };
  if (role === 'counter') {
    if (pair.whole !== undefined) mark(marks.whole, pair.whole.value, pair.whole.at);
    return;
  }
  const { base } = pair;
  if (base === undefined || base === before.base) return;
  mark(marks.whole, base.whole, base.at);
  if (base.part !== undefined) mark(marks.part, base.part, base.at);
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

/** Puts standings back. Several requests may be put back in any order: the oldest standing stays. */
export function undoStandings(undo: Undo): void {
  for (const [standing, before] of undo)
    if (pairTime(before) < pairTime(standing.pair)) standing.pair = before;
}
