import type { PlanChange } from '../../plans/commands/change.ts';
import type { PlanCommand } from '../../plans/commands/command.ts';
import { decidePlanCommand } from '../../plans/commands/decide.ts';
import type { DraftPlan } from '../../plans/commands/draft.ts';
import {
  type ClosureFollowUp,
  followUpsAfterClosure,
  type MandateChange,
} from '../../plans/commands/followups.ts';
import { applyVerdicts } from '../../plans/criteria/verification.ts';
import { beginPlan } from '../../plans/drafting/begin.ts';
import { type PlanEvent, planEvent } from '../../plans/events.ts';
import type { Plan } from '../../plans/plan.ts';
import { type Actor, engineActor } from '../../platform/actor.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import type { NewEntry } from '../../register/chain.ts';
import { stewardsOf } from '../../rules/ruleset.ts';
import type { Change } from '../change.ts';
import type { CriteriaAssessed } from '../events.ts';
import type { World } from '../world.ts';
import { assignmentNotices, tellingOnce } from './assignments.ts';
import { planMove } from './change-of.ts';
import { planEntry } from './entries.ts';
import { draftNotice, planNotices, signatureNotices } from './notices.ts';
import { noStewards } from './refusals.ts';

/** A person begins a plan that answers no incident, by hand or from the text of an audit. */
export function decideDraft(
  world: World,
  order: DraftPlan & { readonly by: Actor },
  now: number,
): Result<Change> {
  const { set, sequences } = world;
  const { agent, by, ...command } = order;
  if (planBegunBy(world, command) !== undefined) return done({ agent: world.agent });
  const person = by.kind === 'person' ? by.person : undefined;
  const mandate = agent === undefined ? stewardsOf(set, command.owner ?? person) : set.agents.get(agent);
  if (mandate === undefined) return agent === undefined ? noStewards() : refused(noSuch('agent', agent));
  const ctx = { actor: by, now };
  const number = sequences.plan + 1;
  const begun = beginPlan({ ...command, agent }, { ...ctx, number, mandate, ruleSet: set });
  if (!begun.ok) return begun;
  const plan = begun.value;
  const { title, objective, playbooks, actions } = plan;
  const facts = { playbooks, actions: actions.map(({ id }) => id) };
  return done({
    agent: world.agent,
    plan: { kind: 'drafted', after: plan },
    entries: [planEntry(planEvent('planDrafted', plan, ctx, facts, { title, objective }))],
    notices: [draftNotice(set, plan)],
  });
}

/** The plan that this very order has begun already, if it comes again: by a second press of its button. */
export function planBegunBy(
  { plans }: Pick<World, 'plans'>,
  { once }: Pick<DraftPlan, 'once'>,
): Plan | undefined {
  return once === undefined ? undefined : [...plans.values()].find((plan) => plan.once === once);
}

/** A person edits, signs or closes a plan. */
export function decidePlanEdit(
  world: World,
  order: PlanCommand & { readonly by: Actor },
  now: number,
): Result<Change> {
  const { agent, set } = world;
  // Who gave it is no field of the plan.
  const { by, ...command } = order;
  const before = world.plans.get(command.plan);
  if (before === undefined) return refused(noSuch('plan', command.plan));
  const isClosing = command.kind === 'closePlan';
  const followUps = isClosing ? followUpsAfterClosure(before.agent, world.setAtOpening, set) : undefined;
  const decided = decidePlanCommand(before, command, { actor: by, now, ruleSet: set, followUps });
  if (!decided.ok) return decided;
  const { plan, events } = decided.value;
  return done({
    agent,
    ...planMove(before, decided.value),
    entries: [...events.map(planEntry), ...closureEntries(events, followUps)],
    notices: [
      ...tellingOnce(
        events.flatMap((event) => planNotices(set, plan, event)),
        assignmentNotices(set, before, plan, by),
      ),
      ...signatureNotices(set, before, plan, by),
    ],
  });
}

/** Criteria have moved: actions are verified or regress, and people hear of it. */
export function decideVerdicts(
  world: World,
  { plan: number, criteria }: CriteriaAssessed,
  now: number,
): Change {
  const { agent, set } = world;
  const before = world.plans.get(number);
  if (before === undefined || criteria.length === 0) return { agent };
  const assessments = new Map(criteria.map(({ after }) => [after.id, after]));
  const { plan, events }: PlanChange = applyVerdicts(before, assessments, { actor: engineActor, now });
  return {
    agent,
    plan: { kind: 'assessed', before, after: plan, criteria },
    entries: events.map(planEntry),
    notices: [
      ...events.flatMap((event) => planNotices(set, plan, event)),
      ...signatureNotices(set, before, plan, engineActor),
    ],
  };
}

/**
 * After a closure the register says what must follow: supervision to adjust, and the mandate to revise if it
 * changed since.
 */
function closureEntries(
  events: readonly PlanEvent[],
  tasks: readonly ClosureFollowUp[] | undefined = [],
): NewEntry[] {
  const closed = events.find(({ kind }) => kind === 'planClosed');
  if (closed === undefined) return [];
  const followUps = tasks.map((followUp) => ({
    code: followUp.code,
    reference: followUp.reference,
    ...(followUp.code === 'revise_mandate' && { changes: followUp.changes.map(mandateChangeFacts) }),
  }));
  return [{ ...planEntry(closed), kind: 'closureFollowUps', data: { followUps } }];
}

function mandateChangeFacts(change: MandateChange) {
  if (change.kind === 'scope') return { kind: change.kind };
  const texts = (conditions: typeof change.before) => conditions?.map(({ text }) => text) ?? null;
  return { kind: change.kind, rule: change.rule, before: texts(change.before), after: texts(change.after) };
}
