import { want } from './backlog.ts';
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
  /** Resolves when the table has all cells of an agent that were ingested before, or of all of them. */
  readonly flushTo: (agent: string | 'everything') => Promise<void>;
  /** The same for a reader who has not written: nothing happens unless such cells stand in batches alone. */
  readonly flushBatched: (agent?: string) => Promise<void>;
  /** Resolves when nothing is being written. */
  readonly idle: () => Promise<void>;
};

/** Keeps the cells of one memory. */
export function createCells(keeping: CellKeeping): Cells {
  const database = createGroupCommit(() => flush(keeping));
  const log = createGroupCommit(() => logChanges(keeping));
  const flushTo = (agent: string | 'everything'): Promise<void> => {
    want(keeping.backlog, agent);
    return database.commit();
  };
  return {
    commit: database.commit,
    log: log.commit,
    flushTo,
    flushBatched: async (agent) => {
      if (standInBatches(keeping.memory, agent)) await flushTo(agent ?? 'everything');
    },
    idle: async () => {
      await database.idle();
      await log.idle();
    },
  };
}
