import { describe, expect, test } from 'vitest';
import type { CriterionState, Plan } from '../../../src/plans/plan.ts';
import { decided, told } from '../../builders/decision.ts';
import { aClosedPlan, aCriterion, anAction, anActivePlan, aPlanToClose, met } from '../../builders/plans.ts';
import { tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const failed: CriterionState = { verdict: 'failed', at: tripAt, value: 0.04 };
const holding: CriterionState = { verdict: 'holding', heldMs: 0, countedUntil: tripAt };
const done = anActivePlan({ actions: [anAction({ status: 'done', doneAt: tripAt })] });

/** The one criterion of this plan has come to this. */
function assessed(plan: Plan, state: CriterionState) {
  const criteria = [{ before: aCriterion(), after: aCriterion(state), history: [] }];
  const event = { kind: 'criteriaAssessed', agent: 'margaux', plan: 4, criteria } as const;
  return decided(aWorld({ plans: [plan] }), event);
}

describe('criteria that move', () => {
  test('an action that is done is verified once its criterion is met', () => {
    const change = assessed(done, met);
    expect(change.plan?.after).toMatchObject({ actions: [{ verification: 'verified' }], version: 2 });
    expect(told(change)).toEqual({
      entries: ['verdictChanged', 'actionVerified'],
      notices: ['criterion_met', 'plan_signature_due'],
    });
  });

  test('an action that nobody has done is not verified, although its criterion is met', () => {
    expect(assessed(anActivePlan(), met).plan?.after.actions).toMatchObject([{ verification: 'unverified' }]);
  });

  test('a verdict alone moves the plan without a new version: it is no edit', () => {
    const change = assessed(done, holding);
    expect(change.plan).toMatchObject({ kind: 'assessed', before: { version: 1 }, after: { version: 1 } });
    expect(told(change).entries).toEqual(['verdictChanged']);
  });

  test('a verified action regresses when its criterion fails, and signatures for closure are void', () => {
    const change = assessed(aPlanToClose(), failed);
    expect(change.plan?.after).toMatchObject({
      actions: [{ status: 'in_progress', verification: 'regressed' }],
      signatures: [],
      version: 2,
    });
    expect(told(change)).toEqual({
      entries: ['verdictChanged', 'actionRegressed', 'signaturesVoided'],
      notices: ['criterion_failed', 'action_regressed'],
    });
  });

  test('the notice of a regression names the criterion that failed, and reaches the owner of the action', () => {
    const { notices } = assessed(aPlanToClose(), failed);
    expect(notices).toMatchObject([
      { kind: 'criterion_failed', people: [], data: { criterion: '4-1-1', action: '4-1' } },
      {
        severity: 'warning',
        people: ['lea', 'camille'],
        data: { action: '4-1', criterion: aCriterion().spec.text },
      },
    ]);
  });

  test('a closed plan stays as it was signed', () => {
    expect(assessed(aClosedPlan(), failed).plan?.after).toEqual(aClosedPlan());
  });

  test.each([
    ['of a plan out of sight', [], [{ before: aCriterion(), after: aCriterion(met), history: [] }]],
    ['of none of a plan’s criteria', [done], []],
  ])('verdicts %s change nothing', (_, plans, criteria) => {
    const event = { kind: 'criteriaAssessed', agent: 'margaux', plan: 4, criteria } as const;
    expect(decided(aWorld({ plans }), event)).toEqual({ agent: 'margaux' });
  });
});
