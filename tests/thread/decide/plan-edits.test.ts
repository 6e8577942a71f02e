import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../src/platform/canonical.ts';
import type { Order } from '../../../src/thread/commands.ts';
import { decided, refusal, told } from '../../builders/decision.ts';
import { camille, lea } from '../../builders/people.ts';
import { aClosedPlan, aPlan, aPlanToClose } from '../../builders/plans.ts';
import { aCondition, aRule, aRuleSet } from '../../builders/rules.ts';
import { day, tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

type PlanOrder = Extract<Order, { plan: number }>;
const rootCause = 'The feed stopped.';
const edit = { kind: 'editPlan', plan: 4, by: lea, rootCause } as const satisfies PlanOrder;
const signAs = (as: 'owner' | 'approver'): PlanOrder => ({
  kind: 'signPlan',
  plan: 4,
  as,
  for: 'activation',
  by: as === 'owner' ? lea : camille,
});
const close = { kind: 'closePlan', plan: 4, by: camille } as const satisfies PlanOrder;

describe('a person who edits a plan', () => {
  test('an edit makes the next version of the plan, and tells nobody', () => {
    const change = decided(aWorld({ plans: [aPlan()] }), edit);
    expect(change.plan).toMatchObject({
      kind: 'changed',
      before: { version: 1 },
      after: { version: 2, rootCause },
    });
    expect(told(change)).toEqual({ entries: ['planEdited'], notices: [] });
  });

  test('a plan holds what was edited, and not who edited it: that is on record', () => {
    const change = decided(aWorld({ plans: [aPlan()] }), edit);
    expect(change.entries?.[0]?.data).toMatchObject({ fields: ['rootCause'] });
    expect(change.plan?.after).not.toHaveProperty('by');
  });

  test('the register keeps digests of the texts of a plan, never the texts', () => {
    const { entries } = decided(aWorld({ plans: [aPlan()] }), edit);
    expect(entries).toMatchObject([
      { actor: 'person:lea', plan: 4, data: { digests: { rootCause: sha256Hex(rootCause) } } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(rootCause);
  });

  test('an edit that says what the plan says already changes nothing', () => {
    const change = decided(aWorld({ plans: [aPlan({ rootCause })] }), edit);
    expect(change).toEqual({ agent: 'margaux', entries: [], notices: [] });
  });

  test('an edit of an earlier version than the plan has now is refused', () => {
    expect(refusal(aWorld({ plans: [aPlan({ version: 3 })] }), { ...edit, version: 2 })).toMatchObject({
      code: 'plan_changed',
      facts: { version: 3 },
    });
  });

  test('no command reaches a plan that does not exist', () => {
    expect(refusal(aWorld(), edit)).toMatchObject({ code: 'unknown_plan' });
  });
});

describe('a person who signs a plan', () => {
  const ready = aPlan({ rootCause });

  test('one signature does not activate a plan', () => {
    const change = decided(aWorld({ plans: [ready] }), signAs('owner'));
    expect(change.plan?.after.state).toBe('draft');
    expect(told(change)).toEqual({ entries: ['planSigned'], notices: ['plan_signature_due'] });
  });

  test('the second signature activates the plan, and those who work on it hear so', () => {
    const { after: once } = decided(aWorld({ plans: [ready] }), signAs('owner')).plan ?? {};
    if (once === undefined) throw new Error('nothing was signed');
    const change = decided(aWorld({ plans: [once] }), signAs('approver'));
    expect(change.plan?.after.state).toBe('active');
    expect(told(change)).toEqual({
      entries: ['planSigned', 'planActivated'],
      notices: ['plan_activated', 'action_assigned'],
    });
    expect(change.notices?.map(({ people }) => people)).toEqual([['camille'], ['lea']]);
  });
});

describe('the closure of a plan', () => {
  const closing = (more = {}) => decided(aWorld({ plans: [aPlanToClose()], ...more }), close, tripAt + day);
  const followUps = (more = {}) =>
    closing(more).entries?.find(({ kind }) => kind === 'closureFollowUps')?.data;

  test('a plan whose success is proved and signed by both is closed, and people hear so', () => {
    const change = closing();
    expect(change.plan?.after).toMatchObject({
      state: 'closed',
      closedAt: tripAt + day,
      tasks: [
        { followUp: { code: 'report_to_register' } },
        { followUp: { code: 'adjust_supervision' } },
        { followUp: { code: 'check_mandate' } },
      ],
    });
    expect(told(change)).toEqual({ entries: ['planClosed', 'closureFollowUps'], notices: ['plan_closed'] });
    expect(change.notices?.[0]?.data).toMatchObject({
      actions: 1,
      measured: 1,
      ticked: 0,
      attested: 0,
      risks: 0,
    });
  });

  test('without the rule set at the opening, the register says that somebody must check the mandate', () => {
    expect(followUps()).toMatchObject({
      followUps: [{ code: 'report_to_register' }, { code: 'adjust_supervision' }, { code: 'check_mandate' }],
    });
  });

  test('with the same rules as at the opening, the mandate needs no revision', () => {
    expect(followUps({ setAtOpening: aRuleSet() })).toEqual({
      followUps: [
        { code: 'report_to_register', reference: 'ACF-08' },
        { code: 'adjust_supervision', reference: 'ACF-05' },
      ],
    });
  });

  test('with another threshold than at the opening, the mandate is to be revised, and says from what to what', () => {
    const setAtOpening = aRuleSet({
      rules: [aRule({ when: [aCondition('error_rate', '>', 0.05, 300_000)] })],
    });
    expect(followUps({ setAtOpening })).toMatchObject({
      followUps: [
        {},
        {},
        {
          code: 'revise_mandate',
          changes: [
            {
              kind: 'rule',
              rule: 'error-rate',
              before: ['error_rate > 0.05 over 300s'],
              after: ['error_rate > 0.02 over 300s'],
            },
          ],
        },
      ],
    });
  });

  test('a plan that is closed already is not closed again', () => {
    expect(refusal(aWorld({ plans: [aClosedPlan()] }), close)).toMatchObject({ code: 'plan_closed' });
  });

  test('a draft is not closed, and everything that is missing is named', () => {
    const { code, missing } = refusal(aWorld({ plans: [aPlan()] }), close);
    expect(code).toBe('closure_blocked');
    expect(missing?.map((one) => one.code)).toEqual(
      expect.arrayContaining(['plan_not_active', 'signature_missing']),
    );
  });
});
