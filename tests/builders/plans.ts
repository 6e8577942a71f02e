import type { Action, Criterion, CriterionState, Plan } from '../../src/plans/plan.ts';
import { keptPlan } from '../plans/kept-plan.ts';
import { errorRateLow } from './rules.ts';
import { day, tripAt } from './time.ts';

const waiting: CriterionState = { verdict: 'pending', why: 'waiting' };
export const met: CriterionState = { verdict: 'met', at: tripAt, attributed: true };

/** The criterion of Margaux's one action: the error rate stays low. */
export function aCriterion(state: CriterionState = waiting): Criterion {
  return { id: '4-1-1', spec: errorRateLow, state };
}

/** Léa's action on the cause, to do. */
export function anAction(changed: Partial<Action> = {}): Action {
  return {
    id: '4-1',
    title: 'Synchronise again',
    owner: 'lea',
    dueAt: tripAt + day,
    status: 'todo',
    verification: 'unverified',
    effort: 'low',
    impact: 'high',
    treats: 'cause',
    criteria: [aCriterion()],
    checklists: [],
    ...changed,
  };
}

/** The plan of incident 4: a draft of one action, from the playbook `stale-answers`. */
export function aPlan(changed: Partial<Plan> = {}): Plan {
  const small = { createdAt: tripAt, actions: [anAction()], improvements: [], indicators: [] };
  return keptPlan(4, { ...small, ...changed });
}

/** The same, signed for activation. */
export function anActivePlan(changed: Partial<Plan> = {}): Plan {
  return aPlan({ state: 'active', activatedAt: tripAt, rootCause: 'The feed stopped.', ...changed });
}

/** The same, with its action done and verified, and signed for closure by both. */
export function aPlanToClose(changed: Partial<Plan> = {}): Plan {
  const signature = { for: 'closure', version: 1, at: tripAt } as const;
  return anActivePlan({
    actions: [
      anAction({ status: 'done', doneAt: tripAt, verification: 'verified', criteria: [aCriterion(met)] }),
    ],
    signatures: [
      { ...signature, as: 'owner', person: 'lea' },
      { ...signature, as: 'approver', person: 'camille' },
    ],
    ...changed,
  });
}

/** The same, closed. */
export function aClosedPlan(changed: Partial<Plan> = {}): Plan {
  return aPlanToClose({ state: 'closed', closedAt: tripAt, ...changed });
}
