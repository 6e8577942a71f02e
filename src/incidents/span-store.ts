import { and, eq, gt, gte, inArray, lt, or } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { withoutNulls } from '../platform/defined.ts';
import type { BriefIncident, Containable } from './containment.ts';
import type { Incident } from './incident.ts';
import { incidents } from './tables.ts';

/** By whom is not read. */
const stamp = (at: number | null) => (at === null ? null : { at, by: '' });

/** Incidents opened before `until` that are unresolved now, or were opened or resolved since `from`. */
export async function incidentsInSpan(
  db: Db,
  {
    from,
    until,
    agent,
  }: { readonly from: number; readonly until: number; readonly agent?: string | undefined },
): Promise<BriefIncident[]> {
  const rows = await db
    .select({
      number: incidents.number,
      agent: incidents.agent,
      severity: incidents.openedAs,
      state: incidents.state,
      title: incidents.title,
      openedAt: incidents.openedAt,
      acknowledgedAt: incidents.acknowledgedAt,
      resolvedAt: incidents.resolvedAt,
      triggers: incidents.triggers,
      suspensions: incidents.suspensions,
      plan: incidents.plan,
    })
    .from(incidents)
    .where(
      and(
        agent === undefined ? undefined : eq(incidents.agent, agent),
        lt(incidents.openedAt, until),
        or(
          gte(incidents.openedAt, from),
          gte(incidents.resolvedAt, from),
          inArray(incidents.state, ['open', 'acknowledged']),
        ),
      ),
    )
    .orderBy(incidents.number);
  return rows.map(({ openedAt, acknowledgedAt, resolvedAt, ...row }) =>
    withoutNulls({
      ...row,
      opened: { at: openedAt, by: '' },
      acknowledged: stamp(acknowledgedAt),
      resolved: stamp(resolvedAt),
    }),
  );
}

/**
 * Incidents after a number, and those that are named, in their order: what tells when they were contained.
 */
export async function containableIncidents(
  db: Db,
  { after, among }: { readonly after: number; readonly among: readonly number[] },
): Promise<(Containable & Pick<Incident, 'number' | 'agent'>)[]> {
  const { number, agent, openedAt, resolvedAt, triggers, suspensions } = incidents;
  const rows = await db
    .select({ number, agent, openedAt, resolvedAt, triggers, suspensions })
    .from(incidents)
    .where(or(gt(number, after), inArray(number, [...among])))
    .orderBy(number);
  return rows.map(({ openedAt: at, resolvedAt: end, ...row }) =>
    withoutNulls({ ...row, opened: { at, by: '' }, resolved: stamp(end) }),
  );
}
