import { resetFold } from '../../fold.ts';
import { doubleAt, wholeAt } from '../../memory/column.ts';
import { bankOf, type LiveCells } from '../../memory/live.ts';
import { foldCells, newestCell } from '../../memory/ring.ts';

/** By series, the cells that are known to have been empty when memory was read back. */
export type OpenCells = Map<number, Set<number>>;

/**
 * Whether a sample came before memory was read back, whose time is not newer than all that was read. The
 * times themselves are not kept, but nothing was counted in a cell that was empty (`new`), and senders keep
 * to the order of a series: one that sends the newest of these times again sends those before it again
 * (`counted`). `unclear`: nobody knows. `until` is the time of the last sample that came along with it.
 */
export function judgeRestored(
  live: LiveCells,
  open: OpenCells,
  series: number,
  { at, until }: { readonly at: number; readonly until: number },
): 'new' | 'counted' | 'unclear' {
  const cell = Math.floor(at / live.stepMs);
  const ofSeries = open.get(series);
  if (ofSeries?.has(cell) === true) return 'new';
  if (isEmpty(live, series, cell)) {
    open.set(series, (ofSeries ?? new Set()).add(cell));
    return 'new';
  }
  return until === restoredAt(live, series) ? 'counted' : 'unclear';
}

/** The newest time that a series had when memory was read back. */
export function restoredAt(live: LiveCells, series: number): number {
  return live.restoredAt[series] ?? Number.NEGATIVE_INFINITY;
}

/** Whether memory holds all of a cell, and it is empty. */
function isEmpty(live: LiveCells, series: number, cell: number): boolean {
  const [bank, slot] = [bankOf(live, series), wholeAt(live.slotOf, series)];
  const oldestHeld = newestCell(bank, slot) - bank.capacity + 1;
  if (cell < oldestHeld || cell < doubleAt(live.wholeFrom, series)) return false;
  resetFold(live.fold);
  foldCells(bank, slot, cell, cell, live.fold);
  return live.fold.weight <= 0;
}
