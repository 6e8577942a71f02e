import type { Db } from '../platform/database/database.ts';
import { isIntegrityViolation } from '../platform/database/sql-error.ts';
import { lockRegister, registerLock } from '../register/store.ts';
import { type Change, type Core, partsOf, type Written, writeParts, writing } from './core.ts';
import { type Ends, readEnds } from './ends-store.ts';

/** A change that takes the next numbers. */
export type NumberedChange = Change & {
  /** Begins the writes that must find something as it was. Without them all of it is one statement. */
  readonly changing?: (tx: Db) => readonly Promise<void>[];
};

/**
 * Writes a change that takes the next numbers: in one statement and one round trip where it can, so that an agent is
 * stopped as soon as possible. The numbers come from memory, because nobody else takes any. Otherwise as `write`.
 */
export function writeNumbered<T extends NumberedChange>(
  core: Core,
  decide: (ends: Ends, now: number) => T,
): Promise<T> {
  return writing(core, () => attempt(core, decide));
}

/** Somebody else may have appended to the register since it was remembered: then it is decided again on what stands there. */
async function attempt<T extends NumberedChange>(
  core: Core,
  decide: (ends: Ends, now: number) => T,
): Promise<Written<T>> {
  const remembered = core.ends;
  if (remembered !== undefined) {
    try {
      return await send(core, remembered, decide);
    } catch (error) {
      if (!isIntegrityViolation(error)) throw error;
    }
  }
  core.ends = await readEnds(core.ports.database.db);
  return send(core, core.ends, decide);
}

async function send<T extends NumberedChange>(
  { ports }: Core,
  ends: Ends,
  decide: (ends: Ends, now: number) => T,
): Promise<Written<T>> {
  const now = ports.clock.now();
  const change = decide(ends, now);
  const { changing } = change;
  if (changing !== undefined) {
    return ports.fenced(async (tx, head) => {
      const [register] = await Promise.all([writeParts(tx, change, head, now), ...changing(tx)]);
      return { change, register };
    }, lockRegister);
  }
  const { parts, register } = partsOf(change, ends.register, now);
  await ports.fencedAtOnce(parts, registerLock);
  return { change, register };
}
