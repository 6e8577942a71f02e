import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { interactionsTable, reasonsTable } from './tables.ts';

/** Which of these interaction ids have been counted already. */
export async function countedInteractions(
  db: Db,
  wanted: readonly { readonly agent: string; readonly id: string }[],
): Promise<ReadonlySet<string>> {
  if (wanted.length === 0) return new Set();
  const rows = await db.execute<{ agent: string; id: string }>(sql`
    SELECT i.agent, i.id FROM ${interactionsTable} i
    JOIN unnest(${sql.param(wanted.map((one) => one.agent))}::text[], ${sql.param(wanted.map((one) => one.id))}::text[])
      AS wanted(agent, id) ON i.agent = wanted.agent AND i.id = wanted.id`);
  return new Set(rows.rows.map((row) => interactionKey(row)));
}

/** One text for agent and id. JSON keeps the two apart whatever they hold. */
export function interactionKey(interaction: { readonly agent: string; readonly id: string }): string {
  return JSON.stringify([interaction.agent, interaction.id]);
}

/** Notes interactions as counted. */
export async function writeInteractions(
  tx: Db,
  counted: readonly { readonly agent: string; readonly id: string; readonly at: number }[],
): Promise<void> {
  if (counted.length === 0) return;
  await tx.execute(sql`
    INSERT INTO ${interactionsTable} (agent, id, at)
    SELECT * FROM unnest(${sql.param(counted.map((one) => one.agent))}::text[],
      ${sql.param(counted.map((one) => one.id))}::text[], ${sql.param(counted.map((one) => one.at))}::bigint[])
    ON CONFLICT DO NOTHING`);
}

/** How often a reason was given in a cell. */
export type ReasonCount = Readonly<typeof reasonsTable.$inferSelect>;

/** Adds reason counts: part of the transaction that notes their interactions, so that each counts once. */
export async function addReasons(tx: Db, counts: readonly ReasonCount[]): Promise<void> {
  if (counts.length === 0) return;
  await tx
    .insert(reasonsTable)
    .values([...counts])
    .onConflictDoUpdate({
      target: [reasonsTable.agent, reasonsTable.start, reasonsTable.reason],
      set: { count: sql`${reasonsTable.count} + excluded.count` },
    });
}

/** The reasons of an agent's errors in [from, until), most frequent first. */
export async function readReasons(
  db: Db,
  agent: string,
  from: number,
  until: number,
): Promise<{ readonly reason: string; readonly count: number }[]> {
  const total = sql<number>`sum(${reasonsTable.count})::int`;
  return db
    .select({ reason: reasonsTable.reason, count: total })
    .from(reasonsTable)
    .where(and(eq(reasonsTable.agent, agent), gte(reasonsTable.start, from), lt(reasonsTable.start, until)))
    .groupBy(reasonsTable.reason)
    .orderBy(sql`${total} DESC`, asc(reasonsTable.reason));
}
