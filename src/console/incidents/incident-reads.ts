import type { Incident } from '../../incidents/incident.ts';
import { getIncident, type IncidentQuery, listIncidents } from '../../incidents/store.ts';
import type { Plan } from '../../plans/plan.ts';
import type { Db } from '../../platform/database/database.ts';
import { readRegister } from '../../register/store.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { IncidentView } from './incident-view.ts';

/** An incident with everything that its page and its exports are made of. */
export type IncidentSources = Pick<IncidentView, 'incident' | 'plan' | 'entries' | 'set' | 'now'>;

/** Incidents as pages show them. */
export type IncidentReads = {
  readonly incidents: (query: IncidentQuery) => ReturnType<typeof listIncidents>;
  /** An agent's latest incidents. */
  readonly incidentsOf: (agent: string) => Promise<readonly Incident[]>;
  readonly incidentSources: (number: number) => Promise<IncidentSources | undefined>;
};

const mostEntries = 1_000;

/** Reads from the database; the incident's plan comes as it is followed. */
export function createIncidentReads(
  db: Db,
  around: {
    readonly now: () => number;
    readonly ruleSet: () => RuleSet;
    readonly plan: (number: number) => Promise<Plan | undefined>;
  },
): IncidentReads {
  return {
    incidents: (query) => listIncidents(db, query),
    incidentsOf: async (agent) => (await listIncidents(db, { agent, limit: 20 })).items,
    incidentSources: async (number) => {
      const [incident, entries] = await Promise.all([
        getIncident(db, number),
        readRegister(db, { incident: number, limit: mostEntries }),
      ]);
      if (incident === undefined) return undefined;
      const plan = incident.plan === undefined ? undefined : await around.plan(incident.plan);
      return { incident, plan, entries, set: around.ruleSet(), now: around.now() };
    },
  };
}
