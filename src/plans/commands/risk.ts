import { provenBy } from '../../platform/actor.ts';
import { planEvent } from '../events.ts';
import type { Plan } from '../plan.ts';
import type { AcceptedRisk } from '../plan-risk.ts';
import { blankText, findAction, refuse } from '../refusals.ts';
import { contentChanged, type PlanContext, type PlanDecision, personOf, whyNoChange } from './change.ts';
import type { Asked } from './command.ts';

/** An approver answers for an action not done or not verified, so that the plan may close without it. */
export function acceptRisk(plan: Plan, command: Asked<'acceptRisk'>, ctx: PlanContext): PlanDecision {
  const { reason } = command;
  const action = whyNoChange(plan, ctx) ?? blankText({ reason }) ?? findAction(plan, command.action);
  if ('ok' in action) return action;
  if (plan.state !== 'active') {
    return refuse(
      'plan_not_active',
      `Plan ${plan.number} is a draft: action ${action.id} can still be changed or removed.`,
    );
  }
  const person = personOf(ctx);
  if (person === undefined) {
    return refuse('person_required', 'A person answers for a risk: use a key that belongs to one.');
  }
  if (ctx.people.get(person)?.approver !== true) {
    return refuse('not_an_approver', `${person} is no approver in people.yaml.`);
  }
  if (plan.acceptedRisks.some((risk) => risk.action === action.id)) {
    return refuse('risk_already_accepted', `The risk of action ${action.id} is accepted already.`);
  }
  const proof = provenBy(ctx.actor);
  const risk: AcceptedRisk = { action: action.id, by: person, at: ctx.now, reason, ...proof };
  const event = planEvent('riskAccepted', plan, ctx, { action: action.id, ...proof }, { reason });
  return contentChanged(plan, { ...plan, acceptedRisks: [...plan.acceptedRisks, risk] }, [event], ctx);
}
