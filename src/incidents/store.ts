import { and, count, desc, eq, inArray, lt, max, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { insertRows } from '../platform/database/statement.ts';
import { defined, withoutNulls } from '../platform/defined.ts';
import { pageOf } from '../platform/page.ts';
import type { Severity } from '../rules/rule.ts';
import { type Incident, type IncidentState, isUnresolved, type Stamp } from './incident.ts';
import { incidents } from './tables.ts';

const unresolvedStates = ['open', 'acknowledged'] as const satisfies readonly IncidentState[];

/** The number of the last incident; 0 when there has been none. */
export async function lastIncidentNumber(db: Db): Promise<number> {
  const [row] = await db.select({ last: max(incidents.number) }).from(incidents);
  return row?.last ?? 0;
}

/**
 * The statement that keeps new incidents. It fails (unique violation) when a number is taken, or when the
 * rules have opened one on that agent which is unresolved.
 */
export function addingIncidents(opened: readonly Incident[]): SQL {
  return insertRows(
    incidents,
    opened.map((incident) => ({ ...rowOf(incident), openedAs: incident.severity })),
  );
}

/**
 * Keeps an incident that changed. Throws when the stored one is unknown, or further on in its life than this
 * one, which was then decided from a stale state.
 */
export async function saveIncident(tx: Db, incident: Incident): Promise<void> {
  const { number, ...changed } = rowOf(incident);
  const saved = await tx
    .update(incidents)
    .set(changed)
    .where(and(eq(incidents.number, number), inArray(incidents.state, statesUpTo(incident.state))))
    .returning({ number: incidents.number });
  if (saved.length === 0)
    throw new Error(
      `Incident ${number} cannot become ${incident.state}: it is unknown, or further on already.`,
    );
}

/** One incident by its number. */
export async function getIncident(db: Db, number: number | undefined): Promise<Incident | undefined> {
  if (number === undefined) return undefined;
  const [row] = await db.select().from(incidents).where(eq(incidents.number, number));
  return row === undefined ? undefined : incidentOf(row);
}

/** Whether an incident is there and not resolved. */
export async function isIncidentOpen(db: Db, number: number | undefined): Promise<boolean> {
  const incident = await getIncident(db, number);
  return incident !== undefined && isUnresolved(incident);
}

/** Every unresolved incident. */
export async function unresolvedIncidents(db: Db): Promise<Incident[]> {
  const rows = await db.select().from(incidents).where(isUnresolvedRow);
  return rows.map(incidentOf);
}

/** The choice of incidents in a list. */
export type IncidentQuery = {
  readonly agent?: string;
  readonly state?: IncidentState;
  readonly limit: number;
  /** The last number of the page before. */
  readonly cursor?: number;
};

/** A page of incidents, the latest first; `nextCursor` is there when more follow. */
export async function listIncidents(
  db: Db,
  query: IncidentQuery,
): Promise<{ readonly items: readonly Incident[]; readonly nextCursor?: number }> {
  const { agent, state, cursor } = query;
  const rows = await db
    .select()
    .from(incidents)
    .where(
      and(
        agent === undefined ? undefined : eq(incidents.agent, agent),
        state === undefined ? undefined : eq(incidents.state, state),
        cursor === undefined ? undefined : lt(incidents.number, cursor),
      ),
    )
    .orderBy(desc(incidents.number))
    .limit(query.limit + 1);
  const { items, next: nextCursor } = pageOf(rows, query.limit, ({ number }) => number);
  return { items: items.map(incidentOf), ...defined({ nextCursor }) };
}

/** How many incidents an agent has had that opened with this severity, and how many are unresolved. */
export type IncidentCount = {
  /** Empty: of the whole organisation. */
  readonly agent: string;
  readonly severity: Severity;
  readonly total: number;
  readonly unresolved: number;
};

/** Counts that only ever grow (`total`): an incident counts as what it opened as. */
export async function countIncidents(db: Db): Promise<IncidentCount[]> {
  return db
    .select({
      agent: sql<string>`coalesce(${incidents.agent}, '')`,
      severity: incidents.openedAs,
      total: count(),
      unresolved: sql<number>`count(*) filter (where ${isUnresolvedRow})`.mapWith(Number),
    })
    .from(incidents)
    .groupBy(incidents.agent, incidents.openedAs);
}

const isUnresolvedRow = inArray(incidents.state, unresolvedStates);

const stages = ['open', 'acknowledged', 'resolved', 'closed'] as const satisfies readonly IncidentState[];

function statesUpTo(state: IncidentState): IncidentState[] {
  return stages.slice(0, stages.indexOf(state) + 1);
}

function rowOf({ opened, acknowledged, resolved, closed, ...rest }: Incident) {
  return {
    ...rest,
    openedAt: opened.at,
    openedBy: opened.by,
    acknowledgedAt: acknowledged?.at,
    acknowledgedBy: acknowledged?.by,
    resolvedAt: resolved?.at,
    resolvedBy: resolved?.by,
    closedAt: closed?.at,
    closedBy: closed?.by,
  };
}

function incidentOf(row: typeof incidents.$inferSelect): Incident {
  const { openedAs: _, openedAt, openedBy, acknowledgedAt, acknowledgedBy, ...stored } = row;
  const { resolvedAt, resolvedBy, closedAt, closedBy, ...rest } = stored;
  return withoutNulls({
    ...rest,
    opened: { at: openedAt, by: openedBy },
    acknowledged: stampOf(acknowledgedAt, acknowledgedBy),
    resolved: stampOf(resolvedAt, resolvedBy),
    closed: stampOf(closedAt, closedBy),
  });
}

function stampOf(at: number | null, by: string | null): Stamp | null {
  return at === null || by === null ? null : { at, by };
}
