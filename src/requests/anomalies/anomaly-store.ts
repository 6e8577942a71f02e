import { and, desc, eq, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import type { Anomaly, AnomalyAbout, AnomalyKind, AnomalyLife } from './anomaly.ts';
import { anomaliesTable } from './tables.ts';

/** A page of anomalies, the latest first: those before the number `before`. */
export type AnomalyQuery = {
  readonly state?: 'standing' | 'over' | undefined;
  readonly kind?: AnomalyKind | undefined;
  readonly customer?: string | undefined;
  readonly request?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
};

/** The next number, which nobody else is given. */
export async function takeAnomalyNumbers(tx: Db, count: number): Promise<readonly number[]> {
  const { rows } = await tx.execute<{ number: number }>(
    sql`SELECT nextval('anomaly_numbers')::int AS number FROM generate_series(1, ${count}::int)`,
  );
  return rows.map(({ number }) => Number(number));
}

/** Keeps an anomaly that is new; `undefined` where the same one of the same reporter stands already. */
export async function addAnomaly(tx: Db, anomaly: Anomaly): Promise<Anomaly | undefined> {
  const added = await tx
    .insert(anomaliesTable)
    .values(rowOf(anomaly))
    .onConflictDoNothing()
    .returning({ number: anomaliesTable.number });
  return added.length === 0 ? undefined : anomaly;
}

/** The one of the same reporter that stands in its way. */
export async function sameStanding(db: Db, anomaly: Anomaly): Promise<Anomaly | undefined> {
  const { kind, customer, request, otherCustomer, otherRequest, field, reportedBy } = rowOf(anomaly);
  const same = (
    column: SQL | (typeof anomaliesTable)[keyof typeof anomaliesTable.$inferSelect],
    value: unknown,
  ) => sql`${column} IS NOT DISTINCT FROM ${value}`;
  const [row] = await db
    .select()
    .from(anomaliesTable)
    .where(
      and(
        eq(anomaliesTable.kind, kind),
        eq(anomaliesTable.reportedBy, reportedBy),
        isNull(anomaliesTable.endedAt),
        same(anomaliesTable.customer, customer),
        same(anomaliesTable.request, request),
        same(anomaliesTable.otherCustomer, otherCustomer),
        same(anomaliesTable.otherRequest, otherRequest),
        same(anomaliesTable.field, field),
      ),
    );
  return row && anomalyOf(row);
}

/** Keeps an anomaly as it is after a command. */
export async function saveAnomaly(tx: Db, anomaly: Anomaly): Promise<void> {
  const { number, ...changed } = rowOf(anomaly);
  await tx.update(anomaliesTable).set(changed).where(eq(anomaliesTable.number, number));
}

/** One anomaly, locked until the transaction ends where that is asked for. */
export async function getAnomaly(db: Db, number: number, lock?: 'locked'): Promise<Anomaly | undefined> {
  const asked = db.select().from(anomaliesTable).where(eq(anomaliesTable.number, number));
  const [row] = await (lock === undefined ? asked : asked.for('update'));
  return row && anomalyOf(row);
}

/** A page of anomalies. */
export async function listAnomalies(db: Db, query: AnomalyQuery): Promise<Anomaly[]> {
  const { number, endedAt } = anomaliesTable;
  const { state, kind, customer, request, before, limit } = query;
  const rows = await db
    .select()
    .from(anomaliesTable)
    .where(
      and(
        state === undefined ? undefined : state === 'standing' ? isNull(endedAt) : isNotNull(endedAt),
        kind === undefined ? undefined : eq(anomaliesTable.kind, kind),
        customer === undefined ? undefined : eq(anomaliesTable.customer, customer),
        request === undefined ? undefined : eq(anomaliesTable.request, request),
        before === undefined ? undefined : lt(number, before),
      ),
    )
    .orderBy(desc(number))
    .limit(limit);
  return rows.map(anomalyOf);
}

/** How many anomalies stand, by kind, and how many of them are late at `now`. */
export async function standingAnomalies(
  db: Db,
  now: number,
): Promise<readonly { readonly kind: AnomalyKind; readonly standing: number; readonly overdue: number }[]> {
  return db
    .select({
      kind: anomaliesTable.kind,
      standing: sql<number>`count(*)::int`,
      overdue: sql<number>`count(*) FILTER (WHERE ${anomaliesTable.expectedAt} < ${now})::int`,
    })
    .from(anomaliesTable)
    .where(isNull(anomaliesTable.endedAt))
    .groupBy(anomaliesTable.kind);
}

type Row = typeof anomaliesTable.$inferSelect;

function rowOf({ about, other, life, reported, ...rest }: Anomaly): Row {
  const acknowledged = 'acknowledged' in life ? life.acknowledged : undefined;
  const ended = 'ended' in life ? life.ended : undefined;
  return {
    ...{ number: rest.number, version: rest.version, kind: rest.kind, expectedAt: rest.expectedAt },
    state: life.state,
    customer: customerIn(about),
    request: requestIn(about),
    otherCustomer: other === undefined ? null : customerIn(other),
    otherRequest: other === undefined ? null : requestIn(other),
    field: rest.field ?? null,
    note: rest.note ?? null,
    reportedAt: reported.at,
    reportedBy: reported.by,
    reporter: rest.reporter ?? null,
    acknowledgedAt: acknowledged?.at ?? null,
    acknowledgedBy: acknowledged?.by ?? null,
    endedAt: ended?.at ?? null,
    endedBy: ended?.by ?? null,
    answer: rest.answer ?? null,
    toldAt: rest.toldAt ?? null,
  };
}

function customerIn(about: AnomalyAbout): string | null {
  return 'customer' in about ? about.customer : null;
}

function requestIn(about: AnomalyAbout): number | null {
  return 'request' in about ? about.request : null;
}

function aboutOf(customer: string | null, request: number | null): AnomalyAbout | undefined {
  if (customer !== null) return { customer };
  return request === null ? undefined : { request };
}

function anomalyOf(row: Row): Anomaly {
  const about = aboutOf(row.customer, row.request);
  if (about === undefined) throw new Error(`Anomaly ${row.number} is about nothing.`);
  return defined({
    ...{ number: row.number, version: row.version, kind: row.kind, about, expectedAt: row.expectedAt },
    other: aboutOf(row.otherCustomer, row.otherRequest),
    field: row.field ?? undefined,
    note: row.note ?? undefined,
    reported: { at: row.reportedAt, by: row.reportedBy },
    reporter: row.reporter ?? undefined,
    answer: row.answer ?? undefined,
    toldAt: row.toldAt ?? undefined,
    life: lifeOf(row),
  });
}

function lifeOf({ state, acknowledgedAt, acknowledgedBy, endedAt, endedBy }: Row): AnomalyLife {
  const acknowledged = acknowledgedAt === null ? undefined : { at: acknowledgedAt, by: acknowledgedBy ?? '' };
  if (state === 'reported') return { state };
  if (state === 'acknowledged') return { state, acknowledged: acknowledged ?? { at: 0, by: '' } };
  return defined({ state, acknowledged, ended: { at: endedAt ?? 0, by: endedBy ?? '' } });
}
