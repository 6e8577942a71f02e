import { readDossier } from '../../incidents/dossier/store.ts';
import { getIncident } from '../../incidents/store.ts';
import { listNotices } from '../../notices/store.ts';
import { followUpsAfterClosure } from '../../plans/commands/followups.ts';
import type { DocumentSources } from '../../plans/documents/scribe.ts';
import type { PlanQuery } from '../../plans/http/ports.ts';
import { incidentAtWork, type Plan } from '../../plans/plan.ts';
import { lastLook } from '../../plans/review.ts';
import { documentSources, setAtOpening } from '../../plans/store/document-store.ts';
import { verdictsOfPlan } from '../../plans/store/learn-store.ts';
import { getPlan, listPlans } from '../../plans/store/store.ts';
import type { Db } from '../../platform/database/database.ts';
import { readRegister } from '../../register/store.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import { findIncident, findPlan, type Memory, stateOf } from '../../thread/evaluator/memory.ts';
import type { PlanSources } from './plan-view.ts';

/** Plans and what their pages are made of. */
export type PlanReads = ReturnType<typeof createPlanReads>;

/** More than this of what was told stands in the API alone. */
const mostTold = 50;

/** A plan that changed more often between two reviews shows its first changes. */
const mostEntries = 500;

/**
 * How each criterion came to its verdict, what people were told, and what the register says since the last
 * review.
 */
type Past = Pick<PlanSources, 'history' | 'told' | 'entries'>;

/** Histories of criteria are drawn as strips: a few seconds late is soon enough. */
const historyFreshMs = 5_000;
const historyKeptMs = 60_000;

type PlaceOfPlans = {
  readonly db: Db;
  readonly now: () => number;
  readonly read: () => Promise<Memory>;
  readonly ruleSet: () => RuleSet;
  readonly issueSites: PlanSources['issueSites'];
  readonly maxBytes: number;
};

/** Reads from the evaluator's memory, and the histories from the database. */
export function createPlanReads({ db, now, read, ruleSet, issueSites, maxBytes }: PlaceOfPlans) {
  const histories = new Map<number, { readonly at: number; readonly past: Promise<Past> }>();

  const pastOf = (plan: Plan): Promise<Past> => {
    const known = histories.get(plan.number);
    if (known && now() - known.at < historyFreshMs) return known.past;
    for (const [old, { at }] of histories) if (now() - at > historyKeptMs) histories.delete(old);
    const past = readPast(db, plan);
    histories.set(plan.number, { at: now(), past });
    past.catch(() => histories.delete(plan.number));
    return past;
  };

  return {
    plans: (query: PlanQuery) => listPlans(db, query),
    /** A plan as it stands: measured a moment ago where it is followed, else as it is stored. */
    plan: async (number: number) => findPlan(await read(), number) ?? getPlan(db, number),
    planSources: async (plan: Plan): Promise<PlanSources> => {
      const set = ruleSet();
      const closed = plan.state === 'closed';
      const then = closed ? await setAtOpening(db, plan, await getIncident(db, plan.incident)) : undefined;
      const past = await pastOf(plan);
      const dossier = await readDossier(db, { plan: plan.number });
      const followUps = closed && !plan.tasks ? followUpsAfterClosure(plan.agent, then, set) : [];
      const memory = await read();
      const isIncidentOpen = findIncident(memory, incidentAtWork(plan)) !== undefined;
      const { replays } = stateOf(memory, plan.agent ?? noAgent);
      return {
        ...{ plan, set, now: now(), ...past, followUps, isIncidentOpen, issueSites },
        ...{ dossier, maxBytes, replays },
      };
    },
    /** Everything that a plan's document is written from. */
    documentSources: (plan: Plan): Promise<DocumentSources> => documentSources(db, ruleSet(), now(), plan),
  };
}

async function readPast(db: Db, plan: Plan): Promise<Past> {
  const { number, incident } = plan;
  const [history, told, entries] = await Promise.all([
    verdictsOfPlan(db, number),
    listNotices(db, { plan: number, limit: mostTold }),
    readRegister(db, { plan: number, incident, from: lastLook(plan), limit: mostEntries }),
  ]);
  return { history, told, entries };
}
