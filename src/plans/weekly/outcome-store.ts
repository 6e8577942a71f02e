import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { withoutNulls } from '../../platform/defined.ts';
import { register } from '../../register/tables.ts';
import {
  newLedger,
  type Outcome,
  type OutcomeEntry,
  type OutcomeKind,
  outcomeKinds,
  takeOutcome,
} from './outcomes.ts';
import type { Span } from './week.ts';

/** Written out, as in the index `register_outcomes`: of a parameter the database could not know. */
const kinds = sql.raw(outcomeKinds.map((kind) => `'${kind}'`).join(', '));
const isOutcome = sql`${register.kind} IN (${kinds})`;

/** Entries behind `after` that tell of outcomes, in their order, and how far was read. */
export async function outcomeEntriesAfter(db: Db, after: number): Promise<OutcomeEntry[]> {
  return entries(db, sql`${register.seq} > ${after}`);
}

/** The outcomes of plans within a span. Their earlier entries are read too: they tell of attempts. */
export async function outcomesWithin(db: Db, { from, until }: Span): Promise<Outcome[]> {
  const plans = sql`SELECT DISTINCT plan FROM ${register}
    WHERE ${isOutcome} AND at >= ${from} AND at < ${until} AND kind IN ('planReopened', 'actionVerified', 'actionRegressed')`;
  const found = await entries(db, sql`${register.plan} IN (${plans}) AND ${register.at} < ${until}`);
  const ledger = newLedger();
  return found.flatMap((entry) => takeOutcome(ledger, entry) ?? []).filter(({ at }) => from <= at);
}

type Row = {
  readonly seq: number;
  readonly kind: OutcomeKind;
  readonly at: number;
  readonly agent: string | null;
  readonly plan: number | null;
  readonly action: string | null;
  readonly to: string | null;
};

async function entries(db: Db, which: SQL): Promise<OutcomeEntry[]> {
  const { rows } = await db.execute<Row>(sql`
    SELECT seq, kind, at, agent, plan, data->>'action' AS action, data->>'to' AS "to"
    FROM ${register} WHERE ${isOutcome} AND ${which} ORDER BY seq`);
  return rows.map(({ seq, at, plan, ...row }) => ({
    ...withoutNulls(row),
    seq: Number(seq),
    at: Number(at),
    plan: Number(plan),
  }));
}
