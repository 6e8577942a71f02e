import type { Dossier } from '../../incidents/dossier/exhibit.ts';
import { readDossier } from '../../incidents/dossier/store.ts';
import { type Incident, type Trigger, worstOf } from '../../incidents/incident.ts';
import { getIncident, type IncidentQuery, listIncidents } from '../../incidents/store.ts';
import { interactionLink, keptFrom, spanOf, type WrongInteraction } from '../../incidents/wrong.ts';
import { wrongInteractions } from '../../metrics/storage/interactions-store.ts';
import type { Plan } from '../../plans/plan.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { pageOf } from '../../platform/page.ts';
import type { RegisterEntry } from '../../register/chain.ts';
import { readRegister } from '../../register/store.ts';
import { alertOf } from '../../rules/engine/engine.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import type { Memory } from '../../thread/evaluator/memory.ts';

/** Incidents as pages show them. */
export type IncidentReads = ReturnType<typeof createIncidentReads>;

/** An incident with everything that its page and its exports are made of. */
export type IncidentSources = {
  readonly incident: Incident;
  readonly plan: Plan | undefined;
  readonly entries: readonly RegisterEntry[];
  /** Evidence and comments on the incident, on its plan and on parts of that. */
  readonly dossier: Dossier;
  /** The worst value of a trigger that is known. */
  readonly worst: (trigger: Trigger) => number | undefined;
  readonly set: RuleSet;
  readonly now: number;
};

/** Wrong interactions with their addresses at the helpdesk. */
export type WrongView = {
  readonly items: readonly (WrongInteraction & { readonly url?: string })[];
  /** After which one the next page begins. */
  readonly next?: WrongInteraction;
  /** Ids from before are no longer kept. */
  readonly keptFrom?: number;
};

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
    /** A page of the interactions that were wrong while an incident lasted, the oldest first. */
    wrong: async (
      { incident, set, now }: Pick<IncidentSources, 'incident' | 'set' | 'now'>,
      limit: number,
      after?: WrongInteraction,
    ): Promise<WrongView> => {
      const { agent = noAgent } = incident;
      const span = spanOf(incident, set, now);
      const found = await wrongInteractions(db, { ...span, agent, after, limit: limit + 1 });
      const { items, next } = pageOf(found, limit, (last) => last);
      const linked = items.map((one) => ({
        ...one,
        ...defined({ url: interactionLink(set, agent, one.id) }),
      }));
      return { items: linked, ...defined({ next, keptFrom: keptFrom(span, now) }) };
    },
    /** The entries of the register come the oldest first. */
    incidentSources: async (number: number): Promise<IncidentSources | undefined> => {
      const [incident, entries, dossier, { engine }] = await Promise.all([
        getIncident(db, number),
        readRegister(db, { incident: number, limit: mostEntries }),
        readDossier(db, { incident: number }),
        around.read(),
      ]);
      if (incident === undefined) return undefined;
      const plan = incident.plan === undefined ? undefined : await around.plan(incident.plan);
      const worst = (trigger: Trigger) =>
        worstOf(trigger, alertOf(engine, incident.agent ?? noAgent, trigger.rule));
      return { incident, plan, entries, dossier, worst, set: around.ruleSet(), now: around.now() };
    },
  };
}
