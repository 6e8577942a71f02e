import { and, asc, eq, gt, gte, lt, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { inPieces } from '../../platform/in-turns.ts';
import { everyFact, failedFact } from '../interaction.ts';
import { interactionsTable, reasonsTable } from './tables.ts';

/** Rows of one statement. More would keep everything else waiting while it is put together. */
const mostOfStatement = 1_000;

/** An interaction as it is noted: when it was, and what of it was counted (interaction.ts). */
export type CountedInteraction = Readonly<typeof interactionsTable.$inferSelect>;

/** Those of these interactions that have been counted already, by `interactionKey`. */
export async function countedInteractions(
  db: Db,
  wanted: readonly { readonly agent: string; readonly id: string }[],
): Promise<ReadonlyMap<string, CountedInteraction>> {
  const counted = new Map<string, CountedInteraction>();
  for (const piece of inPieces(wanted, mostOfStatement)) {
    const { rows } = await db.execute<CountedInteraction>(sql`
      SELECT i.agent, i.id, i.at, i.facts, i.reason FROM ${interactionsTable} i
      JOIN unnest(${sql.param(piece.map((one) => one.agent))}::text[], ${sql.param(piece.map((one) => one.id))}::text[])
        AS wanted(agent, id) ON i.agent = wanted.agent AND i.id = wanted.id`);
    for (const row of rows) counted.set(interactionKey(row), { ...row, at: Number(row.at) });
  }
  return counted;
}

/** One text for agent and id. JSON keeps the two apart whatever they hold. */
export function interactionKey(interaction: { readonly agent: string; readonly id: string }): string {
  return JSON.stringify([interaction.agent, interaction.id]);
}

/** Notes interactions as counted, each once, or more facts of them. */
export async function writeInteractions(tx: Db, counted: readonly CountedInteraction[]): Promise<void> {
  for (const piece of inPieces(counted, mostOfStatement))
    await tx.execute(sql`
      INSERT INTO ${interactionsTable} AS kept (agent, id, at, facts, reason)
      SELECT * FROM unnest(${sql.param(piece.map((one) => one.agent))}::text[],
        ${sql.param(piece.map((one) => one.id))}::text[], ${sql.param(piece.map((one) => one.at))}::bigint[],
        ${sql.param(piece.map((one) => one.facts))}::int[], ${sql.param(piece.map((one) => one.reason))}::text[])
      ON CONFLICT (agent, id) DO UPDATE
      SET facts = kept.facts | excluded.facts, reason = COALESCE(kept.reason, excluded.reason)`);
}

/** Wrong interactions of an agent in [from, until), the oldest first, after the one named. */
export async function wrongInteractions(
  db: Db,
  asked: {
    readonly agent: string;
    readonly from: number;
    readonly until: number;
    readonly after?: { readonly at: number; readonly id: string } | undefined;
    readonly limit: number;
  },
): Promise<readonly { readonly id: string; readonly at: number; readonly reason: string | null }[]> {
  const { agent, from, until, after, limit } = asked;
  const { id, at, facts, reason } = interactionsTable;
  return db
    .select({ id, at, reason })
    .from(interactionsTable)
    .where(
      and(
        eq(interactionsTable.agent, agent),
        // From where the page before ended: the index leads there.
        gte(at, after?.at ?? from),
        lt(at, until),
        gt(facts, everyFact),
        sql`(${facts} & ${failedFact}) <> 0`,
        after && sql`(${at}, ${id}) > (${after.at}::bigint, ${after.id}::text)`,
      ),
    )
    .orderBy(asc(at), asc(id))
    .limit(limit);
}

/** How often a reason was given in a cell. */
export type ReasonCount = Readonly<typeof reasonsTable.$inferSelect>;

/** Adds reason counts: part of the transaction that notes their interactions, so that each counts once. */
export async function addReasons(tx: Db, counts: readonly ReasonCount[]): Promise<void> {
  for (const piece of inPieces(counts, mostOfStatement))
    await tx.execute(sql`
      INSERT INTO ${reasonsTable} AS kept (agent, start, reason, count)
      SELECT * FROM unnest(${sql.param(piece.map((one) => one.agent))}::text[],
        ${sql.param(piece.map((one) => one.start))}::bigint[], ${sql.param(piece.map((one) => one.reason))}::text[],
        ${sql.param(piece.map((one) => one.count))}::int[])
      ON CONFLICT (agent, start, reason) DO UPDATE SET count = kept.count + excluded.count`);
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
