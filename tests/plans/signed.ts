import { setActionStatus } from '../../src/plans/commands/action-progress.ts';
import { closePlan } from '../../src/plans/commands/closure.ts';
import { editPlan } from '../../src/plans/commands/edit.ts';
import { signPlan } from '../../src/plans/commands/signature.ts';
import { applyVerdicts } from '../../src/plans/criteria/verification.ts';
import { allCriteria, type Plan } from '../../src/plans/plan.ts';
import { engineActor } from '../../src/platform/actor.ts';
import { as, draft, paris, planAfter } from './margaux.ts';

/** A draft that only the signatures are missing of. */
export function readyToSign(plan = draft()): Plan {
  return planAfter(editPlan(plan, { rootCause: 'Le flux du catalogue était arrêté.' }, as('lea')));
}

/** A plan that both have signed for activation. */
export function active(plan = readyToSign()): Plan {
  const once = planAfter(signPlan(plan, { as: 'owner', for: 'activation' }, as('lea')));
  return planAfter(signPlan(once, { as: 'approver', for: 'activation' }, as('camille')));
}

/** An active plan whose actions are done and verified, and whose indicators hold. */
export function verified(plan = active(), now = paris(11, '09:00')): Plan {
  const done = plan.actions.reduce(
    (next, { id }) =>
      planAfter(setActionStatus(next, { action: id, status: 'done' }, as('lea', paris(9, '09:00')))),
    plan,
  );
  const met = { state: { verdict: 'met', at: now, attributed: true } } as const;
  const states = new Map(allCriteria(done).map(({ id }) => [id, met]));
  return applyVerdicts(done, states, { actor: engineActor, now }).plan;
}

/** The same, closed, with tasks of Camille's and of Léa's for the week after. */
export function closedWithTasks(): Plan {
  return planAfter(closePlan(readyToClose(), as('camille', paris(11, '12:00')), followUps));
}

const followUps = [
  { code: 'report_to_register', reference: 'ACF-08' },
  { code: 'adjust_supervision', reference: 'ACF-05' },
] as const;

/** A plan that both have signed for closure. */
export function readyToClose(plan = verified()): Plan {
  const once = planAfter(signPlan(plan, { as: 'owner', for: 'closure' }, as('lea', paris(11, '10:00'))));
  return planAfter(signPlan(once, { as: 'approver', for: 'closure' }, as('camille', paris(11, '11:00'))));
}
