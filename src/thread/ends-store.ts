import { lastIncidentNumber } from '../incidents/store.ts';
import { lastPlanNumber } from '../plans/store/store.ts';
import type { Db } from '../platform/database/database.ts';
import type { RegisterHead } from '../register/chain.ts';
import { readRegisterHead } from '../register/store.ts';

/**
 * Where what is numbered without gaps ends. Only the evaluator numbers incidents and plans, one command at a time, so it may
 * remember; the register is appended to by others as well, and the database refuses what does not follow its end.
 */
export type Ends = {
  readonly register: RegisterHead;
  /** Numbers of the last incident and the last plan; 0 for none. */
  readonly incident: number;
  readonly plan: number;
};

/** The ends as the database has them. */
export async function readEnds(db: Db): Promise<Ends> {
  const [register, incident, plan] = await Promise.all([
    readRegisterHead(db),
    lastIncidentNumber(db),
    lastPlanNumber(db),
  ]);
  return { register, incident, plan };
}

/** The ends once these incidents and plans, some of them new, are written, and the register ends there. */
export function endsAfter(
  ends: Ends,
  written: {
    readonly incidents?: readonly { readonly number: number }[];
    readonly plans?: readonly { readonly number: number }[];
  },
  register: RegisterHead,
): Ends {
  const last = (before: number, numbered: readonly { readonly number: number }[] = []) =>
    Math.max(before, ...numbered.map(({ number }) => number));
  return {
    register: { seq: register.seq, hash: register.hash },
    incident: last(ends.incident, written.incidents),
    plan: last(ends.plan, written.plans),
  };
}
