import { createHash } from 'node:crypto';
import { doubleAt } from '../memory/column.ts';
import { record } from '../memory/live.ts';
import { keepMark } from '../memory/marks.ts';
import { touch } from '../memory/touched.ts';
import { type NamedMetric, valueFault } from '../metric.ts';
import {
  type Measured,
  measuredOf,
  type Reading,
  riseFrom,
  type Side,
  settleSides,
  type Total,
} from '../reading.ts';
import type { Recorder } from '../recorder.ts';
import { timeFault, timeLimits } from '../sample.ts';
import { type Listening, listen, seeTarget, targetOf, withZero } from './remote-write/birth.ts';

/** The outcome of a reading, or why it was not taken. */
export type ReadingOutcome = 'accepted' | 'baseline' | 'repeated' | { readonly reason: string };

/** The readings that came, as far as they are known: which they were, and where totals stood. */
export type ReadingState = {
  readonly series: Map<string, SeriesState>;
  readonly totals: Map<string, Total>;
  /** The last events, oldest first. */
  readonly events: Set<string>;
  listening: Listening | undefined;
  live: object | undefined;
  /** Since when readings could have come: what begins to count later is counted from its beginning. */
  readonly openedAt: number;
};

/** The last readings of a series; of those before `floor` nobody knows whether they came. */
type SeriesState = { readonly seen: readonly string[]; readonly floor: number };

/** How many readings of a series are remembered, and of how many series. */
const [mostSeen, mostSeries] = [64, 100_000];

/** Nothing came. */
export function createReadingState(openedAt: number): ReadingState {
  return {
    series: new Map(),
    totals: new Map(),
    events: new Set(),
    listening: undefined,
    live: undefined,
    openedAt,
  };
}

/** All that is needed to record a request, and to forget that it came. */
type Recording = {
  readonly state: ReadingState;
  readonly listening: Listening;
  readonly recorder: Recorder;
  readonly undo: (() => unknown)[];
};
type Waiting = Side & { readonly index: number; readonly reading: Reading };

/**
 * Records the readings of one request. Each counts once, however often it is sent; totals count from where
 * they stood, or from 0 where they are known to have begun there. `sources`: what is read, by which a new
 * counter is told from one that nobody listened to.
 */
export function recordReadings(
  state: ReadingState,
  readings: readonly Reading[],
  recorder: Recorder,
  sources: readonly object[],
): { readonly outcomes: readonly ReadingOutcome[]; readonly undo: () => void } {
  prepare(state, recorder);
  const { live, now } = recorder;
  const listening = listen(state.listening, sources, {
    live,
    now: state.listening === undefined ? Math.min(now, state.openedAt) : now,
  });
  state.listening = listening;
  const recording: Recording = { state, listening, recorder, undo: [] };
  const outcomes: ReadingOutcome[] = [];
  const ratios = new Map<string, Waiting[]>();
  for (const [index, reading] of readings.entries()) {
    const came = arrive(recording, reading);
    if (!('numbers' in came)) outcomes[index] = came.outcome;
    else if (reading.takes.kind !== 'side') outcomes[index] = recordNumbers(recording, reading, came.numbers);
    else {
      const { side, ratio } = reading.takes;
      const waiting = ratios.get(ratio) ?? [];
      ratios.set(ratio, waiting);
      waiting.push({ side, at: reading.at, amount: came.numbers?.[0], index, reading });
    }
  }
  for (const sides of ratios.values()) recordRatio(recording, sides, outcomes);
  const undo = () => {
    for (const one of recording.undo.toReversed()) one();
  };
  return { outcomes, undo };
}

/** Memory that was read again knows where counters stand, whoever counted them meanwhile. */
function prepare(state: ReadingState, { live }: Recorder): void {
  if (state.live === live && state.series.size + state.totals.size < mostSeries) return;
  state.live = live;
  state.series.clear();
  state.totals.clear();
}

type Came = { readonly outcome: ReadingOutcome } | { readonly numbers: readonly number[] | undefined };

/** Whether a reading is news, and what rose by it; `undefined`: it only says from where on it counts. */
function arrive(recording: Recording, reading: Reading): Came {
  const { at, form, numbers, takes } = reading;
  const reason = timeFault(at, timeLimits(recording.recorder.now, 'cells')) ?? numbersFault(reading);
  if (reason !== undefined) return { outcome: { reason } };
  if (form === 'total' && takes.kind !== 'value' && takes.kind !== 'timestamp')
    return riseOf(recording, reading);
  const fault = valuesFault(reading, numbers);
  if (fault !== undefined) return { outcome: { reason: fault } };
  const outcome = form === 'event' ? seeEvent(recording, reading) : see(recording, reading);
  return outcome === undefined ? { numbers } : { outcome };
}

function numbersFault({ numbers, takes }: Reading): string | undefined {
  if (!numbers.every(Number.isFinite)) return 'value: expected a finite number';
  // The sum of a mean may be below 0, and so may a value.
  const counts = takes.kind === 'value' ? [] : takes.kind === 'mean' ? numbers.slice(0, 1) : numbers;
  const negative = counts.find((count) => count < 0);
  return negative === undefined ? undefined : `value: found ${negative}, expected a count of 0 or more`;
}

function valuesFault({ takes, metric }: Reading, numbers: readonly number[]): string | undefined {
  for (const measured of measuredOf({ takes, metric }, numbers)) {
    const fault = measuredFault(metric, measured);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function measuredFault(metric: NamedMetric, { value, weight }: Measured): string | undefined {
  if (!Number.isFinite(weight) || !Number.isFinite(value * weight)) return 'value: it is too large';
  return valueFault(metric, value);
}

/** Notes a value or an increase as seen; what becomes of one that is no news. */
function see(
  { state, recorder, undo }: Recording,
  { key, at, startedAt }: Reading,
): ReadingOutcome | undefined {
  const before = state.series.get(key) ?? restoredSeries(key, recorder);
  const id = `${startedAt}|${at}`;
  if (before.seen.includes(id)) return 'repeated';
  if (at <= before.floor)
    return { reason: 'a time so much older than the last one that it may have been counted before' };
  const seen = [...before.seen, id];
  const forgotten = seen.length > mostSeen ? Number(seen.shift()?.split('|')[1]) : before.floor;
  const after = { seen, floor: Math.max(before.floor, forgotten) };
  state.series.set(key, after);
  undo.push(() => state.series.get(key) === after && state.series.set(key, before));
  const newest = Math.max(...seen.map((one) => Number(one.split('|')[1])));
  if (at < newest) return undefined;
  const mark = { value: Number.isNaN(startedAt) ? 0 : startedAt, at };
  keepMark(recorder.live, recorder.seriesOf(nameOf(key), ':at'), mark, recorder.now);
  return undefined;
}

/** Events have no series, so that no mark says after a restart which of them came. */
function seeEvent({ state: { events }, undo }: Recording, { key }: Reading): ReadingOutcome | undefined {
  if (events.has(key)) return 'repeated';
  events.add(key);
  undo.push(() => events.delete(key));
  if (events.size > mostSeries)
    for (const oldest of [...events].slice(0, mostSeries / 10)) events.delete(oldest);
  return undefined;
}

function restoredSeries(key: string, { live, seriesOf }: Recorder): SeriesState {
  const mark = live.marks.get(seriesOf(nameOf(key), ':at'));
  if (mark === undefined) return { seen: [], floor: Number.NEGATIVE_INFINITY };
  const startedAt = mark.value === 0 ? Number.NaN : mark.value;
  return { seen: [`${startedAt}|${mark.at}`], floor: mark.at };
}

/** A text that can be looked up, however long the attributes are. */
function nameOf(key: string): string {
  return `reading:${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;
}

/** Totals with the same start are one count: a program that starts again, or a second one, has another. */
function riseOf({ state, listening, recorder, undo }: Recording, reading: Reading): Came {
  const { key, at, startedAt, numbers, agent, program } = reading;
  const count = JSON.stringify([key, startedAt]);
  const known = state.totals.get(count) ?? restoredTotal(count, numbers.length, recorder);
  // Another program that is scraped has another job (birth.ts).
  const target = targetOf(listening, agent, new Map([['job', program]]));
  const point = { value: numbers[0] ?? 0, at };
  const before = known === undefined ? undefined : { value: known.numbers[0] ?? 0, at: known.at };
  // What begins with its first value does not say what was before.
  const start = startedAt < at ? startedAt : Number.NaN;
  const isFromZero = withZero(point, start, before, listening, target).zeroAt !== undefined;
  seeTarget(target, at);
  if (known !== undefined && at <= known.at) return { outcome: 'repeated' };
  const after = { at, numbers };
  state.totals.set(count, after);
  undo.push(() => {
    if (state.totals.get(count) !== after) return;
    if (known === undefined) state.totals.delete(count);
    else state.totals.set(count, known);
  });
  for (const [place, value] of numbers.entries())
    keepMark(recorder.live, recorder.seriesOf(nameOf(count), `:${place}`), { value, at }, recorder.now);
  const rise = riseFrom(known, numbers, isFromZero);
  if (rise === undefined)
    return reading.takes.kind === 'side' ? { numbers: undefined } : { outcome: 'baseline' };
  const fault = valuesFault(reading, rise);
  return fault === undefined ? { numbers: rise } : { outcome: { reason: fault } };
}

function restoredTotal(count: string, length: number, { live, seriesOf }: Recorder): Total | undefined {
  const marks = Array.from({ length }, (_, place) => live.marks.get(seriesOf(nameOf(count), `:${place}`)));
  const at = marks[0]?.at;
  if (at === undefined || marks.some((mark) => mark?.at !== at)) return undefined;
  return { at, numbers: marks.map((mark) => mark?.value ?? 0) };
}

function recordNumbers(
  { recorder }: Recording,
  reading: Reading,
  numbers: readonly number[] | undefined,
): ReadingOutcome {
  const { live, now, touched, seriesOf } = recorder;
  const series = seriesOf(reading.agent, reading.metric.name);
  if (reading.takes.kind === 'timestamp') {
    const at = Math.floor((numbers?.[0] ?? 0) * 1_000);
    const fault = timeFault(at, timeLimits(now, 'cells'));
    if (fault !== undefined) return { reason: `a timestamp in seconds since 1970: ${fault}` };
    if (at <= doubleAt(live.lastAt, series)) return 'repeated';
    record(live, series, 1, 1, at, now);
  } else
    for (const { value, weight } of measuredOf(reading, numbers ?? []))
      recordApart(recorder, reading, { value, weight }, Math.floor(reading.at));
  touch(touched, series);
  return 'accepted';
}

/** Into the cells of the agent, and into those of the variant where that is measured apart. */
function recordApart(
  { live, now, touched, seriesOf, variantOf }: Recorder,
  { agent, metric, variant }: Reading,
  { value, weight }: Measured,
  at: number,
): void {
  const apart = variant === undefined ? undefined : variantOf(agent, metric.name, variant);
  for (const one of [seriesOf(agent, metric.name), apart]) {
    if (one === undefined) continue;
    record(live, one, value, weight, at, now);
    touch(touched, one);
  }
}

const lonePart = { reason: 'the part of a ratio without its whole in the same request' };

function recordRatio({ recorder }: Recording, sides: readonly Waiting[], outcomes: ReadingOutcome[]): void {
  const { moments, lone } = settleSides(sides);
  for (const { sample, wholes, parts } of moments) {
    const reading = wholes[0]?.reading;
    const fault = sample && reading && measuredFault(reading.metric, sample);
    const unsaid = wholes.some(({ amount }) => amount === undefined) ? 'baseline' : lonePart;
    for (const { index, amount } of [...wholes, ...parts]) {
      if (fault !== undefined) outcomes[index] = { reason: fault };
      else if (amount === undefined) outcomes[index] = 'baseline';
      else outcomes[index] = sample === undefined && amount > 0 ? unsaid : 'accepted';
    }
    if (sample === undefined || reading === undefined || fault !== undefined) continue;
    recordApart(recorder, reading, sample, Math.floor(sample.at));
  }
  for (const { index, amount = 0 } of lone) outcomes[index] = amount === 0 ? 'accepted' : lonePart;
}
