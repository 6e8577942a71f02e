import type { Incident } from '../../incidents/incident.ts';
import { mainTrigger } from '../../plans/drafting/context.ts';
import { completeContext, withEvidence } from '../../plans/drafting/enrich.ts';
import type { Plan } from '../../plans/plan.ts';
import { engineActor } from '../../platform/actor.ts';
import type { Change, PlanMove } from '../change.ts';
import type { EvidenceGathered } from '../events.ts';
import { planOf, type World } from '../world.ts';
import { planEntry } from './entries.ts';

/** The main trigger of an incident of which nothing has been found out yet. */
export function unexplainedTrigger(incident: Incident) {
  const trigger = mainTrigger(incident);
  if (trigger === undefined) return undefined;
  // An alert's evidence is not that of the trip which joins it later: then what was seen at the trip counts.
  const isThere = incident.evidence !== undefined && incident.evidence.at >= trigger.firedAt;
  return isThere ? undefined : trigger;
}

/**
 * The incident keeps its evidence, and its plan says what follows from it. Nothing is kept when another
 * trigger has become the main one meanwhile: that one's evidence is still to come.
 */
export function decideEvidence(
  world: World,
  { incident: number, evidence }: EvidenceGathered,
  now: number,
): Change {
  const { agent } = world;
  const before = world.incidents.get(number);
  if (before === undefined || unexplainedTrigger(before)?.firedAt !== evidence.at) return { agent };
  const after: Incident = { ...before, evidence };
  const plan = planOf(world, before);
  const completed = plan && withFindings(world, plan, after, now);
  const data = {
    movedFirst: evidence.movedFirst.map(({ metric, leadMs }) => ({ metric, leadMs })),
    reasons: evidence.reasons.map(({ reason, count }) => ({ reason, count })),
  };
  return {
    agent,
    incident: { before, after },
    ...completed?.move,
    entries: [
      { kind: 'evidenceGathered', actor: 'engine', agent, incident: number, data },
      ...(completed?.events ?? []).map(planEntry),
    ],
  };
}

/** The plan with its hypotheses and its generated context brought up to the findings. */
function withFindings({ agent, set }: World, before: Plan, incident: Incident, now: number) {
  const mandate = set.agents.get(agent);
  if (before.state === 'closed' || mandate === undefined) return undefined;
  const enriched = withEvidence(before, incident, set);
  const sources = { mandate, ruleSet: set };
  const { plan, events } = completeContext(enriched, incident, sources, { actor: engineActor, now });
  const move: { readonly plan: PlanMove } = { plan: { kind: 'changed', before, after: plan } };
  return { move: plan === before ? {} : move, events };
}
