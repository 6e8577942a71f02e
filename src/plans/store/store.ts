import {
  and,
  asc,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  lt,
  lte,
  max,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { incidents } from '../../incidents/tables.ts';
import type { Db } from '../../platform/database/database.ts';
import { insertRows, type Parts } from '../../platform/database/statement.ts';
import { defined, withoutNulls } from '../../platform/defined.ts';
import { pageOf } from '../../platform/page.ts';
import { type CriterionChange, followedUntil, type VerdictEntry, verdictEntry } from '../criteria/follow.ts';
import type { HistorySpan, PlanPage, PlanQuery } from '../http/ports.ts';
import { allCriteria, type Plan } from '../plan.ts';
import { watching } from '../recurrence.ts';
import { type Followed, readFollowed } from './followed-store.ts';
import { documentOf, type Measurement, measurementOf, planOf } from './plan-row.ts';
import { criterionStates, criterionVerdicts, plans } from './tables.ts';

/** The number of the last plan; 0 when there has been none. */
export async function lastPlanNumber(db: Db): Promise<number> {
  const [row] = await db.select({ last: max(plans.number) }).from(plans);
  return row?.last ?? 0;
}

/** The parts of a statement that writes new plans with the measures of their criteria. */
export function addingPlans(drafted: readonly Plan[], now: number): Parts {
  const rows = drafted.map((plan) => ({ number: plan.number, incident: plan.incident, ...columnsOf(plan) }));
  const measured = drafted.flatMap(measurementsOf).map((each) => ({ ...each, updatedAt: now }));
  return { plan: insertRows(plans, rows), criteria: insertRows(criterionStates, measured) };
}

/**
 * Writes a changed plan in the place of version `expectedVersion`; `conflict`, and nothing written, when the
 * plan has moved on since. Measurements of criteria that fell away go with them; verdicts that the change
 * took back are history too.
 */
export async function savePlan(
  tx: Db,
  plan: Plan,
  expectedVersion: number,
  now: number,
): Promise<'saved' | 'conflict'> {
  const ofThisPlan = eq(criterionStates.plan, plan.number);
  const [saved, before] = await Promise.all([
    tx
      .update(plans)
      .set(columnsOf(plan))
      .where(and(eq(plans.number, plan.number), eq(plans.version, expectedVersion)))
      .returning({ number: plans.number }),
    tx.select().from(criterionStates).where(ofThisPlan),
  ]);
  if (saved.length === 0) return 'conflict';
  const criteria = allCriteria(plan);
  const kept = criteria.map(({ id }) => id);
  const verdicts = new Map(before.map(({ criterion, state }) => [criterion, state.verdict]));
  const takenBack = criteria.filter(({ id, state }) => (verdicts.get(id) ?? 'pending') !== state.verdict);
  await Promise.all([
    tx
      .delete(criterionStates)
      .where(kept.length === 0 ? ofThisPlan : and(ofThisPlan, notInArray(criterionStates.criterion, kept))),
    writeMeasurements(tx, measurementsOf(plan), now),
    appendHistory(
      tx,
      takenBack.map((criterion) => ({ ...verdictEntry(criterion, now), plan: plan.number })),
    ),
  ]);
  return 'saved';
}

/** Criteria of one plan that have moved. */
export type PlanProgress = { readonly plan: number; readonly changes: readonly CriterionChange[] };

/** Writes how far the criteria of plans have come, with their history; documents and versions stay. */
export async function recordCriterionStates(
  tx: Db,
  progress: readonly PlanProgress[],
  now: number,
): Promise<void> {
  const measurements = progress.flatMap(({ plan, changes }) =>
    changes.map(({ after }) => ({ ...measurementOf(after), plan })),
  );
  const entries = progress.flatMap(({ plan, changes }) =>
    changes.flatMap(({ history }) => history.map((entry) => ({ ...entry, plan }))),
  );
  await Promise.all([writeMeasurements(tx, measurements, now), appendHistory(tx, entries)]);
}

/** The plan with this number. */
export async function getPlan(db: Db, number: number): Promise<Plan | undefined> {
  const [plan] = await plansWhere(db, eq(plans.number, number));
  return plan;
}

/** The plan that an action, an improvement or a criterion belongs to: `4-2`, `4-m-1`, `4-2-1`, `4-i-1`. */
export async function findPlanByPart(db: Db, id: string): Promise<Plan | undefined> {
  const number = planNumberOf(id);
  if (number === undefined) return undefined;
  const plan = await getPlan(db, number);
  return plan !== undefined && hasPart(plan, id) ? plan : undefined;
}

/**
 * Open plans, and closed ones of which something with a date is still to be done; those that were closed
 * before there were tasks are left in peace.
 */
export function plansToRemindOf(db: Db): Promise<Plan[]> {
  return plansWhere(db, or(isOpen, isLeft));
}

/** The closed ones among them. */
export function closedPlansToRemindOf(db: Db): Promise<Plan[]> {
  return plansWhere(db, and(eq(plans.state, 'closed'), isLeft));
}

const isLeft = sql`(jsonb_path_exists(${plans.document}, '$.tasks') AND (jsonb_path_exists(${plans.document}, '$.improvements[*] ? (@.status != "done" && exists(@.dueAt))')
    OR jsonb_path_exists(${plans.document}, '$.tasks[*] ? (!exists(@.doneAt))')))`;

/** Plans that are not closed, the oldest first. */
export function openPlans(db: Db): Promise<Plan[]> {
  return plansWhere(db, isOpen);
}

/**
 * Open plans, those closed since `closedSince`, and older ones that are not over: a task after the closure is
 * left, or their incident has never been resolved. The oldest first.
 */
export async function plansInSight(db: Db, closedSince: number): Promise<Plan[]> {
  const left = sql`jsonb_path_exists(${plans.document}, '$.tasks[*] ? (!exists(@.doneAt))')`;
  const unresolved = db
    .select({ plan: incidents.plan })
    .from(incidents)
    .where(and(inArray(incidents.state, ['open', 'acknowledged']), isNotNull(incidents.plan)));
  const found = await plansWhere(
    db,
    or(isOpen, gte(plans.closedAt, closedSince), left, inArray(plans.number, unresolved)),
  );
  return withWatched(db, found);
}

const isOpen = inArray(plans.state, ['draft', 'active']);

/** Plans of before do not say which rules asked for them: their incidents do. */
async function withWatched(db: Db, found: readonly Plan[]): Promise<Plan[]> {
  const asked = found.filter(({ watched, incident }) => watched === undefined && incident !== undefined);
  if (asked.length === 0) return [...found];
  const numbers = asked.flatMap(({ incident }) => incident ?? []);
  const rows = await db
    .select({ number: incidents.number, triggers: incidents.triggers })
    .from(incidents)
    .where(inArray(incidents.number, numbers));
  const triggersOf = new Map(rows.map(({ number, triggers }) => [number, triggers]));
  return found.map((plan) => {
    const triggers = plan.watched === undefined ? (triggersOf.get(plan.incident ?? 0) ?? []) : [];
    const stopped = triggers.filter(({ suspended }) => suspended);
    return (stopped.length > 0 ? stopped : triggers).reduce(watching, plan);
  });
}

/** A page of plans, and where the next one begins if there is one. */
export async function listPlans(db: Db, query: PlanQuery): Promise<PlanPage> {
  const found = await plansWhere(
    db,
    and(
      query.state === undefined ? undefined : eq(plans.state, query.state),
      query.agent === undefined ? undefined : eq(plans.agent, query.agent),
      query.before === undefined ? undefined : lt(plans.number, query.before),
      query.among && oneOf(query.among),
    ),
    query.limit + 1,
  );
  const { items, next: nextBefore } = pageOf(found, query.limit, ({ number }) => number);
  return { items, ...defined({ nextBefore }) };
}

function oneOf({ agents, number }: NonNullable<PlanQuery['among']>): SQL | undefined {
  return or(inArray(plans.agent, [...agents]), number === undefined ? undefined : eq(plans.number, number));
}

/** A criterion's history within [from, to], the oldest first, at most `limit` entries. */
export async function verdictHistory(db: Db, criterion: string, span: HistorySpan): Promise<VerdictEntry[]> {
  const rows = await db
    .select()
    .from(criterionVerdicts)
    .where(
      and(
        eq(criterionVerdicts.criterion, criterion),
        span.from === undefined ? undefined : gte(criterionVerdicts.at, span.from),
        span.to === undefined ? undefined : lte(criterionVerdicts.at, span.to),
      ),
    )
    .orderBy(asc(criterionVerdicts.at))
    .limit(span.limit);
  return rows.map(({ plan: _, ...row }) => withoutNulls(row));
}

/** The plan's number that every id of its parts begins with. */
export function planNumberOf(id: string): number | undefined {
  const match = /^([1-9]\d{0,8})-/.exec(id);
  return match === null ? undefined : Number(match[1]);
}

function measurementsOf(plan: Plan): OfPlan<Measurement>[] {
  return allCriteria(plan).map((criterion) => ({ ...measurementOf(criterion), plan: plan.number }));
}

function hasPart(plan: Plan, id: string): boolean {
  const parts = [
    ...plan.actions,
    ...plan.improvements,
    ...allCriteria(plan),
    ...(plan.tasks ?? []),
    ...(plan.risks ?? []),
  ];
  return parts.some((part) => part.id === id);
}

function columnsOf(plan: Plan) {
  const { agent, state, version, createdAt, activatedAt = null, closedAt = null } = plan;
  return { agent, state, version, createdAt, activatedAt, closedAt, document: documentOf(plan) };
}

/** The oldest first; the newest first where only so many are wanted. */
async function plansWhere(db: Db, where: SQL | undefined, limit?: number): Promise<Plan[]> {
  const found = db.select({ number: plans.number, document: plans.document }).from(plans).where(where);
  const [rows, followed] = await Promise.all([
    limit === undefined ? found.orderBy(asc(plans.number)) : found.orderBy(desc(plans.number)).limit(limit),
    readFollowed(db),
  ]);
  if (rows.length === 0) return [];
  const numbers = rows.map(({ number }) => number);
  const measurements = await db.select().from(criterionStates).where(inArray(criterionStates.plan, numbers));
  const byPlan = new Map<number, Measurement[]>(numbers.map((number) => [number, []]));
  for (const measurement of measurements) byPlan.get(measurement.plan)?.push(measurement);
  return rows.map(({ number, document }) =>
    followedPlan(planOf(document, byPlan.get(number) ?? []), followed),
  );
}

function followedPlan(plan: Plan, followed: Followed | undefined): Plan {
  const isFollowed = followed !== undefined && plan.state !== 'closed';
  return isFollowed && !followed.behind.includes(plan.number) ? followedUntil(plan, followed.until) : plan;
}

type OfPlan<T> = T & { readonly plan: number };

async function writeMeasurements(
  tx: Db,
  measurements: readonly OfPlan<Measurement>[],
  now: number,
): Promise<void> {
  if (measurements.length === 0) return;
  const rows = measurements.map((each) => ({ ...each, updatedAt: now }));
  const { criterion, state, value, assessedAt, updatedAt } = criterionStates;
  const renewed = [state, value, assessedAt, updatedAt].map(({ name }) => {
    const column = sql.identifier(name);
    return sql`${column} = excluded.${column}`;
  });
  await tx.execute(sql`${insertRows(criterionStates, rows)}
    ON CONFLICT (${sql.identifier(criterion.name)}) DO UPDATE SET ${sql.join(renewed, sql`, `)}`);
}

/** A replay that ends before its state was written comes to the same entries again: they are kept once. */
async function appendHistory(tx: Db, entries: readonly OfPlan<VerdictEntry>[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.execute(sql`${insertRows(criterionVerdicts, entries)} ON CONFLICT DO NOTHING`);
}
