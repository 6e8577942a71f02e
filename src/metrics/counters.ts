import { defined } from '../platform/defined.ts';

/** A value of a counter and its time in epoch ms; `zeroAt`: when it was 0, if that is news. */
export type Point = { readonly value: number; readonly at: number; readonly zeroAt?: number };

/** By how much a counter rose; one that fell began again at 0 (Prometheus, `increase`). */
export function increaseOf(before: number, after: number): number {
  return after < before ? after : after - before;
}

/** The same between two points: one that was 0 meanwhile began again, though it did not fall. */
export function riseOf(before: Point, after: Point): number {
  return (after.zeroAt ?? Number.NEGATIVE_INFINITY) > before.at
    ? after.value
    : increaseOf(before.value, after.value);
}

/**
 * Two counters of one ratio. They come one after the other, perhaps in two requests, so that an increase
 * counts only once both are known at the same time: until then neither says anything about the ratio.
 */
export type CounterPair = {
  readonly part?: Point;
  readonly whole?: Point;
  /** Where both stood when they last counted; `part` is absent until it was ever seen. */
  readonly base?: { readonly part?: number; readonly whole: number; readonly at: number };
};

/** The measurement of a pair of counters: a ratio with its weight, at a time. */
export type RatioSample = { readonly value: number; readonly weight: number; readonly at: number };

/**
 * Whether a counter's next value is news. One that is older than the last is not, unless that one came from a
 * clock that is ahead: then whatever counts on from it is.
 */
export function movesOn(known: Point, next: Point, now: number): boolean {
  if (next.at > known.at) return true;
  return known.at > now && next.at < known.at && next.value >= known.value;
}

/**
 * One counter of a pair moves on. A `part` that was never seen counts as 0, one value of `whole` later,
 * because many programs show a counter only once it has counted; when it appears, it is counted from 0 if it
 * is known to have been that, else from there.
 */
export function advancePair(pair: CounterPair, side: 'part' | 'whole', point: Point, now: number): Advanced {
  const known = pair[side];
  if (known !== undefined && !movesOn(known, point, now)) return { pair };
  const next: CounterPair = { ...pair, ...defined({ base: baseAtBirth(pair, side, point) }), [side]: point };
  const { part, whole } = next;
  if (whole === undefined) return { pair: next };
  if (part === undefined) return withoutPart(pair.whole, next, whole);
  if (part.at !== whole.at) return { pair: next };
  const base = { part: part.value, whole: whole.value, at: part.at };
  if (next.base?.part === undefined) return { pair: { ...next, base } };
  const weight = riseOf({ value: next.base.whole, at: next.base.at }, whole);
  const errors = riseOf({ value: next.base.part, at: next.base.at }, part);
  const moved = { ...next, base };
  return weight > 0
    ? { pair: moved, sample: { value: errors / weight, weight, at: part.at } }
    : { pair: moved };
}

type Advanced = { readonly pair: CounterPair; readonly sample?: RatioSample };

/** Where a pair counts from, once it is known that this side of it began at 0. */
function baseAtBirth(pair: CounterPair, side: 'part' | 'whole', { zeroAt }: Point): CounterPair['base'] {
  if (pair[side] !== undefined || zeroAt === undefined) return pair.base;
  if (side === 'part') return pair.base && { ...pair.base, part: 0 };
  return { whole: 0, at: zeroAt, ...(pair.part?.zeroAt === undefined ? {} : { part: 0 }) };
}

function withoutPart(previous: Point | undefined, next: CounterPair, whole: Point): Advanced {
  const { base } = next;
  if (base === undefined) return { pair: { ...next, base: { whole: whole.value, at: whole.at } } };
  if (previous === undefined) return { pair: next };
  const weight = riseOf({ value: base.whole, at: base.at }, previous);
  const pair = { ...next, base: { whole: previous.value, at: previous.at } };
  return weight > 0 ? { pair, sample: { value: 0, weight, at: previous.at } } : { pair };
}

/** The newest time that a pair has seen. */
export function pairTime({ part, whole }: CounterPair): number {
  return Math.max(part?.at ?? Number.NEGATIVE_INFINITY, whole?.at ?? Number.NEGATIVE_INFINITY);
}
