import { createTurns } from '../../platform/turns.ts';
import { createCellTable } from './cell-table.ts';
import { flush } from './flush.ts';
import { createGroupCommit } from './group-commit.ts';
import type { CellKeeping } from './keeping.ts';
import { logChanges } from './wal.ts';
import { standInBatches } from './write-behind.ts';

/** The cells of one memory on their way: to the write-ahead log, and to the database. */
export type Cells = {
  /** Resolves once everything that changed until now is in the database. */
  readonly commit: () => Promise<void>;
  /** Resolves once all cells that changed until now are in the write-ahead log. */
  readonly log: () => Promise<void>;
  /** Brings the table of cells on by the slice that is due. Call it every second. */
  readonly bringTable: () => Promise<void>;
  /** Resolves when the table has all cells of these agents that were ingested before, or of all of them. */
  readonly flushTo: (agents: readonly string[] | 'everything') => Promise<void>;
  /** The same for a reader who has not written: nothing happens unless such cells stand in batches alone. */
  readonly flushBatched: (agent?: string) => Promise<void>;
  /** Resolves when nothing is being written. */
  readonly idle: () => Promise<void>;
};

/** Keeps the cells of one memory. */
export function createCells(keeping: CellKeeping): Cells {
  const turns = createTurns();
  const database = createGroupCommit(() => turns.add(() => flush(keeping)));
  const table = createCellTable(keeping, turns);
  const log = createGroupCommit(() => logChanges(keeping));
  const flushTo: Cells['flushTo'] = async (agents) => {
    await database.commit();
    await table.bring(agents);
  };
  return {
    commit: database.commit,
    log: log.commit,
    bringTable: table.bringSlice,
    flushTo,
    flushBatched: async (agent) => {
      if (standInBatches(keeping.memory, agent)) await flushTo(agent === undefined ? 'everything' : [agent]);
    },
    idle: async () => {
      await table.idle();
      await database.idle();
      await log.idle();
    },
  };
}
