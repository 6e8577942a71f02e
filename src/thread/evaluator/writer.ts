import { isIntegrityViolation } from '../../platform/database/sql-error.ts';
import type { RegisterHead } from '../../register/chain.ts';
import type { Health } from '../cells/keeping.ts';
import { type Change, isChange } from '../change.ts';
import { type Prepared, prepare, rehearse } from '../commit.ts';
import type { ThreadPorts } from '../ports.ts';
import { type Sequences, sequencesAfter } from '../world.ts';
import { type Memory, remember } from './memory.ts';
import { type Ends, readEnds } from './sequences-store.ts';
import { nextTurn } from './turn.ts';

/** Decides at `now`; the numbers that it takes follow `sequences`. At most one change an agent. */
export type DecideAll = (sequences: Sequences, now: number) => readonly Change[];

/** Decisions to be written together, and who hears that they are. */
export type Batch = { readonly decideAll: DecideAll; readonly written: () => void };

/** Writes decisions over one memory, one after the other: each is called in a turn of the command queue. */
export type Writer = {
  /**
   * Commits all changes or none, and puts them into memory after that. Answers those that changed something.
   * A failed write ends this memory: it may be ahead of the database, or behind it.
   */
  readonly write: (decideAll: DecideAll) => Promise<readonly Change[]>;
  /**
   * Writes one batch after the other until `next` has none. Each is decided while the database works on the
   * one before, so it must be about other agents.
   */
  readonly writeEach: (next: () => Batch | undefined) => Promise<void>;
  /** Goes through the write of a decision without carrying it out. */
  readonly rehearse: (decideAll: DecideAll) => Promise<void>;
  /**
   * Reads the end of the register again: others append to it (keys that are made, sets that come into force),
   * and a stop should not be the first to notice.
   */
  readonly refreshEnds: () => Promise<void>;
};

/** Changes as they were decided on these ends, ready to be written. */
type Decided = { readonly ends: Ends; readonly changes: readonly Change[]; readonly prepared: Prepared };

function decide(ends: Ends, decideAll: DecideAll, now: number): Decided {
  const changes = decideAll(ends, now).filter(isChange);
  return { ends, changes, prepared: prepare(changes, ends.register, now) };
}

function endsAfter({ ends, changes }: Decided, register: RegisterHead): Ends {
  const { seq, hash } = register;
  return { ...changes.reduce<Sequences>(sequencesAfter, ends), register: { seq, hash } };
}

function isSameEnd(one: Ends, other: Ends): boolean {
  const isSameNumber = one.incident === other.incident && one.plan === other.plan;
  return isSameNumber && one.register.seq === other.register.seq && one.register.hash === other.register.hash;
}

/** The writer of a memory. */
export function createWriter(ports: ThreadPorts, memory: Memory, health: Health): Writer {
  let remembered: Ends | undefined;
  let underWay: Decided | undefined;

  const attempt = async (ends: Ends, decideAll: DecideAll, ahead?: Decided): Promise<readonly Change[]> => {
    const isStillSo = ahead !== undefined && isSameEnd(ahead.ends, ends);
    const decided = isStillSo ? ahead : decide(ends, decideAll, ports.clock.now());
    underWay = decided;
    if (decided.changes.length === 0) return [];
    remembered = endsAfter(decided, await decided.prepared.write(ports));
    return decided.changes;
  };

  /** Somebody else may have appended to the register since: then it is decided again on what stands there. */
  const committed = async (decideAll: DecideAll, ahead?: Decided): Promise<readonly Change[]> => {
    if (remembered !== undefined) {
      try {
        return await attempt(remembered, decideAll, ahead);
      } catch (error) {
        if (!isIntegrityViolation(error)) throw error;
      }
    }
    remembered = await readEnds(ports.database.db);
    return attempt(remembered, decideAll);
  };

  const write = async (decideAll: DecideAll, ahead?: Decided): Promise<readonly Change[]> => {
    let changes: readonly Change[];
    try {
      changes = await committed(decideAll, ahead);
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
  };

  /** Decided on the ends that will stand; nothing when those are not known before. */
  const decideAhead = ({ decideAll }: Batch): Decided | undefined => {
    const register = underWay?.prepared.register;
    if (underWay === undefined || register === undefined) return undefined;
    return decide(endsAfter(underWay, register), decideAll, ports.clock.now());
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
        ahead = following && decideAhead(following);
        await writing;
        batch.written();
        batch = following;
      }
    },
    rehearse: async (decideAll) => {
      remembered ??= await readEnds(ports.database.db);
      const now = ports.clock.now();
      await rehearse(ports, decideAll(remembered, now), remembered.register, now);
    },
    refreshEnds: async () => {
      remembered = await readEnds(ports.database.db);
    },
  };
}
