import { doubleAt, longer, wholeAt } from '../../memory/column.ts';
import { record } from '../../memory/live.ts';
import { touch } from '../../memory/touched.ts';
import type { NamedMetric } from '../../metric.ts';
import type { Recorder } from '../../recorder.ts';
import { clip, type Known, mostAheadMs } from '../../sample.ts';
import { resolveSeries, type SeriesSource } from '../../sources.ts';
import type { WriteColumns } from './columns.ts';
import { createLabelIndex, type LabelIndex, labelNumber } from './label-index.ts';
import { readLabels } from './proto.ts';
import { type Feed, feedValue, type Standing, type Undo, undoStandings } from './write-state.ts';

/** The names that the labels of series are resolved with. */
export type SeriesRules = Known & {
  readonly sources: readonly SeriesSource[];
  readonly metric: (name: string) => NamedMetric | undefined;
};

/** The state of a label set: not looked at yet, refused, one gauge (the common case), or anything else. */
const [unknown, refused, gauge, feeds] = [0, 1, 2, 3] as const;

/**
 * Every series that was ever sent, by the bytes of its labels: what it feeds, and the time of its last value.
 * A column per fact; a label set is resolved once for each rule set and memory.
 */
export type SeriesCache = {
  index: LabelIndex;
  kind: Uint8Array;
  series: Int32Array;
  factor: Float64Array;
  lastAt: Float64Array;
  readonly refusals: Map<number, string>;
  readonly feeds: Map<number, readonly Feed[]>;
  readonly standings: Map<string, Standing>;
  resolvedFor: { readonly live: object; readonly rules: object } | undefined;
};

/** More label sets than this are begun anew: senders whose labels never repeat must not fill memory. */
const mostLabelSets = 1_000_000;
const mostReasons = 10;

/** An empty cache; `seed` is random. */
export function createSeriesCache(seed: number): SeriesCache {
  return {
    index: createLabelIndex(seed),
    kind: new Uint8Array(512),
    series: new Int32Array(512),
    factor: new Float64Array(512),
    lastAt: new Float64Array(512).fill(Number.NEGATIVE_INFINITY),
    refusals: new Map(),
    feeds: new Map(),
    standings: new Map(),
    resolvedFor: undefined,
  };
}

/** The outcome of a request's samples. `undo` puts the cache back when they could not be kept. */
export type WriteOutcome = {
  accepted: number;
  rejected: number;
  /** The first few reasons, each once. */
  readonly reasons: Set<string>;
  readonly undo: () => void;
};

/** Records a request's samples, in its order. Constant work each; texts only for new and bad series. */
export function recordColumns(
  cache: SeriesCache,
  columns: WriteColumns,
  recorder: Recorder,
  rules: SeriesRules,
): WriteOutcome {
  prepare(cache, recorder);
  const { buffer, byteOffset, byteLength } = columns.labels;
  const labels = new DataView(buffer, byteOffset, byteLength);
  const numbers = new Int32Array(columns.series);
  const before = new Float64Array(columns.series);
  const standings: Undo = new Map();
  const outcome: WriteOutcome = {
    accepted: columns.stale,
    rejected: columns.histograms,
    reasons: new Set(columns.histograms > 0 ? ['native histograms are not taken'] : []),
    undo: () => {
      for (let one = numbers.length - 1; one >= 0; one--) {
        const number = wholeAt(numbers, one);
        if (doubleAt(before, one) < doubleAt(cache.lastAt, number))
          cache.lastAt[number] = doubleAt(before, one);
      }
      undoStandings(standings);
    },
  };
  let number = -1;
  for (let one = 0; one < columns.series; one++) {
    const [from, to] = [wholeAt(columns.labelStart, one), wholeAt(columns.labelEnd, one)];
    number = labelNumber(cache.index, labels, from, to, number);
    if (number >= cache.kind.length) growCache(cache);
    if (cache.kind[number] === unknown)
      resolve(cache, number, readLabels(columns.labels, from, to), recorder, rules);
    numbers[one] = number;
    before[one] = doubleAt(cache.lastAt, number);
    const first = wholeAt(columns.firstSample, one);
    const end = wholeAt(columns.firstSample, one + 1);
    if (cache.kind[number] === gauge) recordGauge(cache, number, columns, first, end, recorder, outcome);
    else recordRest(cache, number, columns, first, end, recorder, outcome, standings);
  }
  return outcome;
}

function prepare(cache: SeriesCache, { live, rules }: Recorder): void {
  if (cache.index.count > mostLabelSets) Object.assign(cache, createSeriesCache(cache.index.seed));
  if (cache.resolvedFor?.live === live && cache.resolvedFor.rules === rules) return;
  cache.resolvedFor = { live, rules };
  cache.kind.fill(unknown);
  cache.refusals.clear();
  cache.feeds.clear();
}

function resolve(
  cache: SeriesCache,
  number: number,
  labels: ReadonlyMap<string, string>,
  recorder: Recorder,
  rules: SeriesRules,
): void {
  const targets = resolveSeries(labels, rules.sources, rules);
  if (typeof targets === 'string') {
    cache.kind[number] = refused;
    cache.refusals.set(number, clip(targets));
    return;
  }
  const [first] = targets;
  if (targets.length === 1 && first?.role === 'gauge') {
    cache.kind[number] = gauge;
    cache.series[number] = recorder.seriesOf(first.agent, first.metric);
    cache.factor[number] = first.factor;
    return;
  }
  cache.kind[number] = feeds;
  cache.feeds.set(
    number,
    targets.map(({ agent, metric, role, factor, key }) => {
      const standing = cache.standings.get(key) ?? { pair: {} };
      cache.standings.set(key, standing);
      const aggregate = rules.metric(metric)?.aggregate ?? 'mean';
      return { role, factor, aggregate, standing, series: recorder.seriesOf(agent, metric) };
    }),
  );
}

/** The hot loop: samples of a series that is a metric as it is. */
function recordGauge(
  cache: SeriesCache,
  number: number,
  columns: WriteColumns,
  from: number,
  to: number,
  { live, now, touched }: Recorder,
  outcome: WriteOutcome,
): void {
  const series = wholeAt(cache.series, number);
  const factor = doubleAt(cache.factor, number);
  const ahead = now + mostAheadMs;
  let last = doubleAt(cache.lastAt, number);
  for (let sample = from; sample < to; sample++) {
    const at = doubleAt(columns.at, sample);
    const value = doubleAt(columns.value, sample) * factor + 0;
    // Not finite: NaN and ±Infinity alone differ from themselves here.
    if (value - value !== 0 || at > ahead || at < 0) {
      reject(outcome, columns, sample, ahead);
      continue;
    }
    outcome.accepted += 1;
    // A sender repeats what it does not know to have arrived; within a series it never goes back in time.
    if (at <= last) continue;
    last = at;
    record(live, series, value, 1, at, now);
  }
  cache.lastAt[number] = last;
  touch(touched, series);
}

function recordRest(
  cache: SeriesCache,
  number: number,
  columns: WriteColumns,
  from: number,
  to: number,
  recorder: Recorder,
  outcome: WriteOutcome,
  undo: Undo,
): void {
  if (cache.kind[number] === refused) {
    outcome.rejected += to - from;
    if (to > from) addReason(outcome, cache.refusals.get(number) ?? 'unknown series');
    return;
  }
  const ahead = recorder.now + mostAheadMs;
  for (let sample = from; sample < to; sample++) {
    const at = doubleAt(columns.at, sample);
    const value = doubleAt(columns.value, sample);
    if (!Number.isFinite(value) || at > ahead || at < 0) {
      reject(outcome, columns, sample, ahead);
      continue;
    }
    outcome.accepted += 1;
    if (at <= doubleAt(cache.lastAt, number)) continue;
    cache.lastAt[number] = at;
    for (const feed of cache.feeds.get(number) ?? []) feedValue(feed, { value, at }, recorder, undo);
  }
}

function reject(outcome: WriteOutcome, columns: WriteColumns, sample: number, ahead: number): void {
  outcome.rejected += 1;
  const at = doubleAt(columns.at, sample);
  if (at > ahead) addReason(outcome, "a time more than 5 min ahead of this server's clock");
  else if (at < 0) addReason(outcome, 'a time before 1970');
  else addReason(outcome, `the value ${columns.value[sample]}, expected a finite number`);
}

function addReason(outcome: WriteOutcome, reason: string): void {
  if (outcome.reasons.size < mostReasons) outcome.reasons.add(reason);
}

function growCache(cache: SeriesCache): void {
  const before = cache.kind.length;
  const length = before * 2;
  cache.kind = longer(Uint8Array, cache.kind, length);
  cache.series = longer(Int32Array, cache.series, length);
  cache.factor = longer(Float64Array, cache.factor, length);
  cache.lastAt = longer(Float64Array, cache.lastAt, length).fill(Number.NEGATIVE_INFINITY, before);
}
