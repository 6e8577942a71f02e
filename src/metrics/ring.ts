import type { Cell } from './cell.ts';

/**
 * The hot path's memory: the cells of many series in typed arrays, one ring of `capacity` cells a series. A series is a
 * slot; the cell with number n (start / cellMs) of slot s lives at s·capacity + n mod capacity. Cells between the oldest
 * and the newest that hold nothing have weight 0 and sum 0, so that a window's sums need no branch. `wide` banks carry
 * the columns that `min`, `max` and `last` need; sums alone take 16 bytes a cell.
 *
 * Checked against the plain functions of window.ts by a property test.
 */
export type RingBank = {
  readonly cellMs: number;
  readonly capacity: number;
  readonly wide: boolean;
  slots: number;
  /** Number of the newest cell of each slot, −1 while it holds none. */
  newest: Float64Array;
  sum: Float64Array;
  weight: Float64Array;
  min: Float64Array;
  max: Float64Array;
  last: Float64Array;
  lastAt: Float64Array;
};

/** A bank without slots. Bytes a slot: capacity × 16, or × 48 when `wide`. */
export function createBank(cellMs: number, capacity: number, wide: boolean): RingBank {
  const none = () => new Float64Array(0);
  return {
    cellMs,
    capacity,
    wide,
    slots: 0,
    newest: none(),
    sum: none(),
    weight: none(),
    min: none(),
    max: none(),
    last: none(),
    lastAt: none(),
  };
}

/** Adds an empty ring and returns its slot. Room grows by an eighth at a time, so that little of it stands empty. */
export function addSlot(bank: RingBank): number {
  const slot = bank.slots++;
  if (slot >= bank.newest.length) grow(bank, Math.max(8, Math.ceil(bank.slots * 1.125)));
  bank.newest[slot] = -1;
  return slot;
}

function grow(bank: RingBank, slots: number): void {
  const longer = (from: Float64Array, length: number) => {
    const to = new Float64Array(length);
    to.set(from);
    return to;
  };
  bank.newest = longer(bank.newest, slots);
  bank.sum = longer(bank.sum, slots * bank.capacity);
  bank.weight = longer(bank.weight, slots * bank.capacity);
  if (!bank.wide) return;
  bank.min = longer(bank.min, slots * bank.capacity);
  bank.max = longer(bank.max, slots * bank.capacity);
  bank.last = longer(bank.last, slots * bank.capacity);
  bank.lastAt = longer(bank.lastAt, slots * bank.capacity);
}

/**
 * Makes cell number `cell` addressable and returns its position, or −1 when the ring no longer holds it. Moving on to a
 * newer cell empties the ones in between.
 */
export function openCell(bank: RingBank, slot: number, cell: number): number {
  const { capacity } = bank;
  const base = slot * capacity;
  const newest = bank.newest[slot] as number;
  const position = base + (cell % capacity);
  if (cell > newest) {
    const first = newest < 0 || cell - newest > capacity ? cell - capacity + 1 : newest + 1;
    for (let n = first; n < cell; n++) emptyCell(bank, base + (((n % capacity) + capacity) % capacity));
    emptyCell(bank, position);
    bank.newest[slot] = cell;
  } else if (newest - cell >= capacity) {
    return -1;
  }
  return position;
}

function emptyCell(bank: RingBank, at: number): void {
  bank.sum[at] = 0;
  bank.weight[at] = 0;
  if (!bank.wide) return;
  bank.min[at] = Number.POSITIVE_INFINITY;
  bank.max[at] = Number.NEGATIVE_INFINITY;
  bank.last[at] = 0;
  bank.lastAt[at] = Number.NEGATIVE_INFINITY;
}

/** Adds one sample to the cell at `position`. */
export function addSample(bank: RingBank, position: number, value: number, weight: number, at: number): void {
  bank.sum[position] = (bank.sum[position] as number) + value * weight;
  bank.weight[position] = (bank.weight[position] as number) + weight;
  if (!bank.wide) return;
  if (value < (bank.min[position] as number)) bank.min[position] = value;
  if (value > (bank.max[position] as number)) bank.max[position] = value;
  if (at >= (bank.lastAt[position] as number)) {
    bank.last[position] = value;
    bank.lastAt[position] = at;
  }
}

/** Adds a whole cell to the cell at `position`. */
export function addCell(bank: RingBank, position: number, cell: Cell): void {
  bank.sum[position] = (bank.sum[position] as number) + cell.sum;
  bank.weight[position] = (bank.weight[position] as number) + cell.weight;
  if (!bank.wide) return;
  if (cell.min < (bank.min[position] as number)) bank.min[position] = cell.min;
  if (cell.max > (bank.max[position] as number)) bank.max[position] = cell.max;
  if (cell.lastAt >= (bank.lastAt[position] as number)) {
    bank.last[position] = cell.last;
    bank.lastAt[position] = cell.lastAt;
  }
}

/** Sums over cells, filled by `foldCells` without allocating. An empty fold has weight 0 and lastAt −∞. */
export type Fold = {
  sum: number;
  weight: number;
  min: number;
  max: number;
  last: number;
  lastAt: number;
};

/** An empty fold, to be filled again and again. */
export function createFold(): Fold {
  return { sum: 0, weight: 0, min: 0, max: 0, last: 0, lastAt: 0 };
}

/** Empties a fold. */
export function resetFold(fold: Fold): void {
  fold.sum = 0;
  fold.weight = 0;
  fold.min = Number.POSITIVE_INFINITY;
  fold.max = Number.NEGATIVE_INFINITY;
  fold.last = 0;
  fold.lastAt = Number.NEGATIVE_INFINITY;
}

/** Folds the cells numbered `from` … `to` (inclusive) into `fold`, oldest first. Cells the ring does not hold count as empty. */
export function foldCells(bank: RingBank, slot: number, from: number, to: number, fold: Fold): void {
  const newest = bank.newest[slot] as number;
  if (newest < 0) return;
  const { capacity, sum, weight } = bank;
  const base = slot * capacity;
  const first = from > newest - capacity ? from : newest - capacity + 1;
  const end = Math.min(to, newest);
  if (first > end) return;
  const oldest = base + (((first % capacity) + capacity) % capacity);
  // In two runs, up to the ring's end and from its beginning: the loops stay free of branches.
  const untilWrap = Math.min(oldest + (end - first) + 1, base + capacity);
  const wrapped = base + Math.max(0, oldest + (end - first) + 1 - (base + capacity));
  let folded = fold.sum;
  let weighed = fold.weight;
  for (let at = oldest; at < untilWrap; at++) {
    folded += sum[at] as number;
    weighed += weight[at] as number;
  }
  for (let at = base; at < wrapped; at++) {
    folded += sum[at] as number;
    weighed += weight[at] as number;
  }
  fold.sum = folded;
  fold.weight = weighed;
  if (!bank.wide) return;
  for (let at = oldest; at < untilWrap; at++) foldExtremes(bank, at, fold);
  for (let at = base; at < wrapped; at++) foldExtremes(bank, at, fold);
}

function foldExtremes(bank: RingBank, at: number, fold: Fold): void {
  if ((bank.min[at] as number) < fold.min) fold.min = bank.min[at] as number;
  if ((bank.max[at] as number) > fold.max) fold.max = bank.max[at] as number;
  if ((bank.lastAt[at] as number) >= fold.lastAt && (bank.lastAt[at] as number) > Number.NEGATIVE_INFINITY) {
    fold.last = bank.last[at] as number;
    fold.lastAt = bank.lastAt[at] as number;
  }
}
