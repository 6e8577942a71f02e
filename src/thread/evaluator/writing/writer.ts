import { isRefusedData } from '../../../platform/database/sql-error.ts';
import type { Health } from '../../cells/keeping.ts';
import type { Change } from '../../change.ts';
import type { ThreadPorts } from '../../ports.ts';
import { type Memory, remember } from '../memory.ts';
import { nextTurn } from '../turn.ts';
import { type Committer, createCommitter, type DecideAll, type Decided } from './committer.ts';

/** Decisions to be written together, and who hears that they are. */
export type Batch = { readonly decideAll: DecideAll; readonly written: () => void };

/** Writes decisions over one memory, one after the other: each is called in a turn of the command queue. */
export type Writer = Pick<Committer, 'rehearse' | 'refreshEnds'> & {
  /**
   * Commits all changes or none, and puts them into memory after that. Answers those that changed something.
   * A failed write ends this memory: it may be ahead of the database, or behind it. One that the database
   * refuses for its data (`isRefusedData`) fails alone.
   */
  readonly write: (decideAll: DecideAll) => Promise<readonly Change[]>;
  /**
   * Writes one batch after the other until `next` has none. Each is decided while the database works on the
   * one before, so it must be about other agents.
   */
  readonly writeEach: (next: () => Batch | undefined) => Promise<void>;
};

/** The writer of a memory. */
export function createWriter(ports: ThreadPorts, memory: Memory, health: Health): Writer {
  const { commit, decideAhead, rehearse, refreshEnds } = createCommitter(ports);

  const write = async (decideAll: DecideAll, ahead?: Decided): Promise<readonly Change[]> => {
    let changes: readonly Change[];
    try {
      changes = await commit(decideAll, ahead);
    } catch (error) {
      // Refused for its data: memory and database are as they were, and reading again would stop everybody.
      if (!isRefusedData(error)) health.failed(error);
      throw error;
    }
    health.succeeded();
    for (const change of changes) {
      remember(memory, change);
      if (change.killSwitch !== undefined) ports.onSwitch(change.killSwitch.after);
    }
    if (changes.some(({ notices = [] }) => notices.length > 0)) ports.onNotices();
    if (changes.length > 0) ports.onChange();
    return changes;
  };

  return {
    write,
    writeEach: async (next) => {
      let batch = next();
      let ahead: Decided | undefined;
      while (batch !== undefined) {
        const writing = write(batch.decideAll, ahead);
        // It is waited for below, when the database has it and the next one is ready.
        writing.catch(() => {});
        await nextTurn();
        const following = next();
        ahead = following && decideAhead(following.decideAll);
        await writing;
        batch.written();
        batch = following;
      }
    },
    rehearse,
    refreshEnds,
  };
}
