import { getIncident } from '../../incidents/store.ts';
import { spanOf } from '../../incidents/wrong.ts';
import { wrongInteractions } from '../../metrics/storage/interactions-store.ts';
import { mostCases } from '../../plans/cases/case.ts';
import type { CasePorts } from '../../plans/cases/routes.ts';
import { lastAnswers, replayStandings } from '../../plans/cases/store.ts';
import { replayView } from '../../plans/cases/view.ts';
import { incidentAtWork } from '../../plans/plan.ts';
import { refuse } from '../../plans/refusals.ts';
import { defined } from '../../platform/defined.ts';
import { done } from '../../platform/refusal.ts';
import { noAgent } from '../../rules/ruleset.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';

/** So many wrong interactions are counted beyond what a list takes. */
const mostCounted = 10_000;

/** The reads behind cases: what an incident has left wrong, and how cases were answered. */
export function caseReads(
  { ports: { clock }, opened: { database } }: Ground,
  { thread: { ruleSet } }: Core,
): Pick<CasePorts, 'wrongCases' | 'replayOf'> {
  const { db } = database;
  const { now } = clock;
  return {
    wrongCases: async (plan) => {
      const incident = await getIncident(db, incidentAtWork(plan));
      if (incident === undefined)
        return refuse('no_incident', `Plan ${plan.number} answers no incident: nothing was wrong under it.`);
      const { agent = noAgent } = incident;
      const span = spanOf(incident, ruleSet(), now());
      const wrong = await wrongInteractions(db, { ...span, agent, after: undefined, limit: mostCounted });
      if (wrong.length === 0)
        return refuse('nothing_wrong', `No interaction in error is kept of incident ${incident.number}.`);
      // The text names nobody: the id that the helpdesk knows, and why it was wrong.
      const cases = wrong.slice(0, mostCases).map(({ id, reason }) => ({
        ...{ id, text: reason === null ? id : `${id} · ${reason}` },
        ...defined({ reason: reason ?? undefined }),
      }));
      return done({ cases, left: wrong.length - cases.length });
    },
    replayOf: async (plan, action) => {
      const [standings, answers] = await Promise.all([
        replayStandings(db, [plan.number]),
        lastAnswers(db, action.id),
      ]);
      return replayView(plan, action, standings.get(action.id), answers);
    },
  };
}
