import { createFold, type Fold, resetFold } from '../fold.ts';
import type { Columns } from '../metric.ts';
import { cellsHeld, newestPastCell, type WindowSpec } from '../window.ts';
import { addSlot, createBank, type RingBank } from './bank.ts';
import { addCell, addSample, emptyCell, foldBefore, foldCells, newestCell, openCell } from './ring.ts';

/**
 * The closed coarse cells of one series, each the sum of its whole base cells in order. The coarse cell that
 * is still open is never kept: it is summed from the base ring when a window is read, so that it is the same
 * to the last bit as what a replay of the stored cells finds.
 */
export type CoarseRing = {
  readonly bank: RingBank;
  readonly slot: number;
  /** Base cells in one coarse cell. */
  readonly factor: number;
  /** Of a window of the past: how long ago that ended. */
  readonly agoMs: number | undefined;
  /** Number of the last coarse cell that has been closed, −1 before the first. */
  lastClosed: number;
};

const scratch: Fold = createFold();

/** A ring for windows like `spec`, with the columns of the base ring. */
export function createCoarse(spec: WindowSpec, stepMs: number, columns: Columns): CoarseRing {
  const bank = createBank(spec.cellMs, cellsHeld(spec), columns);
  const { cellMs, agoMs } = spec;
  return { bank, slot: addSlot(bank), factor: cellMs / stepMs, agoMs, lastClosed: -1 };
}

/** The ring that a window reads: what is kept folded of a window of the past is nobody else's. */
export function coarseRingOf(
  rings: readonly CoarseRing[],
  { cellMs, agoMs }: WindowSpec,
): CoarseRing | undefined {
  return rings.find((ring) => ring.bank.cellMs === cellMs && ring.agoMs === agoMs);
}

/** Closes the coarse cells before that which base cell `cell` belongs to, while the base ring holds them. */
export function closeCoarse(ring: CoarseRing, base: RingBank, baseSlot: number, cell: number): void {
  const open = Math.floor(cell / ring.factor);
  const newest = newestCell(base, baseSlot);
  if (newest < 0) {
    ring.lastClosed = Math.max(ring.lastClosed, open - 1);
    return;
  }
  const oldestHeld = Math.floor(Math.max(0, newest - base.capacity + 1) / ring.factor);
  for (let number = Math.max(ring.lastClosed + 1, oldestHeld); number < open; number++)
    foldInto(ring, base, baseSlot, number);
  ring.lastClosed = Math.max(ring.lastClosed, open - 1);
}

function foldInto(ring: CoarseRing, base: RingBank, baseSlot: number, number: number): void {
  resetFold(scratch);
  foldCells(base, baseSlot, number * ring.factor, (number + 1) * ring.factor - 1, scratch);
  const position = openCell(ring.bank, ring.slot, number);
  if (position < 0 || scratch.weight === 0) return;
  emptyCell(ring.bank, position);
  addCell(ring.bank, position, scratch);
}

/**
 * After a late sample: sums its closed coarse cell again, or, when the base ring no longer holds all of that,
 * adds the sample (then the last bit may differ from a replay until the next restart).
 */
export function refoldCoarse(
  ring: CoarseRing,
  base: RingBank,
  baseSlot: number,
  cell: number,
  value: number,
  weight: number,
  at: number,
): void {
  const number = Math.floor(cell / ring.factor);
  if (number > ring.lastClosed) return;
  const newest = newestCell(base, baseSlot);
  if (number * ring.factor > newest - base.capacity) {
    foldInto(ring, base, baseSlot, number);
    return;
  }
  const position = openCell(ring.bank, ring.slot, number);
  if (position >= 0) addSample(ring.bank, position, value, weight, at);
}

/** Folds the coarse cells `oldest` … `newest` into the empty `fold`; the open one from the base ring. */
export function measureCoarse(
  rings: readonly CoarseRing[],
  base: RingBank,
  baseSlot: number,
  spec: WindowSpec,
  oldest: number,
  newest: number,
  fold: Fold,
): void {
  const ring = coarseRingOf(rings, spec);
  if (ring === undefined) return;
  closeCoarse(ring, base, baseSlot, newest * ring.factor);
  if (ring.lastClosed === newest - 1) foldBefore(ring.bank, ring.slot, oldest, newest, fold);
  else foldCells(ring.bank, ring.slot, oldest, Math.min(newest, ring.lastClosed), fold);
  const open = Math.max(oldest, ring.lastClosed + 1);
  for (let number = open; number <= newest; number++) {
    resetFold(scratch);
    foldCells(base, baseSlot, number * ring.factor, (number + 1) * ring.factor - 1, scratch);
    joinFold(fold, scratch);
  }
}

/**
 * Folds a window of the past at `now`. Its cells are all closed, and it moves on once a cell: what it sums to
 * is kept until then, so that an evaluation costs nothing.
 */
export function measurePast(
  ring: CoarseRing,
  base: RingBank,
  baseSlot: number,
  spec: WindowSpec,
  now: number,
  fold: Fold,
): void {
  closeCoarse(ring, base, baseSlot, Math.floor(now / (spec.cellMs / ring.factor)));
  const newest = newestPastCell(spec, now);
  foldBefore(ring.bank, ring.slot, newest - spec.cells + 1, newest + 1, fold);
}

function joinFold(fold: Fold, part: Fold): void {
  fold.sum += part.sum;
  fold.weight += part.weight;
  if (part.min < fold.min) fold.min = part.min;
  if (part.max > fold.max) fold.max = part.max;
  if (part.lastAt >= fold.lastAt && part.lastAt > Number.NEGATIVE_INFINITY) {
    fold.last = part.last;
    fold.lastAt = part.lastAt;
  }
}
