import type { Incident, Trigger } from '../../incidents/incident.ts';
import { reopenPlan } from '../../plans/commands/reopen.ts';
import { draftPlan, extendDraft, planDrafted } from '../../plans/drafting/draft.ts';
import { completeContext } from '../../plans/drafting/enrich.ts';
import type { ChangeContext, PlanEvent } from '../../plans/events.ts';
import { type Plan, type Reopening, returns } from '../../plans/plan.ts';
import { returnOf, watching } from '../../plans/recurrence.ts';
import { engineActor } from '../../platform/actor.ts';
import type { Playbook } from '../../rules/playbook.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Mandate } from '../../rules/ruleset.ts';
import type { PlanMove } from '../change.ts';
import { planOf, type World } from '../world.ts';

/** The move of the plan of an incident, with what happened to it. */
export type Planned = { readonly move: PlanMove; readonly events: readonly PlanEvent[] };

type Trip = {
  readonly rule: Pick<Rule, 'playbook'>;
  readonly trigger: Trigger;
};
type Returning = { readonly plan: Plan; readonly as: NonNullable<Reopening['as']> };

/**
 * The plan that a trip asks for. A suspension always has one; an alert has one when its rule names a
 * playbook; and what a plan had cured takes that plan up again instead of drafting another.
 */
export function planFor(world: World, incident: Incident, trip: Trip, now: number): Planned | undefined {
  const { set, sequences } = world;
  const { rule, trigger } = trip;
  const mandate = set.agents.get(world.agent);
  if (mandate === undefined) return undefined;
  const asksForPlan = trigger.suspended || rule.playbook !== undefined;
  const playbook = rule.playbook === undefined ? undefined : set.playbooks.get(rule.playbook);
  const ctx = { actor: engineActor, now };
  const known = planOf(world, incident);
  if (known !== undefined && known.state !== 'closed')
    return asksForPlan ? furthered(world, known, incident, playbook, trigger, ctx) : undefined;
  const returning =
    known === undefined ? returningPlan(world, trip) : ({ plan: known, as: 'same_incident' } as const);
  if (returning !== undefined && (known === undefined || asksForPlan))
    return takenUp(world, returning, incident, mandate, trigger, ctx);
  if (!asksForPlan) return undefined;
  const number = sequences.plan + 1;
  const drafted = draftPlan({ number, incident, playbook, mandate, ruleSet: set, now });
  const plan = watching(drafted, trigger);
  return { move: { kind: 'drafted', after: plan }, events: [planDrafted(plan, ctx)] };
}

/**
 * A further trip of the plan's own incident: the playbook's actions in a draft, and another rule to watch.
 */
function furthered(
  { set }: World,
  known: Plan,
  { evidence }: Incident,
  playbook: Playbook | undefined,
  trigger: Trigger,
  ctx: ChangeContext,
): Planned | undefined {
  const { plan, events } =
    playbook === undefined
      ? { plan: known, events: [] }
      : extendDraft(known, playbook, { evidence, ruleSet: set }, ctx);
  const after = watching(plan, trigger);
  return after === known ? undefined : { move: { kind: 'changed', before: known, after }, events };
}

function takenUp(
  { set }: World,
  { plan: before, as }: Returning,
  incident: Incident,
  mandate: Mandate,
  trigger: Trigger,
  ctx: ChangeContext,
): Planned {
  const { rule } = trigger;
  const reopened = reopenPlan(before, incident, { ...ctx, people: set.people }, { rule, as });
  if (!reopened.ok) throw new Error(reopened.refusal.detail);
  const { plan, events } = reopened.value;
  const told = completeContext(watching(plan, trigger), incident, { mandate, ruleSet: set }, ctx);
  return { move: { kind: 'changed', before, after: told.plan }, events: [...events, ...told.events] };
}

/** The plan whose cause is back: the surest first, and of several the one that was closed last. */
function returningPlan({ plans, set }: World, { rule, trigger }: Trip): Returning | undefined {
  const trip = { trigger, playbook: rule.playbook };
  const found = [...plans.values()].flatMap((plan): Returning[] => {
    const as = returnOf(plan, trip, set);
    return as === undefined ? [] : [{ plan, as }];
  });
  const lastAt = ({ plan }: Returning) => plan.closedAt ?? Number.POSITIVE_INFINITY;
  return found.toSorted(
    (left, right) =>
      returns.indexOf(left.as) - returns.indexOf(right.as) ||
      lastAt(right) - lastAt(left) ||
      right.plan.number - left.plan.number,
  )[0];
}
