import { isIntegrityViolation } from '../../platform/database/sql-error.ts';
import type { Health } from '../cells/keeping.ts';
import { type Change, isChange } from '../change.ts';
import { commit, rehearse } from '../commit.ts';
import type { ThreadPorts } from '../ports.ts';
import { type Sequences, sequencesAfter } from '../world.ts';
import { type Memory, remember } from './memory.ts';
import { type Ends, readEnds } from './sequences-store.ts';

/** Decides at `now`; the numbers that it takes follow `sequences`. At most one change an agent. */
export type DecideAll = (sequences: Sequences, now: number) => readonly Change[];

/** Writes decisions over one memory, one after the other: each is called in a turn of the command queue. */
export type Writer = {
  /**
   * Commits all changes or none, and puts them into memory after that. Answers those that changed something.
   * A failed write ends this memory: it may be ahead of the database, or behind it.
   */
  readonly write: (decideAll: DecideAll) => Promise<readonly Change[]>;
  /** Goes through the write of a decision without carrying it out. */
  readonly rehearse: (decideAll: DecideAll) => Promise<void>;
  /** Somebody has appended to the register in the meantime: its end is read again before the next write. */
  readonly forgetEnds: () => void;
};

/** The writer of a memory. */
export function createWriter(ports: ThreadPorts, memory: Memory, health: Health): Writer {
  let remembered: Ends | undefined;

  const attempt = async (ends: Ends, decideAll: DecideAll): Promise<readonly Change[]> => {
    const now = ports.clock.now();
    const changes = decideAll(ends, now).filter(isChange);
    if (changes.length === 0) return [];
    const { seq, hash } = await commit(ports, changes, ends.register, now);
    const sequences = changes.reduce<Sequences>(sequencesAfter, ends);
    remembered = { ...sequences, register: { seq, hash } };
    return changes;
  };

  /** Somebody else may have appended to the register since: then it is decided again on what stands there. */
  const written = async (decideAll: DecideAll): Promise<readonly Change[]> => {
    if (remembered !== undefined) {
      try {
        return await attempt(remembered, decideAll);
      } catch (error) {
        if (!isIntegrityViolation(error)) throw error;
      }
    }
    remembered = await readEnds(ports.database.db);
    return attempt(remembered, decideAll);
  };

  return {
    write: async (decideAll) => {
      let changes: readonly Change[];
      try {
        changes = await written(decideAll);
      } catch (error) {
        health.failed(error);
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
    },
    rehearse: async (decideAll) => {
      remembered ??= await readEnds(ports.database.db);
      const now = ports.clock.now();
      await rehearse(ports, decideAll(remembered, now), remembered.register, now);
    },
    forgetEnds: () => {
      remembered = undefined;
    },
  };
}
