import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { register } from '../../register/tables.ts';
import type { RetentionRules } from '../../rules/retention/retention.ts';
import { recountErasure } from './purge-store.ts';
import { retentionCutoff } from './retention.ts';
import { vaultReads, vaultRows } from './tables.ts';

/** How much of a category is kept. */
export type RetentionStanding = {
  readonly category: string;
  readonly rows: number;
  /** Past their retention: the next purge takes them, but those under a hold. */
  readonly due: number;
  /** Rows whose retention has not begun to run. */
  readonly running: number;
  readonly hasRule: boolean;
};

/** How much is kept of each category; those of retention.yaml without a row are among them, with 0. */
export async function readRetentionStanding(
  db: Db,
  rules: RetentionRules | undefined,
  timezone: string,
  now: number,
): Promise<readonly RetentionStanding[]> {
  const categories = rules?.categories ?? [];
  const cutoffs = categories.map(({ id, keep }) => ({ id, before: retentionCutoff(now, keep, timezone) }));
  const { rows } = await db.execute<{ category: string; rows: number; due: number; running: number }>(sql`
    SELECT r.category, count(*)::int AS rows,
      (count(*) FILTER (WHERE r.anchor_at < c.before))::int AS due,
      (count(*) FILTER (WHERE r.anchor_at IS NULL))::int AS running
    FROM ${vaultRows} r
    LEFT JOIN jsonb_to_recordset(${JSON.stringify(cutoffs)}::jsonb) AS c(id text, before bigint)
      ON c.id = r.category
    WHERE r.sealed IS NOT NULL GROUP BY r.category`);
  const found = new Map(rows.map((row) => [row.category, row]));
  const names = [...new Set([...found.keys(), ...categories.map(({ id }) => id)])].toSorted();
  const known = new Set(categories.map(({ id }) => id));
  return names.map((category) => ({
    ...{ category, rows: 0, due: 0, running: 0, ...found.get(category) },
    hasRule: known.has(category),
  }));
}

/** The readings of somebody's data, latest first; `before`: the `seq` of the last line of the page before. */
export async function readReadLog(db: Db, subject: string, before: number | undefined, limit: number) {
  const { seq, at, who, why, rows } = vaultReads;
  return db
    .select({ seq, at, who, why, rows })
    .from(vaultReads)
    .where(and(eq(vaultReads.subject, subject), before === undefined ? undefined : lt(seq, before)))
    .orderBy(desc(seq))
    .limit(limit);
}

/** An erasure as it stands now, beside its certificate in the register. */
export async function readErasure(db: Db, erasure: string) {
  const found = await recountErasure(db, erasure);
  const [entry] = await db
    .select({ seq: register.seq, data: register.data })
    .from(register)
    .where(
      and(
        sql`${register.kind} IN ('dataPurged', 'privacyCarriedOut')`,
        sql`${register.data}->>'erasure' = ${erasure}`,
      ),
    )
    .limit(1);
  if (entry === undefined) return found.count === 0 ? undefined : found;
  const { count, digest } = entry.data;
  return { ...found, certificate: { seq: entry.seq, count: Number(count), digest: String(digest) } };
}
