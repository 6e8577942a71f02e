import { and, asc, eq, lt, notExists, sql } from 'drizzle-orm';
import { sha256Hex } from '../../platform/canonical.ts';
import type { Database, Db } from '../../platform/database/database.ts';
import { appendEntries } from '../../register/store.ts';
import { keepText, type RetentionCategory, type RetentionRules } from '../../rules/retention/retention.ts';
import { retentionCutoff } from './retention.ts';
import { vaultHolds, vaultReads, vaultRows, vaultSubjects } from './tables.ts';
import type { Vault } from './vault.ts';

/** The surroundings of a purge. */
export type PurgePorts = {
  readonly database: Pick<Database, 'db' | 'transaction'>;
  readonly vault: Pick<Vault, 'erase'>;
  readonly now: () => number;
  readonly newId: () => string;
  /** Lets others go first, between one batch and the next. Answers whether to go on. */
  readonly pause: () => Promise<boolean>;
};

/** Few enough that a trip that comes meanwhile waits some milliseconds at most. */
const batch = 200;

/**
 * Erases what need not be kept any more, in batches. Each is one transaction with its certificate, so that
 * a process that stops half-way leaves nothing erased without one. Answers how many rows are gone.
 */
export async function purgeVault(
  ports: PurgePorts,
  rules: RetentionRules,
  timezone: string,
): Promise<number> {
  let count = 0;
  for (const category of rules.categories)
    for (;;) {
      const gone = await ports.database.transaction((tx) => purgeBatch(ports, tx, category, timezone));
      count += gone;
      if (gone === 0) break;
      if (!(await ports.pause())) return count;
    }
  return count;
}

async function purgeBatch(
  { vault, now, newId }: PurgePorts,
  tx: Db,
  { id: category, keep, after }: RetentionCategory,
  timezone: string,
): Promise<number> {
  const at = now();
  const cutoff = retentionCutoff(at, keep, timezone);
  const held = tx
    .select({ one: sql`1` })
    .from(vaultHolds)
    .where(and(eq(vaultHolds.subject, vaultRows.subject), sql`${vaultHolds.endedAt} IS NULL`));
  // Whoever has asked that their data only be kept may need it for a claim of their own.
  const restricted = tx
    .select({ one: sql`1` })
    .from(vaultSubjects)
    .where(and(eq(vaultSubjects.subject, vaultRows.subject), sql`${vaultSubjects.restrictedAt} IS NOT NULL`));
  const due = await tx
    .select({ id: vaultRows.id })
    .from(vaultRows)
    .where(
      and(
        eq(vaultRows.category, category),
        lt(vaultRows.anchorAt, cutoff),
        sql`${vaultRows.sealed} IS NOT NULL`,
        notExists(held),
        notExists(restricted),
      ),
    )
    .orderBy(asc(vaultRows.anchorAt))
    .limit(batch);
  if (due.length === 0) return 0;
  const erasure = newId();
  const { erased } = await vault.erase(
    tx,
    due.map(({ id }) => id),
    erasure,
  );
  if (erased.length === 0) return 0;
  const rule = `${keepText(keep)} after ${after}`;
  const data = { category, rule, erasure, count: erased.length, digest: digestOf(erased) };
  await appendEntries(tx, [{ kind: 'dataPurged', actor: 'engine', data }], at);
  return erased.length;
}

/** SHA-256 over the ids of what was erased, in their order, one a line: what a certificate says of them. */
export function digestOf(ids: readonly string[]): string {
  return sha256Hex(
    ids
      .toSorted()
      .map((id) => `${id}\n`)
      .join(''),
  );
}

/** The rows that an erasure has taken, as they stand now: to be held against its certificate. */
export async function recountErasure(
  db: Db,
  erasure: string,
): Promise<{ readonly count: number; readonly digest: string; readonly left: number }> {
  const rows = await db
    .select({ id: vaultRows.id, isLeft: sql<boolean>`${vaultRows.sealed} IS NOT NULL` })
    .from(vaultRows)
    .where(eq(vaultRows.erasure, erasure));
  const ids = rows.map(({ id }) => id);
  return { count: ids.length, digest: digestOf(ids), left: rows.filter(({ isLeft }) => isLeft).length };
}

/** Forgets who read what so long ago that it need not be known any more. Answers how many lines are gone. */
export async function purgeReads(
  { database, now, pause }: Omit<PurgePorts, 'vault' | 'newId'>,
  { readLog }: RetentionRules,
  timezone: string,
): Promise<number> {
  const at = now();
  const before = retentionCutoff(at, readLog, timezone);
  let count = 0;
  for (;;) {
    const gone = await database.db.execute<{ seq: number }>(sql`
      DELETE FROM ${vaultReads} WHERE seq IN (
        SELECT seq FROM ${vaultReads} WHERE at < ${before} ORDER BY at LIMIT ${batch * 5}
      ) RETURNING seq`);
    count += gone.rows.length;
    if (gone.rows.length === 0 || !(await pause())) break;
  }
  if (count > 0) {
    const data = { count, before, rule: `${keepText(readLog)} after the reading` };
    await database.transaction((tx) =>
      appendEntries(tx, [{ kind: 'readLogPurged', actor: 'engine', data }], at),
    );
  }
  return count;
}
