import { and, desc, eq, isNull } from 'drizzle-orm';
import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import { actorText } from '../../platform/actor.ts';
import type { Database, Db } from '../../platform/database/database.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { appendEntries } from '../../register/store.ts';
import { vaultHolds, vaultRows } from './tables.ts';
import type { Vault } from './vault.ts';

/** A legal hold over somebody's data. Its reason is a row of the vault. Times are epoch milliseconds. */
export type Hold = {
  readonly id: string;
  readonly subject: string;
  readonly reason: string;
  readonly setAt: number;
  readonly setBy: string;
  readonly endedAt: number | null;
  readonly endedBy: string | null;
};

/** The commands about holds, each with its entry in the register. */
export type Holds = {
  readonly set: (subject: string, reason: string, by: Caller) => Promise<Result<Hold>>;
  readonly end: (id: string, by: Caller) => Promise<Result<Hold>>;
};

/** Category and purpose of a reason in the vault. */
const ofReason = { category: 'legal_hold', purpose: 'legal_hold' } as const;

/** The commands about holds. */
export function createHolds(ports: {
  readonly database: Pick<Database, 'transaction'>;
  readonly vault: Pick<Vault, 'seal' | 'anchor'>;
  readonly now: () => number;
  readonly newId: () => string;
}): Holds {
  const { database, vault, newId } = ports;
  return {
    set: async (subject, text, by) => {
      const forbidden = mayCommand(by, { kind: 'holdData' });
      if (forbidden !== undefined) return refused(forbidden);
      const now = ports.now();
      return database.transaction(async (tx) => {
        if (!(await isKnown(tx, subject))) return refused(noSuch('customer', subject));
        const [reason = ''] = await vault.seal(tx, [{ ...ofReason, subject, text }]);
        const hold = { id: newId(), subject, reason, setAt: now, setBy: actorText(by.actor) };
        await tx.insert(vaultHolds).values(hold);
        const data = { hold: hold.id, subject };
        await appendEntries(tx, [{ kind: 'dataHeld', actor: hold.setBy, data }], now);
        return done({ ...hold, endedAt: null, endedBy: null });
      });
    },
    end: async (id, by) => {
      const forbidden = mayCommand(by, { kind: 'releaseData' });
      if (forbidden !== undefined) return refused(forbidden);
      const [now, endedBy] = [ports.now(), actorText(by.actor)];
      return database.transaction(async (tx) => {
        const [ended] = await tx
          .update(vaultHolds)
          .set({ endedAt: now, endedBy })
          .where(and(eq(vaultHolds.id, id), isNull(vaultHolds.endedAt)))
          .returning();
        if (ended === undefined) return refused(noSuch('hold', id));
        await vault.anchor(tx, [ended.reason], now);
        const data = { hold: id, subject: ended.subject };
        await appendEntries(tx, [{ kind: 'dataReleased', actor: endedBy, data }], now);
        return done(ended);
      });
    },
  };
}

/** Whether anything is kept of somebody, or ever was. */
export async function isKnown(tx: Db, subject: string): Promise<boolean> {
  const found = await tx
    .select({ id: vaultRows.id })
    .from(vaultRows)
    .where(eq(vaultRows.subject, subject))
    .limit(1);
  return found.length > 0;
}

/** The holds over somebody's data, the latest first. */
export async function readHolds(db: Db, subject: string): Promise<readonly Hold[]> {
  return db.select().from(vaultHolds).where(eq(vaultHolds.subject, subject)).orderBy(desc(vaultHolds.setAt));
}
