import { asc, isNotNull } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { withoutNulls } from '../../platform/defined.ts';
import type { Incident } from '../incident.ts';
import { incidents } from '../tables.ts';

/** The part of an incident that its clocks are about. */
export type ClassifiedIncident = Pick<Incident, 'number' | 'agent' | 'plan' | 'state' | 'title' | 'classes'>;

/**
 * Every incident that was ever given a class, the oldest first: a clock goes on whatever the incident's
 * state. There are few, each found by an index of its own.
 */
export async function classifiedIncidents(db: Db): Promise<ClassifiedIncident[]> {
  const { number, agent, plan, state, title, classes } = incidents;
  const rows = await db
    .select({ number, agent, plan, state, title, classes })
    .from(incidents)
    .where(isNotNull(classes))
    .orderBy(asc(number));
  return rows.map((row) => withoutNulls(row));
}
