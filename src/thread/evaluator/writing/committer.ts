import { isIntegrityViolation } from '../../../platform/database/sql-error.ts';
import type { RegisterHead } from '../../../register/chain.ts';
import { type Change, isChange } from '../../change.ts';
import { type Prepared, prepare, rehearse } from '../../commit.ts';
import type { ThreadPorts } from '../../ports.ts';
import { type Sequences, sequencesAfter } from '../../world.ts';
import { type Ends, readEnds } from './sequences-store.ts';

/** Decides at `now`; the numbers that it takes follow `sequences`. At most one change an agent. */
export type DecideAll = (sequences: Sequences, now: number) => readonly Change[];

/** Changes as they were decided on these ends, ready to be written. */
export type Decided = {
  readonly ends: Ends;
  readonly changes: readonly Change[];
  readonly prepared: Prepared;
};

/** Commits decisions one after the other, and remembers where register and numbers end. */
export type Committer = {
  /** All changes or none. What was decided ahead counts where the ends are those that it was decided on. */
  readonly commit: (decideAll: DecideAll, ahead?: Decided) => Promise<readonly Change[]>;
  /** Decides on the ends that will stand after what is under way; nothing when those are not known before. */
  readonly decideAhead: (decideAll: DecideAll) => Decided | undefined;
  /** Goes through a commit without carrying it out. */
  readonly rehearse: (decideAll: DecideAll) => Promise<void>;
  /**
   * Reads the ends again: others append to the register (keys that are made, sets that come into force), and
   * a stop should not be the first to notice.
   */
  readonly refreshEnds: () => Promise<void>;
};

/** A committer that has read nothing yet. */
export function createCommitter(ports: ThreadPorts): Committer {
  let remembered: Ends | undefined;
  let underWay: Decided | undefined;

  const attempt = async (ends: Ends, decideAll: DecideAll, ahead?: Decided): Promise<readonly Change[]> => {
    const isStillSo = ahead !== undefined && isSameEnd(ahead.ends, ends);
    const decided = isStillSo ? ahead : decide(ends, decideAll, ports.clock.now());
    underWay = decided;
    if (decided.changes.length > 0) remembered = endsAfter(decided, await decided.prepared.write(ports));
    return decided.changes;
  };

  return {
    /**
     * Somebody else may have appended to the register since: then it is decided again on what stands there.
     */
    commit: async (decideAll, ahead) => {
      if (remembered !== undefined) {
        try {
          return await attempt(remembered, decideAll, ahead);
        } catch (error) {
          if (!isIntegrityViolation(error)) throw error;
        }
      }
      remembered = await readEnds(ports.database.db);
      return attempt(remembered, decideAll);
    },
    decideAhead: (decideAll) => {
      const register = underWay?.prepared.register;
      if (underWay === undefined || register === undefined) return undefined;
      try {
        return decide(endsAfter(underWay, register), decideAll, ports.clock.now());
      } catch {
        // It fails again in its own turn, and not in the turn under way.
        return undefined;
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
