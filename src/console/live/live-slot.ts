import type { Cell } from '../../metrics/cell.ts';
import { createFold, resetFold } from '../../metrics/fold.ts';
import { findSeries, type LiveCells } from '../../metrics/memory/live.ts';
import { foldCells } from '../../metrics/memory/ring.ts';
import { heldBuckets } from '../../metrics/memory/series-buckets.ts';

const fold = createFold();

/**
 * The part of a series that memory holds in [start, start + lengthMs), as one cell: nothing when it was
 * silent, `unknown` when the series is not in memory or its ring is too short to say.
 */
export function liveSlot(
  live: LiveCells,
  agent: string,
  metric: string,
  span: { readonly start: number; readonly lengthMs: number; readonly now: number },
): Cell | undefined | 'unknown' {
  const series = findSeries(live, agent, metric);
  const bank = series === undefined ? undefined : live.bankOf[series];
  if (series === undefined || bank === undefined) return 'unknown';
  if (span.now - span.start >= bank.capacity * live.stepMs) return 'unknown';
  resetFold(fold);
  const first = Math.floor(span.start / live.stepMs);
  const last = first + span.lengthMs / live.stepMs - 1;
  const slot = live.slotOf[series] ?? 0;
  foldCells(bank, slot, first, last, fold);
  if (fold.weight === 0) return undefined;
  // Narrow rings keep no times; the last sample's is known all the same.
  const lastAt = Number.isFinite(fold.lastAt) ? fold.lastAt : (live.lastAt[series] ?? span.start);
  return { ...fold, start: span.start, lastAt, buckets: heldBuckets(bank, slot, first, last) };
}
