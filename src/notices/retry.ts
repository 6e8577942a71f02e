import { type Backoff, backoffMs } from '../platform/backoff.ts';

/** When a delivery that failed is tried again. */
export type RetryPolicy = Backoff & {
  /** No wait is shorter, whatever the jitter draws. */
  readonly shortestMs: number;
  /** A delivery this old is given up. */
  readonly giveUpMs: number;
};

/** Quick at first, six-hourly at last, dead after three days: a week-end is survived. */
export const retryPolicy: RetryPolicy = {
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
export function retryDelayMs(
  { attempts, askedMs = 0 }: Attempted,
  chance: number,
  policy: RetryPolicy = retryPolicy,
): number {
  const asked = Math.min(policy.longestMs, askedMs);
  return Math.round(Math.max(policy.shortestMs, asked, backoffMs(attempts, policy, chance)));
}

/** A delivery whose attempt failed at `now` waits for another, or is dead. */
export function afterFailure(
  attempted: Attempted,
  now: number,
  chance: number,
  policy: RetryPolicy = retryPolicy,
): { readonly state: 'waiting'; readonly dueAt: number } | { readonly state: 'dead' } {
  const dueAt = now + retryDelayMs(attempted, chance, policy);
  return dueAt - attempted.createdAt > policy.giveUpMs ? { state: 'dead' } : { state: 'waiting', dueAt };
}
