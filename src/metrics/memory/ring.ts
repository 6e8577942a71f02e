import { type Fold, resetFold } from '../fold.ts';
import { keptAt, keptFromAt, keptToAt, narrowCellSize, newestAt, type RingBank } from './bank.ts';

/** Where the columns of a cell stand, counted from its position. */
const sumAt = 0;
const weightAt = 1;
const minAt = 2;
const maxAt = 3;
const lastValueAt = 4;
const lastTimeAt = 5;

/** The number of the newest cell of a slot, −1 while it holds none. */
export function newestCell(bank: RingBank, slot: number): number {
  return bank.cells[slot * bank.headSize + newestAt] ?? 0;
}

/** Where the newest cell of a slot stands. */
function newestPosition(bank: RingBank, slot: number): number {
  return slot * bank.headSize + keptAt + bank.cellSize;
}

/** Where the closed cell with this number stands, if the ring still holds it. */
function closedPosition(bank: RingBank, slot: number, cell: number): number {
  const places = bank.capacity - 1;
  // The remainder of numbers that may not fit 32 bits is slow, and negative for negative ones.
  const place = cell - Math.floor(cell / places) * places;
  return bank.room * bank.headSize + slot * bank.closedSize + place * bank.cellSize;
}

/**
 * Makes cell number `cell` addressable, to be added to at once, and returns its position, or −1 when the ring
 * no longer holds it. Moving on to a newer cell closes the newest one and empties the ones in between.
 */
export function openCell(bank: RingBank, slot: number, cell: number): number {
  const { cells } = bank;
  const head = slot * bank.headSize;
  const newest = cells[head + newestAt] ?? 0;
  // A fold that this cell is part of is no longer what its cells sum to.
  if (cell < (cells[head + keptToAt] ?? 0)) cells[head + keptToAt] = Number.NaN;
  if (cell === newest) return newestPosition(bank, slot);
  if (cell > newest) {
    moveOn(bank, slot, newest, cell);
    return newestPosition(bank, slot);
  }
  return newest - cell >= bank.capacity ? -1 : closedPosition(bank, slot, cell);
}

function moveOn(bank: RingBank, slot: number, newest: number, cell: number): void {
  const { cells, cellSize } = bank;
  const oldest = cell - bank.capacity + 1;
  const position = newestPosition(bank, slot);
  const isHeld = newest >= 0 && newest >= oldest;
  if (isHeld) {
    const closed = closedPosition(bank, slot, newest);
    for (let one = 0; one < cellSize; one++) cells[closed + one] = cells[position + one] ?? 0;
  }
  const first = isHeld ? newest + 1 : oldest;
  for (let number = first; number < cell; number++) emptyCell(bank, closedPosition(bank, slot, number));
  emptyCell(bank, position);
  cells[slot * bank.headSize + newestAt] = cell;
}

/** Empties the cell at `position`. */
export function emptyCell({ cells, wide }: RingBank, position: number): void {
  cells[position + sumAt] = 0;
  cells[position + weightAt] = 0;
  if (!wide) return;
  cells[position + minAt] = Number.POSITIVE_INFINITY;
  cells[position + maxAt] = Number.NEGATIVE_INFINITY;
  cells[position + lastValueAt] = 0;
  cells[position + lastTimeAt] = Number.NEGATIVE_INFINITY;
}

/** Σ value·weight of the cell at `position`. */
export function sumOf({ cells }: RingBank, position: number): number {
  return cells[position + sumAt] ?? 0;
}

/** Σ weight of the cell at `position`. */
export function weightOf({ cells }: RingBank, position: number): number {
  return cells[position + weightAt] ?? 0;
}

/** Adds one sample to the cell at `position`. */
export function addSample(bank: RingBank, position: number, value: number, weight: number, at: number): void {
  const { cells, wide } = bank;
  cells[position + sumAt] = (cells[position + sumAt] ?? 0) + value * weight;
  cells[position + weightAt] = (cells[position + weightAt] ?? 0) + weight;
  if (wide) widen(cells, position, value, value, value, at);
}

/** Adds a whole cell to the cell at `position`. */
export function addCell({ cells, wide }: RingBank, position: number, cell: Fold): void {
  cells[position + sumAt] = (cells[position + sumAt] ?? 0) + cell.sum;
  cells[position + weightAt] = (cells[position + weightAt] ?? 0) + cell.weight;
  if (wide) widen(cells, position, cell.min, cell.max, cell.last, cell.lastAt);
}

function widen(cells: Float64Array, at: number, min: number, max: number, last: number, time: number): void {
  if (min < (cells[at + minAt] ?? 0)) cells[at + minAt] = min;
  if (max > (cells[at + maxAt] ?? 0)) cells[at + maxAt] = max;
  if (time >= (cells[at + lastTimeAt] ?? 0)) {
    cells[at + lastValueAt] = last;
    cells[at + lastTimeAt] = time;
  }
}

/** Folds the cells `from` … `to` (inclusive) into `fold`, oldest first. Those not in the ring are empty. */
export function foldCells(bank: RingBank, slot: number, from: number, to: number, fold: Fold): void {
  const newest = newestCell(bank, slot);
  if (newest < 0 || newest < from) return;
  const oldestHeld = newest - bank.capacity + 1;
  foldClosed(bank, slot, from > oldestHeld ? from : oldestHeld, to < newest ? to : newest - 1, fold);
  if (to < newest) return;
  const at = newestPosition(bank, slot);
  if (bank.wide) foldWideCell(bank.cells, at, fold);
  else foldNarrowCells(bank.cells, at, at + narrowCellSize, fold);
}

function foldClosed(bank: RingBank, slot: number, first: number, last: number, fold: Fold): void {
  if (first > last) return;
  const { cells, cellSize } = bank;
  const begin = closedPosition(bank, slot, 0);
  const end = begin + bank.closedSize;
  const oldest = closedPosition(bank, slot, first);
  const beyond = oldest + (last - first + 1) * cellSize;
  // In two runs, up to the ring's end and from its beginning: the loops stay free of branches.
  const untilWrap = beyond < end ? beyond : end;
  const wrapped = begin + beyond - untilWrap;
  if (bank.wide) {
    for (let at = oldest; at < untilWrap; at += cellSize) foldWideCell(cells, at, fold);
    for (let at = begin; at < wrapped; at += cellSize) foldWideCell(cells, at, fold);
  } else {
    foldNarrowCells(cells, oldest, untilWrap, fold);
    foldNarrowCells(cells, begin, wrapped, fold);
  }
}

function foldNarrowCells(cells: Float64Array, begin: number, end: number, fold: Fold): void {
  let { sum, weight } = fold;
  for (let at = begin; at < end; at += narrowCellSize) {
    sum += cells[at + sumAt] ?? 0;
    weight += cells[at + weightAt] ?? 0;
  }
  fold.sum = sum;
  fold.weight = weight;
}

function foldWideCell(cells: Float64Array, at: number, fold: Fold): void {
  fold.sum += cells[at + sumAt] ?? 0;
  fold.weight += cells[at + weightAt] ?? 0;
  foldExtremes(cells, at, fold);
}

function foldExtremes(cells: Float64Array, at: number, fold: Fold): void {
  const min = cells[at + minAt] ?? 0;
  const max = cells[at + maxAt] ?? 0;
  const lastAt = cells[at + lastTimeAt] ?? 0;
  if (min < fold.min) fold.min = min;
  if (max > fold.max) fold.max = max;
  if (lastAt >= fold.lastAt && lastAt > Number.NEGATIVE_INFINITY) {
    fold.last = cells[at + lastValueAt] ?? 0;
    fold.lastAt = lastAt;
  }
}

/** Folds a window that ends with the cell of now. The fold of the cells before it is kept, and read again. */
export function foldWindow(bank: RingBank, slot: number, from: number, to: number, fold: Fold): void {
  const newest = newestCell(bank, slot);
  if (newest < from || newest > to) {
    // Silence, or a window of the past: nothing to keep.
    resetFold(fold);
    foldCells(bank, slot, from, to, fold);
    return;
  }
  if (bank.wide || newest < to) {
    foldBefore(bank, slot, from, to, fold);
    if (newest === to) foldWideCell(bank.cells, newestPosition(bank, slot), fold);
    return;
  }
  const { cells } = bank;
  const kept = keptPosition(bank, slot, from, to, fold);
  const at = newestPosition(bank, slot);
  fold.sum = (cells[kept + sumAt] ?? 0) + (cells[at + sumAt] ?? 0);
  fold.weight = (cells[kept + weightAt] ?? 0) + (cells[at + weightAt] ?? 0);
}

/** Writes the fold of the cells from `from` up to before `to` into `fold`, and keeps it for the next time. */
export function foldBefore(bank: RingBank, slot: number, from: number, to: number, fold: Fold): void {
  const { cells, wide } = bank;
  const at = keptPosition(bank, slot, from, to, fold);
  fold.sum = cells[at + sumAt] ?? 0;
  fold.weight = cells[at + weightAt] ?? 0;
  if (!wide) return;
  fold.min = cells[at + minAt] ?? 0;
  fold.max = cells[at + maxAt] ?? 0;
  fold.last = cells[at + lastValueAt] ?? 0;
  fold.lastAt = cells[at + lastTimeAt] ?? 0;
}

/** Where the fold of these cells stands, as a cell; made there when it is not. */
function keptPosition(bank: RingBank, slot: number, from: number, to: number, scratch: Fold): number {
  const { cells } = bank;
  const head = slot * bank.headSize;
  if (cells[head + keptToAt] !== to || cells[head + keptFromAt] !== from)
    keepBefore(bank, slot, from, to, scratch);
  return head + keptAt;
}

function keepBefore(bank: RingBank, slot: number, from: number, to: number, fold: Fold): void {
  const { cells, wide } = bank;
  const head = slot * bank.headSize;
  resetFold(fold);
  foldCells(bank, slot, from, to - 1, fold);
  cells[head + keptFromAt] = from;
  cells[head + keptToAt] = to;
  const at = head + keptAt;
  cells[at + sumAt] = fold.sum;
  cells[at + weightAt] = fold.weight;
  if (!wide) return;
  cells[at + minAt] = fold.min;
  cells[at + maxAt] = fold.max;
  cells[at + lastValueAt] = fold.last;
  cells[at + lastTimeAt] = fold.lastAt;
}
