import type { Episode } from './trip.ts';

/** A trip whose write failed: it is tried again, ever more rarely, and does not keep the other agents waiting. */
export type HeldBack = {
  readonly failures: number;
  /** Epoch ms before which it is not tried again. */
  readonly until: number;
  /** What has to be written; absent until the rule has been evaluated again. */
  episode?: Episode | undefined;
};

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** The first failure is followed by another attempt at once; from then on the wait grows fourfold up to a minute. */
export function heldBackAfter(before: HeldBack | undefined, now: number): HeldBack {
  const failures = (before?.failures ?? 0) + 1;
  const wait = failures === 1 ? 0 : Math.min(longestWaitMs, firstWaitMs * 4 ** (failures - 2));
  return { failures, until: now + wait };
}

/** Whether it is not its time yet. A clock that was set back holds nothing back. */
export function isHeldBack(held: HeldBack | undefined, now: number): boolean {
  return held !== undefined && now < held.until && held.until - now <= longestWaitMs;
}
