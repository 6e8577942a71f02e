import type { Columns } from '../metric.ts';
import { type BucketRing, createBucketRing } from './bucket-ring.ts';

/**
 * The hot path's memory: the cells of many series in one typed array, a ring of `capacity` cells a series. A
 * series is a slot. A cell is its columns side by side: sum, weight, and in `wide` banks min, max, last and
 * lastAt. The head of a slot holds its newest cell, and the fold of those before it that was last asked for.
 * All heads come first; the closed cells follow: number n (start / cellMs) at place n mod (capacity − 1) of
 * its slot. Closed cells that hold nothing have weight 0 and sum 0, so that a window's sums need no branch. A
 * property test checks it against plain windows. A read of a place that is always there says `?? 0`, which is
 * compiled to nothing; a function for it costs a tenth of an evaluation here, because less is inlined then.
 */
export type RingBank = {
  readonly cellMs: number;
  readonly capacity: number;
  readonly columns: Columns;
  readonly wide: boolean;
  /** Numbers that a cell takes, that a head takes, that the closed cells of a slot take. */
  readonly cellSize: number;
  readonly headSize: number;
  readonly closedSize: number;
  /** By slot, where the metrics are told by percentiles. */
  readonly buckets: BucketRing[] | undefined;
  slots: number;
  /** Slots that there is room for. The closed cells begin after so many heads. */
  room: number;
  cells: Float64Array;
};

/** A head holds the number of the newest cell (−1 while there is none), then … */
export const newestAt = 0;
/** … the window whose cells but the last are kept folded (NaN: none): its first cell, its last cell, … */
export const keptFromAt = 1;
export const keptToAt = 2;
/** … and that fold, as a cell. The newest cell follows it. */
export const keptAt = 3;

/** How many numbers a cell takes. */
export const narrowCellSize = 2;
const wideCellSize = 6;

/** A bank without slots. Bytes a slot: (capacity + 1) × 16 + 24, or (capacity + 1) × 48 + 24 when `wide`. */
export function createBank(cellMs: number, capacity: number, columns: Columns): RingBank {
  const wide = columns !== 'sums';
  const cellSize = wide ? wideCellSize : narrowCellSize;
  return {
    cellMs,
    capacity,
    columns,
    wide,
    cellSize,
    headSize: keptAt + 2 * cellSize,
    closedSize: (capacity - 1) * cellSize,
    buckets: columns === 'buckets' ? [] : undefined,
    slots: 0,
    room: 0,
    cells: new Float64Array(0),
  };
}

/**
 * Adds an empty ring and returns its slot. Room grows by an eighth at a time, so that little is empty; a
 * first ring may well stay alone.
 */
export function addSlot(bank: RingBank): number {
  const slot = bank.slots++;
  if (slot >= bank.room) grow(bank, slot === 0 ? 1 : Math.max(8, Math.ceil(bank.slots * 1.125)));
  bank.cells[slot * bank.headSize + newestAt] = -1;
  bank.cells[slot * bank.headSize + keptToAt] = Number.NaN;
  bank.buckets?.push(createBucketRing(bank.capacity));
  return slot;
}

/** Makes room for so many rings more, unless they are few beside those that are there. */
export function makeRoomFor(bank: RingBank, count: number): void {
  const room = bank.slots + count;
  if (room > bank.room && count > bank.slots / 8) grow(bank, room);
}

function grow(bank: RingBank, room: number): void {
  const { cells, headSize, closedSize } = bank;
  const longer = new Float64Array(room * (headSize + closedSize));
  const closedFrom = bank.room * headSize;
  longer.set(cells.subarray(0, closedFrom));
  longer.set(cells.subarray(closedFrom), room * headSize);
  bank.cells = longer;
  bank.room = room;
}
