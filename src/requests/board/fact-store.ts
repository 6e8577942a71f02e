import { asc, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { insertRows, type Parts } from '../../platform/database/statement.ts';
import { type BoardFact, type Measure, measures, standings } from './facts.ts';
import type { Period, Step, Sum, Sums } from './figures.ts';
import type { KeptFact } from './samples.ts';
import { requestDaysTable as days, requestFactsTable as facts } from './tables.ts';

/** The part of a statement that adds facts; none where there are none. */
export function addingFacts(wanted: readonly BoardFact[]): Parts {
  return wanted.length === 0 ? {} : { board_facts: insertRows(facts, [...wanted]) };
}

/** The oldest facts that are not in the sums yet. */
export async function waitingFacts(db: Db, limit: number): Promise<KeptFact[]> {
  return db.select().from(facts).orderBy(asc(facts.id)).limit(limit);
}

/** Moves facts into the sums of their days, in one statement: what has left already is not added again. */
export async function settleFacts(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const asked = sql`ARRAY(SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::bigint)`;
  // The order is the same for whoever else adds, so that nobody waits for somebody who waits for him.
  await db.execute(sql`
    WITH taken AS (DELETE FROM ${facts} WHERE id = ANY(${asked}) RETURNING measure, day, value, weight)
    INSERT INTO ${days} (measure, day, value, weight)
    SELECT measure, day, sum(value), sum(weight) FROM taken GROUP BY measure, day ORDER BY measure, day
    ON CONFLICT (measure, day) DO UPDATE
    SET value = ${days}.value + excluded.value, weight = ${days}.weight + excluded.weight`);
}

type Row = {
  readonly measure: Measure;
  readonly from: string;
  readonly value: number;
  readonly weight: number;
};

/** The sums of the periods that lie in these days, by the first day of each; empty periods are left out. */
export async function sumsOf(db: Db, { from, to }: Period, step: Step): Promise<ReadonlyMap<string, Sums>> {
  const counted = measures.filter((measure) => !isStanding(measure));
  const inside = sql`measure IN ${counted} AND day BETWEEN ${from}::date AND ${to}::date`;
  const { rows } = await db.execute<Row>(sql`
    SELECT measure, date_trunc(${step}, day::timestamp)::date::text AS "from", sum(value) AS value, sum(weight) AS weight
    FROM (
      SELECT measure, day, value, weight FROM ${days} WHERE ${inside}
      UNION ALL
      SELECT measure, day, value, weight FROM ${facts} WHERE ${inside}
    ) AS all_of_them
    GROUP BY 1, 2`);
  const found = new Map<string, Partial<Record<Measure, Sum>>>();
  for (const row of rows) {
    const sums = found.get(row.from) ?? {};
    sums[row.measure] = { value: Number(row.value), weight: Number(row.weight) };
    found.set(row.from, sums);
  }
  return found;
}

/** How many requests stand now. */
export type StandingCounts = Readonly<Record<(typeof standings)[number], number>>;

/** How many requests are open, not answered, or wait, by all that has happened. */
export async function standingCounts(db: Db): Promise<StandingCounts> {
  const { rows } = await db.execute<Pick<Row, 'measure' | 'value'>>(sql`
    SELECT measure, sum(value) AS value
    FROM (
      SELECT measure, value FROM ${days} WHERE measure IN ${[...standings]}
      UNION ALL
      SELECT measure, value FROM ${facts} WHERE measure IN ${[...standings]}
    ) AS all_of_them
    GROUP BY measure`);
  const of = (measure: Measure) =>
    Math.max(0, Math.round(Number(rows.find((row) => row.measure === measure)?.value ?? 0)));
  return {
    open: of('open'),
    unanswered: of('unanswered'),
    waiting_us: of('waiting_us'),
    waiting_customer: of('waiting_customer'),
  };
}

function isStanding(measure: Measure): boolean {
  return standings.some((standing) => standing === measure);
}
