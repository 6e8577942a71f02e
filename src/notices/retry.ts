import { backoffMs } from '../platform/backoff.ts';

/**
 * When a delivery that failed is tried again: quick at first, six-hourly at last, dead after three days, so
 * that a week-end is survived. No wait is shorter than `shortestMs`, whatever the jitter draws.
 */
export const retryPolicy = {
  firstMs: 5_000,
  longestMs: 6 * 3_600_000,
  shortestMs: 1_000,
  giveUpMs: 3 * 86_400_000,
};

/** A delivery's past, as far as the policy needs it. `attempts` counts the one that just failed. */
export type Attempted = {
  readonly createdAt: number;
  readonly attempts: number;
  /** The wait that the receiver itself asked for (Retry-After). */
  readonly askedMs?: number;
};

/**
 * The wait before the next attempt, with full jitter. A receiver's own wish is honoured up to the longest
 * wait.
 */
export function retryDelayMs({ attempts, askedMs = 0 }: Attempted, chance: number): number {
  const asked = Math.min(retryPolicy.longestMs, askedMs);
  return Math.round(Math.max(retryPolicy.shortestMs, asked, backoffMs(attempts, retryPolicy, chance)));
}

/** A delivery whose attempt failed at `now` waits for another, or is dead. */
export function afterFailure(
  attempted: Attempted,
  now: number,
  chance: number,
): { readonly state: 'waiting'; readonly dueAt: number } | { readonly state: 'dead' } {
  const dueAt = now + retryDelayMs(attempted, chance);
  return dueAt - attempted.createdAt > retryPolicy.giveUpMs ? { state: 'dead' } : { state: 'waiting', dueAt };
}
