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
  written: number;
  /** When its last slice was taken. */
  sliceAt: number;
  /** The table has everything of the batches up to this one when the round is through. */
  readonly upToBatch: number;
};

/** Cells for the table; with those of the last slice, batches up to `writtenBatch` are not needed more. */
export type Slice = TakenCells & { readonly writtenBatch?: number };

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
 * The next slice, when one is due. Rounds begin with the first slice of a step, when most of what changed
 * will not change any more.
 */
export function nextSlice(settling: WriteBehind, now: number, stepMs: number): Slice | undefined {
  const step = Math.floor(now / stepMs);
  if (settling.round === undefined) {
    if (step <= settling.roundStep) return undefined;
    settling.round = beginRound(settling);
    if (settling.round === undefined) return undefined;
    settling.roundStep = step;
  }
  const { round } = settling;
  if (now - round.sliceAt < betweenSlicesMs) return undefined;
  round.sliceAt = now;
  const size = Math.max(leastSlice, Math.ceil(round.cells.count / slicesPerRound));
  return takeSlice(settling, round, Math.min(round.written + size, round.cells.count));
}

/** Everything that is left, in the order in which it has to be written. */
export function remainingSlices(settling: WriteBehind): Slice[] {
  const slices: Slice[] = [];
  for (
    let round = settling.round ?? beginRound(settling);
    round !== undefined;
    round = beginRound(settling)
  ) {
    slices.push(takeSlice(settling, round, round.cells.count));
  }
  return slices;
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
  return { ...taken, written: 0, sliceAt: Number.NEGATIVE_INFINITY, upToBatch: settling.lastBatch };
}

function takeSlice(settling: WriteBehind, round: Round, until: number): Slice {
  const cells = partOf(round.cells, round.written, until);
  round.written = until;
  if (until < round.cells.count) return { cells, twice: round.twice };
  settling.round = undefined;
  return { cells, twice: round.twice, writtenBatch: round.upToBatch };
}

function pick(into: ChangedCells, cells: DirtyCells, twice: boolean, wanted: ReadonlySet<number>): void {
  for (let place = 0; place < cells.count; place++) {
    if (!wanted.has(wholeAt(cells.series, place))) continue;
    mergeChanged(into, { cells: partOf(cells, place, place + 1), twice });
  }
}
