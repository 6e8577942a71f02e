import { planEvent } from '../events.ts';
import type { AcceptedRisk, Plan } from '../plan.ts';
import { blankText, findAction, refuse } from '../refusals.ts';
import { contentChanged, type PlanContext, type PlanDecision, personOf, whyNoChange } from './change.ts';

/** An approver answers for an action not done or not verified, so that the plan may close without it. */
export function acceptRisk(
  plan: Plan,
  command: { readonly action: string; readonly reason: string },
  ctx: PlanContext,
): PlanDecision {
  const refusal = whyNoChange(plan, ctx) ?? blankText({ reason: command.reason });
  if (refusal) return refusal;
  const action = findAction(plan, command.action);
  if ('ok' in action) return action;
  if (plan.state !== 'active') {
    return refuse(
      'conflict',
      'plan_not_active',
      `Plan ${plan.number} is a draft: action ${action.id} can still be changed or removed.`,
    );
  }
  const person = personOf(ctx);
  if (person === undefined) {
    return refuse(
      'forbidden',
      'person_required',
      'A person answers for a risk: use a key that belongs to one.',
    );
  }
  if (ctx.people.get(person)?.approver !== true) {
    return refuse('forbidden', 'not_an_approver', `${person} is no approver in people.yaml.`);
  }
  if (plan.acceptedRisks.some((risk) => risk.action === action.id)) {
    return refuse(
      'conflict',
      'risk_already_accepted',
      `The risk of action ${action.id} is accepted already.`,
    );
  }
  const risk: AcceptedRisk = { action: action.id, by: person, at: ctx.now, reason: command.reason };
  return contentChanged(
    plan,
    { ...plan, acceptedRisks: [...plan.acceptedRisks, risk] },
    [planEvent('riskAccepted', plan, ctx, { action: action.id }, { reason: command.reason })],
    ctx,
  );
}
