/**
 * Steps a chart may be drawn in, as multiples of the base step: the same coarse cells that long windows read.
 */
const factors = [1, 6, 30, 60, 360, 2_160, 8_640] as const;

/** More points than this are never sent to a browser: a chart has no more pixels to show them. */
export const mostPoints = 480;

/** The finest step with which `from` … `until` makes at most `mostPoints` points. */
export function chartStep(from: number, until: number, baseMs: number): number {
  const fitting = factors.find((factor) => (until - from) / (factor * baseMs) <= mostPoints);
  return (fitting ?? factors[factors.length - 1] ?? 1) * baseMs;
}
