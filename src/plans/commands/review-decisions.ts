import { defined } from '../../platform/defined.ts';
import { done } from '../../platform/refusal.ts';
import { editAction } from '../action.ts';
import { planEvent } from '../events.ts';
import type { FollowUp } from '../follow-up.ts';
import type { Action, Plan } from '../plan.ts';
import { overdueActions } from '../progress.ts';
import { findAction, refuse } from '../refusals.ts';
import { holdReview } from '../review.ts';
import { setActionStatus } from './action-progress.ts';
import { doerOf, type PlanContext, type PlanDecision, progressed, whyNoChange } from './change.ts';
import type { Asked } from './command.ts';
import { dueMoment } from './fields.ts';
import { acceptRisk } from './risk.ts';

type Decision = NonNullable<Asked<'holdReview'>['decisions']>[number];

/**
 * The overdue actions that a review must decide on. One that is blocked was handed on to be decided; one
 * whose risk an approver answers for is no longer overdue.
 */
export function undecidedActions(plan: Plan, now: number): readonly Action[] {
  return overdueActions(plan, now).filter(({ status }) => status !== 'blocked');
}

/**
 * A review with what it says of each action: as one change, all of it or nothing. It does not end while an
 * action is overdue and nobody has said what becomes of it.
 */
export function holdDecidingReview(
  plan: Plan,
  { decisions = [], ...review }: Parameters<typeof holdReview>[1] & Pick<Asked<'holdReview'>, 'decisions'>,
  ctx: PlanContext,
): PlanDecision {
  const refusal = whyNoChange(plan, ctx);
  if (refusal) return refusal;
  const later = { ...ctx, version: undefined };
  const steps = [
    ...decisions.flatMap((decision) => [
      (next: Plan) => carryOut(next, decision, later),
      (next: Plan) => noteDecision(next, decision, later),
    ]),
    (next: Plan) => whyUndecided(next, ctx.now) ?? holdReview(next, review, later),
  ];
  let decided: PlanDecision = done({ plan, events: [] });
  for (const step of steps) {
    if (!decided.ok) return decided;
    const { plan: next, events } = decided.value;
    const after = step(next);
    decided = after.ok ? done({ plan: after.value.plan, events: [...events, ...after.value.events] }) : after;
  }
  return decided;
}

function whyUndecided(plan: Plan, now: number) {
  const missing = undecidedActions(plan, now).map(({ id, dueAt = now }) => ({
    ...{ code: 'action_overdue', at: id, params: { dueAt } },
  }));
  if (missing.length === 0) return undefined;
  const detail =
    'Each overdue action needs a decision: done, a new date, blocked and why, or dropped by an approver.';
  return refuse('review_undecided', detail, { missing });
}

function carryOut(plan: Plan, decision: Decision, ctx: PlanContext): PlanDecision {
  const { action } = decision;
  switch (decision.decision) {
    case 'keep': {
      const known = findAction(plan, action);
      return 'ok' in known ? known : done({ plan, events: [] });
    }
    case 'new_date': {
      const dueAt = dueMoment<undefined>(decision.due, plan.timezone);
      if (dueAt !== undefined && dueAt <= ctx.now)
        return refuse('date_in_the_past', `The new date of action ${action} must lie in the future.`);
      return editAction(plan, { action, dueAt }, ctx);
    }
    case 'done':
      return setActionStatus(plan, { action, status: 'done' }, ctx);
    case 'blocked':
    case 'propose_drop':
      return setActionStatus(plan, { action, status: 'blocked', why: decision.reason }, ctx);
    case 'drop':
      return acceptRisk(plan, { action, reason: decision.reason }, ctx);
    default:
      return decision satisfies never;
  }
}

/** The line of the follow-up log that a decision leaves, in the words that were said; none without any. */
function noteDecision(plan: Plan, decision: Decision, ctx: PlanContext): PlanDecision {
  const { action, result, comment } = decision;
  const reason = 'reason' in decision ? decision.reason : undefined;
  const due = 'due' in decision ? decision.due : undefined;
  const [first, ...others] = [result, reason, comment].filter((text) => text !== undefined);
  if (first === undefined) return done({ plan, events: [] });
  const rest = defined({ comment: others.length === 0 ? undefined : others.join('\n') });
  const facts = defined({
    ...{ action, decision: decision.decision },
    dueAt: dueMoment<undefined>(due, plan.timezone),
  });
  const entry: FollowUp = { at: ctx.now, by: doerOf(ctx), ...facts, result: first, ...rest };
  const event = planEvent('followUpLogged', plan, ctx, facts, { result: first, ...rest });
  return progressed(plan, { ...plan, log: [...plan.log, entry] }, [event]);
}

/** The proposal to drop an action that an approver has still to decide on. */
export function dropProposal(
  { log, acceptedRisks }: Pick<Plan, 'log' | 'acceptedRisks'>,
  { id, status }: Pick<Action, 'id' | 'status'>,
): FollowUp | undefined {
  const last = log.findLast(({ action, decision }) => action === id && decision !== 'keep');
  const isOpen = status === 'blocked' && !acceptedRisks.some(({ action }) => action === id);
  return isOpen && last?.decision === 'propose_drop' ? last : undefined;
}
