import { type Trigger, worstOf } from '../../incidents/incident.ts';
import { getIncident, type IncidentQuery, listIncidents } from '../../incidents/store.ts';
import type { Plan } from '../../plans/plan.ts';
import type { Db } from '../../platform/database/database.ts';
import { readRegister } from '../../register/store.ts';
import { alertOf } from '../../rules/engine/engine.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Memory } from '../../thread/evaluator/memory.ts';

/** Incidents as pages show them. */
export type IncidentReads = ReturnType<typeof createIncidentReads>;

/** An incident with everything that its page and its exports are made of. */
export type IncidentSources = NonNullable<Awaited<ReturnType<IncidentReads['incidentSources']>>>;

const mostEntries = 1_000;

/** Reads from the database; the incident's plan comes as it is followed. */
export function createIncidentReads(
  db: Db,
  around: {
    readonly now: () => number;
    readonly ruleSet: () => RuleSet;
    readonly plan: (number: number) => Promise<Plan | undefined>;
    readonly read: () => Promise<Pick<Memory, 'engine'>>;
  },
) {
  return {
    incidents: (query: IncidentQuery) => listIncidents(db, query),
    /** An agent's latest incidents. */
    incidentsOf: async (agent: string) => (await listIncidents(db, { agent, limit: 20 })).items,
    /** The entries of the register come the oldest first. */
    incidentSources: async (number: number) => {
      const [incident, entries, { engine }] = await Promise.all([
        getIncident(db, number),
        readRegister(db, { incident: number, limit: mostEntries }),
        around.read(),
      ]);
      if (incident === undefined) return undefined;
      const plan = incident.plan === undefined ? undefined : await around.plan(incident.plan);
      const worst = (trigger: Trigger) => worstOf(trigger, alertOf(engine, incident.agent, trigger.rule));
      return { incident, plan, entries, worst, set: around.ruleSet(), now: around.now() };
    },
  };
}
