import type { TakenCells } from '../../metrics/memory/changed.ts';
import { partOf } from '../../metrics/memory/dirty.ts';
import { deferDurability, dropBatches } from '../../metrics/storage/batch-store.ts';
import { writeCells } from '../../metrics/storage/store.ts';
import {
  beginRest,
  beginSlice,
  nextPiece,
  type Piece,
  pieceWritten,
  unwrittenOf,
} from '../../metrics/storage/write-behind.ts';
import { createTurns, type Turns } from '../../platform/turns.ts';
import type { CellKeeping } from './keeping.ts';
import { NotDurableError } from './not-durable.ts';
import { seriesOfAgents } from './write-behind.ts';

/** So many cells are brought to the table in one transaction: group commits and stops wait for it. */
const mostOfPiece = { postgresql: 50_000, pglite: 500 } as const;

/**
 * Brings the table of cells on, piece by piece between the group commits, of which none waits for more than
 * one piece. Nothing is lost with a piece when the machine stops short, because the batches go last; so
 * nobody waits for the disk.
 */
export type CellTable = {
  /** By the slice that is due. */
  readonly bringSlice: () => Promise<void>;
  /** By the cells of these agents, or of all, that stand in batches alone until now. */
  readonly bring: (agents: readonly string[] | 'everything') => Promise<void>;
  /** Resolves when no piece is being written. */
  readonly idle: () => Promise<void>;
};

/** The table of the cells of one memory. Each piece takes one of the turns that group commits take. */
export function createCellTable(keeping: CellKeeping, turns: Turns): CellTable {
  const { ports, memory, health, isCurrent } = keeping;
  const settling = memory.writeBehind;
  const most = mostOfPiece[ports.database.engine];
  const pieces = createTurns();

  const takeTurn = <T>(line: Turns['add'], write: () => Promise<T>): Promise<T> =>
    line(() =>
      turns.add(async () => {
        if (!isCurrent()) throw new NotDurableError();
        try {
          return await write();
        } catch (error) {
          health.failed(error);
          throw error;
        }
      }),
    );

  const writeNext = async (): Promise<boolean> => {
    const piece = nextPiece(settling, most);
    if (piece === undefined) return false;
    await writePiece(keeping, piece);
    pieceWritten(settling, piece);
    return true;
  };

  const writeDue = async (): Promise<void> => {
    while (nextPiece(settling, most) !== undefined && (await takeTurn(pieces.add, writeNext)));
  };

  return {
    bringSlice: () => {
      beginSlice(settling, ports.clock.now(), memory.engine.live.stepMs);
      return writeDue();
    },
    bring: async (agents) => {
      if (agents !== 'everything') {
        const unwritten = unwrittenOf(settling, seriesOfAgents(memory, agents));
        // Ahead of the slice, because somebody is going to read them.
        for (const piece of unwritten === undefined ? [] : piecesOf(unwritten, most))
          await takeTurn(pieces.addUrgent, () => writePiece(keeping, piece));
        return;
      }
      // The round under way, and then what has come since it began.
      for (let round = 0; round < 2; round++) {
        beginRest(settling);
        await writeDue();
      }
    },
    idle: pieces.idle,
  };
}

function* piecesOf({ cells, twice }: TakenCells, most: number): Generator<Piece> {
  for (let from = 0; from < cells.count; from += most)
    yield { cells: partOf(cells, from, Math.min(cells.count, from + most)), twice };
}

/**
 * Cells may be written twice and in any order, so that each transaction stands for itself; batches go last.
 */
function writePiece({ ports, memory }: CellKeeping, { cells, twice, writtenBatch }: Piece): Promise<unknown> {
  return ports.fenced((tx) =>
    Promise.all([
      deferDurability(tx),
      writeCells(tx, ports.database.engine, memory.ids, cells, twice),
      writtenBatch !== undefined && dropBatches(tx, writtenBatch),
    ]),
  );
}
