import { describe, expect, test } from 'vitest';
import type { CriterionState, Plan } from '../../../src/plans/plan.ts';
import type { Actor } from '../../../src/platform/actor.ts';
import type { Order } from '../../../src/thread/commands.ts';
import { decided, told } from '../../builders/decision.ts';
import { camille, lea } from '../../builders/people.ts';
import { aCriterion, anAction, anActivePlan, aPlan, aPlanToClose, met } from '../../builders/plans.ts';
import { tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const adminKey: Actor = { kind: 'key', key: '0001' };
const rootCause = 'The feed stopped.';
const edit = (fields: object, by: Actor = adminKey): Order => ({ kind: 'editPlan', plan: 4, by, ...fields });
const sign = (as: 'owner' | 'approver', purpose: 'activation' | 'closure' = 'activation'): Order => ({
  kind: 'signPlan',
  plan: 4,
  as,
  for: purpose,
  by: as === 'owner' ? lea : camille,
});

/** The plan after a command, and who was told that a signature is due, by the key of the notice. */
function given(plan: Plan, order: Order) {
  const change = decided(aWorld({ plans: [plan] }), order);
  const due = (change.notices ?? []).filter(({ kind }) => kind === 'plan_signature_due');
  return {
    plan: change.plan?.after ?? plan,
    people: due.flatMap(({ people }) => people),
    keys: due.map(({ key }) => key),
  };
}

describe('a draft that lacks nothing but signatures', () => {
  test('asks the owner first, and the approver once the owner has signed', () => {
    const complete = given(aPlan(), edit({ rootCause }));
    expect(complete.people).toEqual(['lea']);
    const signed = given(complete.plan, sign('owner'));
    expect(signed.people).toEqual(['camille']);
    expect(given(signed.plan, sign('approver')).people).toEqual([]);
  });

  test('asks nobody while anything else is missing, nor who has just completed it', () => {
    const undated = aPlan({
      actions: [anAction(), { ...anAction(), id: '4-2', owner: undefined }] as Plan['actions'],
    });
    expect(given(undated, edit({ rootCause })).people).toEqual([]);
    expect(given(aPlan(), edit({ rootCause }, lea)).people).toEqual([]);
  });

  test('asks once: edits of what lacks a signature already ask nobody again', () => {
    const complete = given(aPlan(), edit({ rootCause }));
    expect(given(complete.plan, edit({ rootCause: 'The feed was late.' })).people).toEqual([]);
  });

  test('asks again when a changed text made signatures fall', () => {
    const once = given(given(aPlan(), edit({ rootCause })).plan, sign('owner'));
    const changed = given(once.plan, edit({ rootCause: 'The feed was late.' }));
    expect(changed.people).toEqual(['lea']);
    const again = given(changed.plan, sign('owner'));
    expect(again.people).toEqual(['camille']);
    expect(again.keys).not.toEqual(once.keys);
  });

  test('asks whoever owns the plan by then', () => {
    const complete = given(aPlan({ owner: 'paul' }), edit({ rootCause }));
    expect(complete.people).toEqual(['paul']);
    expect(given({ ...complete.plan, approver: 'paul' }, edit({ owner: 'lea' })).people).toEqual(['lea']);
  });
});

describe('an active plan whose success is proved', () => {
  const unsigned = aPlanToClose({ signatures: [] });

  test('asks the owner as the last criterion is met', () => {
    const done = anActivePlan({ actions: [anAction({ status: 'done', doneAt: tripAt })] });
    const criteria = [{ before: aCriterion(), after: aCriterion(met), history: [] }];
    const { notices = [] } = decided(aWorld({ plans: [done] }), {
      kind: 'criteriaAssessed',
      agent: 'margaux',
      plan: 4,
      criteria,
    });
    expect(notices.filter(({ people }) => people.length > 0)).toMatchObject([
      { kind: 'plan_signature_due', people: ['lea'], data: { as: 'owner', for: 'closure' } },
    ]);
  });

  test('asks the approver once the owner has signed, and not again when an indicator comes and goes', () => {
    const indicator = { ...aCriterion(met), id: '4-i-1' };
    const signed = given({ ...unsigned, indicators: [indicator] }, sign('owner', 'closure'));
    expect(signed.people).toEqual(['camille']);
    const assessed = (plan: Plan, state: CriterionState) =>
      decided(aWorld({ plans: [plan] }), {
        kind: 'criteriaAssessed',
        agent: 'margaux',
        plan: 4,
        criteria: [{ before: indicator, after: { ...indicator, state }, history: [] }],
      });
    const failed = assessed(signed.plan, { verdict: 'failed', at: tripAt });
    expect(told(failed).notices).toEqual(['criterion_failed']);
    const { notices = [] } = assessed(failed.plan?.after ?? signed.plan, met);
    // The outbox takes each key once.
    expect(notices.slice(1).map(({ key }) => key)).toEqual(signed.keys);
  });

  test('asks again when an action is taken up again, which makes signatures fall', () => {
    const signed = given(unsigned, sign('owner', 'closure'));
    const reopen = { kind: 'editAction', plan: 4, action: '4-1', by: lea } as const;
    const undone = given(signed.plan, { ...reopen, status: 'in_progress' });
    expect(undone.people).toEqual([]);
    expect(undone.plan.signatures).toEqual([]);
  });
});
