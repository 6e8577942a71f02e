import { readDossier } from '../../incidents/dossier/store.ts';
import type { Incident } from '../../incidents/incident.ts';
import { getIncident, isIncidentOpen } from '../../incidents/store.ts';
import type { Db } from '../../platform/database/database.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { ruleSetByHash } from '../../rules/sets/store.ts';
import type { DocumentSources } from '../documents/scribe.ts';
import { incidentAtWork, type Plan } from '../plan.ts';

/** Everything that a plan's document is written from. */
export async function documentSources(
  db: Db,
  ruleSet: RuleSet,
  now: number,
  plan: Plan,
): Promise<DocumentSources> {
  const incident = await getIncident(db, plan.incident);
  return {
    incident,
    ruleSet,
    ruleSetThen: await setAtOpening(db, plan, incident),
    people: ruleSet.people,
    now,
    isIncidentOpen: await isIncidentOpen(db, incidentAtWork(plan)),
    dossier: await readDossier(db, { plan: plan.number }),
  };
}

/** The rule set that was in force when a plan began, with its incident or without, where it is at hand. */
export async function setAtOpening(
  db: Db,
  plan: Pick<Plan, 'ruleSet'>,
  incident: Pick<Incident, 'ruleSet'> | undefined,
): Promise<RuleSet | undefined> {
  const hash = incident?.ruleSet ?? plan.ruleSet;
  return hash === undefined ? undefined : ruleSetByHash(db, hash);
}
