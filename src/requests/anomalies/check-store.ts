import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { isOpenRow } from '../request-row-store.ts';
import { customersTable, requestsTable } from '../tables.ts';
import { vaultTokens } from '../vault/tables.ts';
import {
  type CheckKind,
  type CheckPeriod,
  type CheckReport,
  drawn,
  type KeptCheck,
  type Listed,
  mostListed,
  sampleSize,
} from './check.ts';
import { anomaliesTable, deskChecksTable } from './tables.ts';

const dayMs = 86_400_000;
const forgottenMs = 30 * dayMs;
const silentMs = 3 * 365 * dayMs;

/** Whether the check of a period was made. */
export async function isChecked(db: Db, kind: CheckKind, period: string): Promise<boolean> {
  const rows = await db
    .select({ kind: deskChecksTable.kind })
    .from(deskChecksTable)
    .where(and(eq(deskChecksTable.kind, kind), eq(deskChecksTable.period, period)));
  return rows.length > 0;
}

/** Keeps a check; false where another process has kept it already. */
export async function keepCheck(tx: Db, { kind, period, madeAt, report }: KeptCheck): Promise<boolean> {
  const kept = await tx
    .insert(deskChecksTable)
    .values({ kind, period, madeAt, report })
    .onConflictDoNothing()
    .returning({ kind: deskChecksTable.kind });
  return kept.length > 0;
}

/** Checks that were made, the latest first. */
export async function keptChecks(
  db: Db,
  query: {
    readonly kind?: CheckKind | undefined;
    readonly period?: string | undefined;
    readonly limit: number;
  },
): Promise<KeptCheck[]> {
  const { kind, period, madeAt } = deskChecksTable;
  return db
    .select()
    .from(deskChecksTable)
    .where(
      and(
        query.kind === undefined ? undefined : eq(kind, query.kind),
        query.period === undefined ? undefined : eq(period, query.period),
      ),
    )
    .orderBy(desc(madeAt), kind)
    .limit(query.limit);
}

/**
 * Looks at the data of a period, statement by statement, so that what must not wait has its turn between
 * them. Nothing is opened for it: the vault's tokens say who shares an address. `hash`: see `drawn`.
 */
export async function checkData(
  db: Db,
  kind: CheckKind,
  { id, from, until }: CheckPeriod,
  now: number,
  hash: (text: string) => number,
): Promise<CheckReport> {
  const { receivedAt, missing } = requestsTable;
  const inSpan = sql`${receivedAt} >= ${from} AND ${receivedAt} < ${until}`;
  const lacks = sql`${missing} <> '[]'::jsonb AND ${requestsTable.mergedInto} IS NULL`;
  const isAudit = kind === 'monthly' || kind === 'quarterly' || kind === 'yearly';
  const isDeep = kind === 'quarterly' || kind === 'yearly';
  const received = await countOf(db, inSpan);
  const incomplete = await listed(db, sql`((${inSpan}) OR ${isOpenRow}) AND ${lacks}`);
  return defined({
    ...{ from, until, received, incomplete },
    sample: kind === 'weekly' ? await sampleOf(db, inSpan, id, hash) : undefined,
    unreachable: isAudit ? await unreachable(db, from, until) : undefined,
    duplicates: isDeep ? await duplicates(db) : undefined,
    forgotten: isDeep
      ? await listed(
          db,
          sql`${isOpenRow} AND coalesce(${requestsTable.lastContactAt}, ${receivedAt}) < ${now - forgottenMs}`,
        )
      : undefined,
    unclosed: isDeep
      ? await listed(
          db,
          sql`${requestsTable.state} = 'resolved' AND ${requestsTable.resolvedAt} < ${now - forgottenMs}`,
        )
      : undefined,
    silent: isDeep ? await silent(db, now - silentMs) : undefined,
    byEntry: isAudit ? await byEntry(db, inSpan, lacks) : undefined,
    anomalies: await anomaliesOf(db, from, until, now),
  });
}

async function countOf(db: Db, where: SQL): Promise<number> {
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(requestsTable).where(where);
  return row?.count ?? 0;
}

async function listed(db: Db, where: SQL): Promise<Listed<number>> {
  const rows = await db
    .select({ number: requestsTable.number })
    .from(requestsTable)
    .where(where)
    .orderBy(desc(requestsTable.number))
    .limit(mostListed);
  return { count: await countOf(db, where), first: rows.map(({ number }) => number) };
}

async function sampleOf(
  db: Db,
  inSpan: SQL,
  seed: string,
  hash: (text: string) => number,
): Promise<Listed<number>> {
  const rows = await db
    .select({ number: requestsTable.number })
    .from(requestsTable)
    .where(sql`${inSpan} AND ${requestsTable.validatedAt} IS NULL AND ${requestsTable.mergedInto} IS NULL`);
  const numbers = rows.map(({ number }) => number);
  return { count: numbers.length, first: drawn(numbers, sampleSize, seed, hash) };
}

async function unreachable(db: Db, from: number, until: number): Promise<Listed<string>> {
  const { id, createdAt, emails, phones, mergedInto } = customersTable;
  const rows = await db
    .select({ id })
    .from(customersTable)
    .where(
      sql`${createdAt} >= ${from} AND ${createdAt} < ${until} AND ${mergedInto} IS NULL AND ${emails} = '[]'::jsonb AND ${phones} = '[]'::jsonb`,
    )
    .orderBy(id);
  return { count: rows.length, first: rows.slice(0, mostListed).map((row) => row.id) };
}

async function silent(db: Db, before: number): Promise<Listed<string>> {
  const { id, lastContactAt, mergedInto } = customersTable;
  const where = sql`${lastContactAt} < ${before} AND ${mergedInto} IS NULL`;
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(customersTable).where(where);
  const rows = await db
    .select({ id })
    .from(customersTable)
    .where(where)
    .orderBy(lastContactAt)
    .limit(mostListed);
  return { count: row?.count ?? 0, first: rows.map((one) => one.id) };
}

/** Pairs of customers with the same address or number: the one who was there first in front. */
async function duplicates(db: Db): Promise<Listed<readonly [string, string]>> {
  const { rows } = await db.execute<{ first: string; other: string; all: number }>(sql`
    WITH shared AS (
      SELECT t.token, c.id, c.created_at
      FROM ${customersTable} c
      CROSS JOIN LATERAL jsonb_array_elements_text(c.emails || c.phones) AS known(id)
      JOIN ${vaultTokens} t ON t."row" = known.id
      WHERE c.merged_into IS NULL),
    ranked AS (
      SELECT id, first_value(id) OVER (PARTITION BY token ORDER BY created_at, id) AS first FROM shared),
    pairs AS (SELECT DISTINCT first, id AS other FROM ranked WHERE first <> id)
    SELECT first, other, (count(*) OVER ())::int AS all FROM pairs ORDER BY first, other LIMIT ${mostListed}`);
  return { count: Number(rows[0]?.all ?? 0), first: rows.map(({ first, other }) => [first, other] as const) };
}

async function byEntry(db: Db, inSpan: SQL, lacks: SQL): Promise<NonNullable<CheckReport['byEntry']>> {
  return db
    .select({
      by: requestsTable.receivedBy,
      entered: sql<number>`count(*)::int`,
      incomplete: sql<number>`(count(*) FILTER (WHERE ${lacks}))::int`,
    })
    .from(requestsTable)
    .where(inSpan)
    .groupBy(requestsTable.receivedBy)
    .orderBy(requestsTable.receivedBy);
}

async function anomaliesOf(
  db: Db,
  from: number,
  until: number,
  now: number,
): Promise<CheckReport['anomalies']> {
  const { state, reportedAt, endedAt, expectedAt } = anomaliesTable;
  const within = (column: typeof reportedAt | typeof endedAt) =>
    sql`${column} >= ${from} AND ${column} < ${until}`;
  const count = (where: SQL) => sql<number>`(count(*) FILTER (WHERE ${where}))::int`;
  const [row] = await db
    .select({
      reported: count(within(reportedAt)),
      corrected: count(sql`${state} = 'corrected' AND ${within(endedAt)}`),
      declined: count(sql`${state} = 'declined' AND ${within(endedAt)}`),
      standing: count(sql`${endedAt} IS NULL`),
      overdue: count(sql`${endedAt} IS NULL AND ${expectedAt} < ${now}`),
    })
    .from(anomaliesTable);
  return row ?? { reported: 0, corrected: 0, declined: 0, standing: 0, overdue: 0 };
}
