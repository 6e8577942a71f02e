import { doubleAt, longer } from '../../memory/column.ts';

/**
 * The times of the samples that came last, whichever series they are of: what tells a sample that is late
 * from one that was sent again. Those of a series form a chain from the newest time to the oldest; its end is
 * the number of the chain's first. The oldest arrivals are forgotten.
 */
export type Arrivals = {
  /** Arrivals so far; number n stands at place n mod the length of the columns, a power of two. */
  count: number;
  at: Float64Array;
  /** The next older time of the same series, `none` behind the oldest. */
  before: Float64Array;
  /** How often chains may still be followed in this request: its work has an end, whatever it holds. */
  steps: number;
  /** The last one of this series that was late: older ones stand behind it. */
  lastLate: number;
};

/** The end of every chain. */
export const none = -1;

const mostKept = 1_048_576;
const mostSteps = 2_000_000;

/** Nothing has come. */
export function createArrivals(): Arrivals {
  return {
    count: 0,
    at: new Float64Array(1_024),
    before: new Float64Array(1_024),
    steps: mostSteps,
    lastLate: none,
  };
}

/** Begins a request. Answers the number of its first arrival. */
export function beginArrivals(arrivals: Arrivals): number {
  arrivals.steps = mostSteps;
  return arrivals.count;
}

/** Notes an arrival whose next older one is `before`. Answers its number. */
export function addArrival(arrivals: Arrivals, at: number, before: number): number {
  const number = arrivals.count++;
  let place = number & (arrivals.at.length - 1);
  if (place < number && arrivals.at.length < mostKept) {
    arrivals.at = longer(Float64Array, arrivals.at, number * 2);
    arrivals.before = longer(Float64Array, arrivals.before, number * 2);
    place = number;
  }
  arrivals.at[place] = at;
  arrivals.before[place] = before;
  return number;
}

/**
 * Finds the place of a time that is not newer than all of a chain, and notes it there when it is new.
 * `forgotten`: it is older than what is remembered, so nobody knows whether it came before.
 */
export function placeLate(arrivals: Arrivals, end: number, at: number): 'late' | 'repeated' | 'forgotten' {
  let newer = none;
  const { lastLate } = arrivals;
  let one = lastLate !== none && timeOf(arrivals, lastLate) > at ? lastLate : end;
  while (one !== none) {
    if (arrivals.steps-- <= 0 || isForgotten(arrivals, one)) return 'forgotten';
    const known = timeOf(arrivals, one);
    if (known === at) return 'repeated';
    if (known < at) break;
    newer = one;
    one = doubleAt(arrivals.before, one & (arrivals.before.length - 1));
  }
  if (newer === none) return 'forgotten';
  const added = addArrival(arrivals, at, one);
  arrivals.before[newer & (arrivals.at.length - 1)] = added;
  arrivals.lastLate = added;
  return 'late';
}

/** Forgets the arrivals of a request that could not be kept. */
export function dropArrivals(arrivals: Arrivals, from: number, until: number): void {
  for (let one = Math.max(from, arrivals.count - arrivals.at.length); one < until; one++)
    arrivals.at[one & (arrivals.at.length - 1)] = Number.NaN;
}

/** The newest time of a chain that was not dropped, if it is remembered. */
export function newestTime(arrivals: Arrivals, end: number): number | undefined {
  for (let one = end; one !== none && !isForgotten(arrivals, one); ) {
    const at = timeOf(arrivals, one);
    if (!Number.isNaN(at)) return at;
    one = doubleAt(arrivals.before, one & (arrivals.before.length - 1));
  }
  return undefined;
}

function timeOf({ at }: Arrivals, number: number): number {
  return doubleAt(at, number & (at.length - 1));
}

function isForgotten({ count, at }: Arrivals, number: number): boolean {
  return count - number >= at.length;
}
