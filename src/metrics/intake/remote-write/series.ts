import { doubleAt, wholeAt } from '../../memory/column.ts';
import { record } from '../../memory/live.ts';
import { touch } from '../../memory/touched.ts';
import { type NamedMetric, valueFault, valueRange } from '../../metric.ts';
import type { Recorder } from '../../recorder.ts';
import { clip, type Known, type TimeLimits, timeFault, timeLimits } from '../../sample.ts';
import { replicaLabelsOf, resolveSeries, type SeriesSource } from '../../sources.ts';
import { addArrival, beginArrivals, dropArrivals, newestTime, none } from './arrivals.ts';
import { type Listening, listen } from './birth.ts';
import type { WriteColumns } from './columns.ts';
import { feedOf } from './feed-of.ts';
import { labelNumber } from './label-index.ts';
import { noteUndeclared, outcomeOf, refuse, type WriteOutcome } from './outcome.ts';
import { gaugeOf, placeOf, type Times } from './place.ts';
import { readLabels, withoutLabels } from './proto.ts';
import { restoredAt } from './restored.ts';
import { maySpeak, replicaOf } from './senders.ts';
import {
  createSeriesCache,
  feeds,
  gauge,
  growCache,
  mostLabelSets,
  refused,
  replicated,
  type SeriesCache,
  unknown,
} from './series-cache.ts';
import { faultOf, feedValue, noMeasure, type Undo, undoStandings } from './write-state.ts';

/** The names that the labels of series are resolved with. */
export type SeriesRules = Known & {
  readonly sources: readonly SeriesSource[];
  readonly metric: (name: string) => NamedMetric | undefined;
  /** The labels that tell replicas of a sender apart; the usual ones when left out. */
  readonly replicaLabels: readonly string[] | undefined;
};

/** A request on its way into memory. */
type Writing = {
  readonly cache: SeriesCache;
  readonly listening: Listening;
  readonly columns: WriteColumns;
  readonly recorder: Recorder;
  readonly rules: SeriesRules;
  readonly times: TimeLimits;
  readonly outcome: WriteOutcome;
  readonly standings: Undo;
};

/** A part of a request takes about so long, and holds so many series at most. */
const [partMs, mostOfPart] = [8, 16_384];

/**
 * Records a request's samples, in its order, from this series on, until that has taken some milliseconds.
 * Constant work each; texts only for new and bad series, which take far longer than the others.
 */
export function recordColumns(
  cache: SeriesCache,
  columns: WriteColumns,
  recorder: Recorder,
  rules: SeriesRules,
  firstSeries = 0,
): WriteOutcome {
  const listening = prepare(cache, recorder, rules);
  const { buffer, byteOffset, byteLength } = columns.labels;
  const labels = new DataView(buffer, byteOffset, byteLength);
  const most = Math.min(columns.series - firstSeries, mostOfPart);
  const numbers = new Int32Array(most);
  const before = new Float64Array(most);
  const outcome = outcomeOf(columns, firstSeries);
  const end = performance.now() + partMs;
  const times = timeLimits(recorder.now, 'cells');
  const standings: Undo = new Map();
  const writing: Writing = { cache, listening, columns, recorder, rules, times, outcome, standings };
  const firstArrival = beginArrivals(cache.arrivals);
  let number = -1;
  let done = 0;
  for (; done < most && (done % 64 !== 0 || done === 0 || performance.now() < end); done++) {
    const one = firstSeries + done;
    const [from, to] = [wholeAt(columns.labelStart, one), wholeAt(columns.labelEnd, one)];
    number = labelNumber(cache.index, labels, from, to, number);
    if (number >= cache.kind.length) growCache(cache);
    if (cache.kind[number] === unknown) resolve(writing, number, columns.labels, from, to);
    const first = wholeAt(columns.firstSample, one);
    const behind = wholeAt(columns.firstSample, one + 1);
    const of = cache.kind[number] === replicated ? spokenFor(writing, number, behind - first) : number;
    numbers[done] = of;
    before[done] = doubleAt(cache.lastAt, of);
    cache.arrivals.lastLate = none;
    if (cache.kind[of] === gauge) recordGauge(writing, of, first, behind);
    else if (cache.kind[of] !== replicated) recordRest(writing, of, first, behind);
  }
  outcome.nextSeries = firstSeries + done;
  const { index } = cache;
  const endArrival = cache.arrivals.count;
  outcome.undo = () => {
    undoStandings(writing.standings);
    if (cache.index !== index) return;
    dropArrivals(cache.arrivals, firstArrival, endArrival);
    for (let one = done - 1; one >= 0; one--) {
      const of = wholeAt(numbers, one);
      cache.lastAt[of] = newestTime(cache.arrivals, doubleAt(cache.chain, of)) ?? doubleAt(before, one);
    }
  };
  return outcome;
}

/** The label set that a replica's series stands for; its own, which is not read, while another is heard. */
function spokenFor({ cache, recorder, outcome }: Writing, number: number, samples: number): number {
  const replica = cache.replicas.get(number);
  if (replica === undefined || samples === 0) return number;
  if (maySpeak(replica.sender, replica.name, recorder.now)) return replica.number;
  outcome.replica += samples;
  return number;
}

function prepare(cache: SeriesCache, recorder: Recorder, { sources, replicaLabels }: SeriesRules): Listening {
  const { live, rules } = recorder;
  if (cache.index.count > mostLabelSets) Object.assign(cache, createSeriesCache(cache.index.seed));
  const isSame = cache.resolvedFor?.live === live && cache.resolvedFor.rules === rules;
  if (isSame && cache.listening !== undefined) return cache.listening;
  // Memory that was read again knows where counters stand, whoever counted them meanwhile.
  if (cache.resolvedFor?.live !== live) {
    cache.standings.clear();
    cache.open.clear();
  }
  cache.resolvedFor = { live, rules };
  cache.kind.fill(unknown);
  cache.refusals.clear();
  cache.feeds.clear();
  cache.replicas.clear();
  cache.replicaLabels = replicaLabelsOf(sources, replicaLabels);
  cache.listening = listen(cache.listening, sources, recorder);
  return cache.listening;
}

function resolve(writing: Writing, number: number, bytes: Uint8Array, from: number, to: number): void {
  const { cache, recorder, rules } = writing;
  const labels = readLabels(bytes, from, to);
  const replica =
    typeof labels === 'string' ? undefined : replicaOf(cache.senders, labels, cache.replicaLabels);
  if (replica !== undefined) {
    const rest = withoutLabels(bytes, from, to, cache.replicaLabels);
    cache.replicas.set(number, { ...replica, number: numberOf(writing, rest) });
    cache.kind[number] = replicated;
    return;
  }
  const targets = typeof labels === 'string' ? labels : resolveSeries(labels, rules.sources, rules);
  if (typeof labels === 'string' || typeof targets === 'string') {
    cache.kind[number] = refused;
    cache.refusals.set(number, clip(String(targets)));
    return;
  }
  const resolved = targets.map((target) =>
    feedOf({ ...writing, standings: cache.standings }, target, labels),
  );
  for (const { role, series, apart } of resolved) {
    const known = restoredAt(recorder.live, apart ?? series);
    if (role === 'gauge' && known > doubleAt(cache.lastAt, number)) cache.lastAt[number] = known;
  }
  const [first] = resolved;
  const isPlain = first?.apart === undefined && first?.undeclared === undefined;
  if (isPlain && resolved.length === 1 && first?.role === 'gauge' && first.metric?.aggregate !== 'age') {
    const { least, most } = valueRange(first.metric);
    cache.kind[number] = gauge;
    cache.series[number] = first.series;
    cache.factor[number] = first.factor;
    cache.least[number] = least;
    cache.most[number] = most;
    return;
  }
  cache.kind[number] = feeds;
  cache.feeds.set(number, resolved);
}

/** The number of a label set that stands alone, resolved. */
function numberOf(writing: Writing, bytes: Uint8Array): number {
  const { cache } = writing;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = labelNumber(cache.index, view, 0, bytes.length, -1);
  if (number >= cache.kind.length) growCache(cache);
  if (cache.kind[number] === unknown) resolve(writing, number, bytes, 0, bytes.length);
  return number;
}

/** The hot loop: samples of a series that is a metric as it is. */
function recordGauge(writing: Writing, number: number, from: number, to: number): void {
  const { cache, columns, recorder, outcome } = writing;
  const { live, now, touched } = recorder;
  const { arrivals } = cache;
  const series = wholeAt(cache.series, number);
  const factor = doubleAt(cache.factor, number);
  const [least, most] = [doubleAt(cache.least, number), doubleAt(cache.most, number)];
  const { earliest, latest } = writing.times;
  let last = doubleAt(cache.lastAt, number);
  for (let sample = from; sample < to; sample++) {
    const at = doubleAt(columns.at, sample);
    const value = doubleAt(columns.value, sample) * factor + 0;
    // NaN is in no range.
    if (!(value >= least && value <= most) || at > latest || at < earliest) {
      setAside(writing, sample, factor, series);
      continue;
    }
    if (at > last) {
      last = at;
      cache.chain[number] = addArrival(arrivals, at, doubleAt(cache.chain, number));
    } else if (!isLate(writing, number, last, { at, until: doubleAt(columns.at, to - 1) })) continue;
    outcome.accepted += 1;
    record(live, series, value, 1, at, now);
  }
  cache.lastAt[number] = last;
  touch(touched, series);
}

function recordRest(writing: Writing, number: number, from: number, to: number): void {
  const { cache, columns, recorder, outcome, times, standings } = writing;
  if (cache.kind[number] === refused) {
    refuse(outcome, cache.refusals.get(number) ?? 'unknown series', to - from);
    return;
  }
  const targets = cache.feeds.get(number) ?? [];
  for (let sample = from; sample < to; sample++) {
    const at = doubleAt(columns.at, sample);
    const value = doubleAt(columns.value, sample);
    const last = doubleAt(cache.lastAt, number);
    if (!Number.isFinite(value) || at > times.latest || at < times.earliest) {
      setAside(writing, sample, 1, targets[0]?.series);
      continue;
    }
    const fault = faultOf(targets, value, times);
    if (fault !== undefined) {
      if (fault === noMeasure) outcome.noData += 1;
      else refuse(outcome, fault, 1, agentOf(recorder, targets[0]?.series));
      continue;
    }
    if (at > last) {
      cache.lastAt[number] = at;
      cache.chain[number] = addArrival(cache.arrivals, at, doubleAt(cache.chain, number));
    } else if (!isLate(writing, number, last, { at, until: doubleAt(columns.at, to - 1) })) continue;
    const arrived = { value, at, startedAt: doubleAt(columns.startedAt, sample) };
    const came = targets.map((feed) => feedValue(feed, arrived, writing.listening, recorder, standings));
    if (came.includes('fed')) {
      outcome.accepted += 1;
      noteUndeclared(outcome, targets, agentOf(recorder, targets[0]?.series));
    } else if (came.includes('baseline')) outcome.baseline += 1;
    else outcome.repeated += 1;
  }
}

/** Whether a sample that is not newer than the last one is to be counted: what was sent again is not. */
function isLate(writing: Writing, number: number, last: number, times: Times): boolean {
  const { recorder, outcome } = writing;
  const series = gaugeOf(writing.cache, number);
  const placed = times.at === last ? 'repeated' : placeOf(writing.cache, recorder.live, number, times);
  if (placed === 'late') return true;
  if (placed === 'repeated') outcome.repeated += 1;
  else {
    const reason = 'a time so much older than the last one that it may have been counted before';
    refuse(outcome, reason, 1, agentOf(recorder, series));
  }
  return false;
}

/** A sample that is no measure: it says nothing, or something that cannot be. */
function setAside(
  { columns, outcome, recorder, rules, times }: Writing,
  sample: number,
  factor: number,
  series: number | undefined,
): void {
  const value = doubleAt(columns.value, sample) * factor;
  if (Number.isNaN(value)) {
    outcome.noData += 1;
    return;
  }
  const metric = rules.metric(recorder.live.metrics[series ?? -1] ?? '');
  const fault = timeFault(doubleAt(columns.at, sample), times) ?? valueFault(metric, value);
  refuse(outcome, fault ?? 'no measure', 1, agentOf(recorder, series));
}

function agentOf({ live }: Recorder, series: number | undefined): string | undefined {
  return live.agents[series ?? -1];
}
