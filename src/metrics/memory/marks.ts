import type { Point } from '../counters.ts';
import { entryFor } from './changed.ts';
import type { LiveCells } from './live.ts';

/**
 * Where a counter stands: kept among the cells, so that it is durable together with the increases that were
 * counted up to there, and never without them. Its cell begins before all that is measured and holds the
 * counter's value, its time as the sum, and when it came, which alone decides what is later.
 */
export const markStart = -1;

/** Notes where a counter stands. `receivedAt` never goes back. */
export function keepMark(
  { changed }: LiveCells,
  series: number,
  { value, at }: Point,
  receivedAt: number,
): void {
  const entry = entryFor(changed, series, markStart);
  const { cells } = changed;
  cells.sum[entry] = at;
  cells.weight[entry] = receivedAt;
  cells.min[entry] = value;
  cells.max[entry] = value;
  cells.last[entry] = value;
  cells.lastAt[entry] = receivedAt;
}
