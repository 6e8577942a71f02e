import { backoffMs } from '../../../platform/backoff.ts';
import type { Episode } from '../../decide/trip.ts';

/**
 * A trip whose write failed: it is tried again, ever more rarely, and does not keep the other agents waiting.
 */
export type Retry = {
  readonly failures: number;
  /** Epoch ms before which it is not tried again. */
  readonly until: number;
  /** To be written then; absent until the rule has been evaluated again. */
  event?: Episode['event'] | undefined;
};

const waits = { firstMs: 1_000, longestMs: 60_000, factor: 4 };

/**
 * The first failure is followed by another attempt at once; from then on the wait grows fourfold up to a
 * minute.
 */
export function retryAfter(before: Retry | undefined, now: number): Retry {
  const failures = (before?.failures ?? 0) + 1;
  return { failures, until: now + backoffMs(failures - 1, waits) };
}

/** Whether its time has not come yet. A clock that was set back holds nothing back. */
export function isWaiting({ until }: Retry, now: number): boolean {
  return now < until && until - now <= waits.longestMs;
}
