import {
  type ChangedCells,
  createChangedCells,
  mergeChanged,
  type TakenCells,
  takeChanged,
} from '../memory/changed.ts';
import { wholeAt } from '../memory/column.ts';
import { type DirtyCells, partOf } from '../memory/dirty.ts';

/**
 * Changed cells that the database holds in numbered batches, as they came, and that its table of cells gets
 * in rounds, a slice at a time. A cell changes every second of its step, and a row costs many times what the
 * same bytes do in a batch. Whatever is written twice, or late, does no harm: a cell's sums only grow, and
 * the table keeps the greater ones.
 */
export type WriteBehind = {
  /** The cells of batches that came since the round began: the next round's work. */
  readonly batched: ChangedCells;
  lastBatch: number;
  round: Round | undefined;
  /** The step in which the last round began. */
  roundStep: number;
};

type Round = TakenCells & {
  /** The table has the cells before this one, */
  written: number;
  /** and is to get those before this one now. */
  due: number;
  /** When its last slice fell due. */
  sliceAt: number;
  /** The table has everything of the batches up to this one when the round is through. */
  readonly upToBatch: number;
};

/** Cells for the table; with those of the last piece, batches up to `writtenBatch` are not needed more. */
export type Piece = TakenCells & { readonly writtenBatch?: number };

/** A round is through in this many slices, a second apart: within the step that follows it. */
const slicesPerRound = 8;
const leastSlice = 1_000;
const betweenSlicesMs = 900;

/** Nothing is waiting for the table. */
export function createWriteBehind(): WriteBehind {
  return {
    batched: createChangedCells(),
    lastBatch: 0,
    round: undefined,
    roundStep: Number.NEGATIVE_INFINITY,
  };
}

/** How many cells the table gets in this round and the next. */
export function countUnwritten({ round, batched }: WriteBehind): number {
  return (round?.cells.count ?? 0) + batched.cells.count;
}

/** Notes cells that a batch holds. Strays are never in batches. */
export function addBatch(settling: WriteBehind, number: number, cells: TakenCells): void {
  settling.lastBatch = number;
  mergeChanged(settling.batched, cells);
}

/**
 * Makes a slice due when it is time. Rounds begin with the first slice of a step, when most of what changed
 * will not change any more.
 */
export function beginSlice(settling: WriteBehind, now: number, stepMs: number): void {
  const step = Math.floor(now / stepMs);
  if (settling.round === undefined) {
    if (step <= settling.roundStep) return;
    settling.round = beginRound(settling);
    if (settling.round === undefined) return;
    settling.roundStep = step;
  }
  const { round } = settling;
  if (now - round.sliceAt < betweenSlicesMs) return;
  round.sliceAt = now;
  const size = Math.max(leastSlice, Math.ceil(round.cells.count / slicesPerRound));
  round.due = Math.min(Math.max(round.due, round.written + size), round.cells.count);
}

/** Makes the rest of the round under way due; without one, all that batches hold. */
export function beginRest(settling: WriteBehind): void {
  settling.round ??= beginRound(settling);
  if (settling.round !== undefined) settling.round.due = settling.round.cells.count;
}

/** The next `most` cells that are due. They count as unwritten until `pieceWritten`. */
export function nextPiece({ round }: WriteBehind, most: number): Piece | undefined {
  if (round === undefined || round.written === round.due) return undefined;
  const until = Math.min(round.written + most, round.due);
  const piece = { cells: partOf(round.cells, round.written, until), twice: round.twice };
  return until < round.cells.count ? piece : { ...piece, writtenBatch: round.upToBatch };
}

/** The table has the piece that came next. */
export function pieceWritten(settling: WriteBehind, { cells, writtenBatch }: Piece): void {
  if (settling.round === undefined) return;
  settling.round.written += cells.count;
  if (writtenBatch !== undefined) settling.round = undefined;
}

/** The cells of some series that the table does not have yet, oldest changes first. They stay in place. */
export function unwrittenOf(settling: WriteBehind, wanted: ReadonlySet<number>): TakenCells | undefined {
  const found = createChangedCells();
  const { round, batched } = settling;
  if (round !== undefined)
    pick(found, partOf(round.cells, round.written, round.cells.count), round.twice, wanted);
  pick(found, batched.cells, batched.twice, wanted);
  return takeChanged(found);
}

function beginRound(settling: WriteBehind): Round | undefined {
  const taken = takeChanged(settling.batched);
  if (taken === undefined) return undefined;
  return { ...taken, written: 0, due: 0, sliceAt: Number.NEGATIVE_INFINITY, upToBatch: settling.lastBatch };
}

function pick(into: ChangedCells, cells: DirtyCells, twice: boolean, wanted: ReadonlySet<number>): void {
  for (let place = 0; place < cells.count; place++) {
    if (!wanted.has(wholeAt(cells.series, place))) continue;
    mergeChanged(into, { cells: partOf(cells, place, place + 1), twice });
  }
}
