import type { Incident, Trigger } from '../../incidents/incident.ts';
import { defined } from '../../platform/defined.ts';
import { done } from '../../platform/refusal.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import { type ChangeContext, planEvent } from '../events.ts';
import type { Action, Criterion, Plan, Reopening } from '../plan.ts';
import { refuse } from '../refusals.ts';
import { planNextReview } from '../review.ts';
import type { PlanContext, PlanDecision } from './change.ts';

/** The rule that fired, and how it is known to be the same again. */
type Showing = Pick<Reopening, 'rule' | 'as'>;

/**
 * Reopens a closed plan because its cause came back in another incident, or notes that it came back once
 * more. The actions whose criteria watch the metric that came back have regressed (all those on the cause,
 * when no criterion watches it); risks accepted and signatures given for a closure stay on record but do not
 * count for the next one; the reviews start afresh.
 */
export function reopenPlan(
  plan: Plan,
  incident: Pick<Incident, 'number' | 'triggers'>,
  ctx: ChangeContext & Pick<PlanContext, 'people'>,
  showing: Showing = {},
): PlanDecision {
  if (plan.state !== 'closed' && plan.reopened.length === 0) {
    return refuse('plan_not_closed', `Plan ${plan.number} is ${plan.state}: it is still at work.`);
  }
  const { closedAt: _closedAt, ...rest } = plan;
  const returned = returnedActions(plan, incident.triggers);
  const reopened: Plan = {
    ...rest,
    state: 'active',
    version: plan.version + 1,
    reopened: [...plan.reopened, reopeningOf(plan, incident.number, ctx.now, showing)],
    actions: plan.actions.map((action) => (returned.includes(action) ? startedOver(action) : action)),
    indicators: plan.indicators.map(forgotten),
    signatures: plan.signatures.filter((signature) => signature.for !== 'closure'),
    acceptedRisks: [],
  };
  const event = planEvent('planReopened', plan, ctx, {
    again: incident.number,
    actions: returned.map(({ id }) => id),
    wasClosed: plan.state === 'closed',
    ...showing,
  });
  return done({ plan: planNextReview(reopened, ctx.now, ctx.people), events: [event] });
}

/** The recurrence, with what had been signed and accepted for the closure. */
function reopeningOf(plan: Plan, incident: number, at: number, showing: Showing): Reopening {
  const { closedAt, closingSummary, acceptedRisks } = plan;
  const signatures = plan.signatures.filter((signature) => signature.for === 'closure');
  return { at, incident, ...showing, ...defined({ closedAt, closingSummary }), signatures, acceptedRisks };
}

/** The action as it stands when its success did not last: to be done again, and proved again. */
export function regressed(action: Action): Action {
  const { doneAt: _doneAt, ...rest } = action;
  return { ...rest, status: 'in_progress', verification: 'regressed' };
}

/** The action with criteria that start afresh: readings from before the recurrence prove nothing any more. */
function startedOver(action: Action): Action {
  return { ...regressed(action), criteria: action.criteria.map(forgotten) };
}

function returnedActions(plan: Plan, triggers: readonly Trigger[]): readonly Action[] {
  const watching = plan.actions.filter((action) =>
    action.criteria.some(({ spec }) => triggers.some((trigger) => watches(spec, trigger))),
  );
  return watching.length > 0 ? watching : plan.actions.filter((action) => action.treats === 'cause');
}

function watches(spec: CriterionSpec, trigger: Trigger): boolean {
  switch (spec.kind) {
    case 'metric':
    case 'episodes':
      return spec.condition.metric === trigger.metric;
    case 'proof':
    case 'threshold':
    case 'checklist':
    case 'replay':
    case 'attestation':
      return false;
    default:
      return spec satisfies never;
  }
}

function forgotten(criterion: Criterion): Criterion {
  return { ...criterion, state: { verdict: 'pending', why: 'waiting' } };
}
