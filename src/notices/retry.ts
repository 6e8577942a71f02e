/** When a delivery that failed is tried again. Times in milliseconds. */
export type RetryPolicy = {
  readonly firstMs: number;
  /** No wait is longer. */
  readonly capMs: number;
  /** No wait is shorter, whatever the jitter draws. */
  readonly floorMs: number;
  /** A delivery this old is given up. */
  readonly giveUpMs: number;
};

/** Quick at first, six-hourly at last, dead after three days: a week-end with a broken receiver is survived. */
export const retryPolicy: RetryPolicy = {
  firstMs: 5_000,
  capMs: 6 * 3_600_000,
  floorMs: 1_000,
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
 * The wait before the next attempt: exponential with full jitter, `chance × min(cap, first × 2^(attempts − 1))`, so that
 * a receiver that comes back is not met by everything at once (AWS Architecture Blog, "Exponential Backoff And Jitter",
 * 2015). `chance` is drawn in [0, 1). A receiver's own wish is honoured up to the cap.
 */
export function retryDelayMs(
  attempted: Attempted,
  chance: number,
  policy: RetryPolicy = retryPolicy,
): number {
  const ceiling = Math.min(policy.capMs, policy.firstMs * 2 ** Math.max(0, attempted.attempts - 1));
  const asked = Math.min(policy.capMs, attempted.askedMs ?? 0);
  return Math.round(Math.max(policy.floorMs, asked, chance * ceiling));
}

/** What becomes of a delivery whose attempt failed at `now`: another attempt, or death. */
export function afterFailure(
  attempted: Attempted,
  now: number,
  chance: number,
  policy: RetryPolicy = retryPolicy,
): { readonly state: 'waiting'; readonly dueAt: number } | { readonly state: 'dead' } {
  const dueAt = now + retryDelayMs(attempted, chance, policy);
  return dueAt - attempted.createdAt > policy.giveUpMs ? { state: 'dead' } : { state: 'waiting', dueAt };
}
