/** How the wait before another attempt grows with the failures in a row. */
export type Backoff = {
  /** The wait after the first failure. */
  readonly firstMs: number;
  /** No wait is longer. */
  readonly longestMs: number;
  /** How many times longer each wait is than the one before; 2 unless said otherwise. */
  readonly factor?: number;
};

/**
 * The wait after so many failures in a row; none after no failure. With a `chance` drawn in [0, 1) it has
 * full jitter, so that whoever comes back is not met by everything at once (AWS Architecture Blog,
 * "Exponential Backoff And Jitter", 2015).
 */
export function backoffMs(failures: number, backoff: Backoff, chance = 1): number {
  if (failures <= 0) return 0;
  const { firstMs, longestMs, factor = 2 } = backoff;
  return Math.round(chance * Math.min(longestMs, firstMs * factor ** (failures - 1)));
}
