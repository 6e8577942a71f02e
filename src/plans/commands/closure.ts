import { done } from '../../platform/refusal.ts';
import { planEvent } from '../events.ts';
import { whatBlocksClosure } from '../gates.ts';
import type { Plan } from '../plan.ts';
import { refuse } from '../refusals.ts';
import { tasksAfterClosure } from '../task.ts';
import { type PlanContext, type PlanDecision, whyNoChange } from './change.ts';
import type { ClosureFollowUp } from './followups.ts';

/**
 * Closes the plan, or says everything that is missing. A review planned for later is planned no more; what
 * must follow becomes tasks.
 */
export function closePlan(
  plan: Plan,
  ctx: PlanContext,
  followUps: readonly ClosureFollowUp[] = [],
): PlanDecision {
  const refusal = whyNoChange(plan, ctx);
  if (refusal) return refusal;
  const missing = whatBlocksClosure(plan);
  if (missing.length > 0) {
    const codes = [...new Set(missing.map(({ code }) => code))].join(', ');
    return refuse('closure_blocked', `Plan ${plan.number} cannot be closed: ${codes}.`, {
      missing,
    });
  }
  const closed: Plan = {
    ...plan,
    state: 'closed',
    closedAt: ctx.now,
    version: plan.version + 1,
    reviews: plan.reviews.filter((review) => review.heldAt !== undefined),
    tasks: tasksAfterClosure(plan, followUps, ctx.now),
  };
  const counts = { actions: plan.actions.length, risks: plan.acceptedRisks.length };
  return done({ plan: closed, events: [planEvent('planClosed', plan, ctx, counts)] });
}
