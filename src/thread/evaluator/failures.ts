import { backoffMs } from '../../platform/backoff.ts';

/**
 * The wait before reading again grows with the failures in a row, so that what is broken for good does not
 * spin.
 */
const rereading = { firstMs: 50, longestMs: 5_000 };

/** After two failed writes in a row, for how long (ms) it is not believed that the next would succeed. */
const doubtfulMs = 10_000;

/** Failed writes and readings in a row. */
export type Failures = {
  /** One more; answers how many they are. */
  readonly note: () => number;
  /** Something has succeeded. */
  readonly end: () => void;
  /** How long (ms) to wait before reading again. */
  readonly waitMs: () => number;
  /** Whether the next write is not believed in. */
  readonly areDoubtful: () => boolean;
};

/** None. */
export function createFailures(): Failures {
  let count = 0;
  let lastAt = 0;
  return {
    note: () => {
      count += 1;
      lastAt = performance.now();
      return count;
    },
    end: () => {
      count = 0;
    },
    waitMs: () => backoffMs(count, rereading),
    areDoubtful: () => count >= 2 && performance.now() - lastAt <= doubtfulMs,
  };
}
