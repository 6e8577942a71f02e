import { describe, expect, test } from 'vitest';
import { setActionStatus } from '../../../src/plans/commands/action-progress.ts';
import { closePlan } from '../../../src/plans/commands/closure.ts';
import { applyVerdicts } from '../../../src/plans/criteria/verification.ts';
import type { CriterionState, Plan } from '../../../src/plans/plan.ts';
import { engineActor } from '../../../src/platform/actor.ts';
import { as, draft, paris, planAfter } from '../margaux.ts';
import { active, readyToClose, verified } from '../signed.ts';

const ctx = { actor: engineActor, now: paris(10, '09:00') };
const met: CriterionState = { verdict: 'met', at: 1, attributed: true };
const assess = (plan: Plan, states: Readonly<Record<string, CriterionState>>) =>
  applyVerdicts(plan, new Map(Object.entries(states).map(([id, state]) => [id, { state }])), ctx);
const done = (plan: Plan, action = '4-4') =>
  planAfter(setActionStatus(plan, { action, status: 'done' }, as('camille')));

describe('verdicts', () => {
  test('verify an action once it is done and all its criteria are met', () => {
    const half = assess(done(active()), { '4-4-1': met });
    expect(half.plan.actions[3]?.verification).toBe('unverified');
    const whole = assess(half.plan, { '4-4-2': met });
    expect(whole.plan.actions[3]?.verification).toBe('verified');
    expect(whole.events).toMatchObject([
      { kind: 'verdictChanged', criterion: '4-4-2', from: 'pending', to: 'met', by: engineActor },
      { kind: 'actionVerified', action: '4-4', attributed: true },
    ]);
  });

  test('do not verify what is not done, nor what has no criterion', () => {
    expect(assess(active(), { '4-4-1': met, '4-4-2': met }).plan.actions[3]?.verification).toBe('unverified');
    const plan = done(draft());
    const bare = { ...plan, actions: plan.actions.map((action) => ({ ...action, criteria: [] })) };
    expect(assess(bare, {}).plan.actions[3]?.verification).toBe('unverified');
  });

  test('say when the action was not what brought it about', () => {
    const early: CriterionState = { verdict: 'met', at: 1, attributed: false };
    expect(assess(done(active(), '4-3'), { '4-3-1': early }).events.at(-1)).toMatchObject({
      kind: 'actionVerified',
      attributed: false,
    });
  });

  test('a criterion that fails again reopens its action', () => {
    const { plan, events } = assess(verified(), { '4-3-1': { verdict: 'failed', at: 9, value: 0.03 } });
    expect(plan.actions[2]).toMatchObject({ status: 'in_progress', verification: 'regressed' });
    expect(plan.actions[2]).not.toHaveProperty('doneAt');
    expect(events.at(-1)).toMatchObject({ kind: 'actionRegressed', action: '4-3', criteria: ['4-3-1'] });
    expect(plan.actions[3]?.verification).toBe('verified');
  });

  test('silence does not make an action regress', () => {
    const { plan } = assess(verified(), { '4-3-1': { verdict: 'no_data', since: 9, heldMs: 0 } });
    expect(plan.actions[2]).toMatchObject({ status: 'done', verification: 'verified' });
  });

  test('an action that regressed is verified again once it is done and proved again', () => {
    const fallen = assess(verified(), { '4-3-1': { verdict: 'failed', at: 9 } }).plan;
    expect(assess(fallen, { '4-3-1': met }).plan.actions[2]?.verification).toBe('regressed');
    const redone = done(fallen, '4-3');
    expect(redone.actions[2]?.verification).toBe('regressed');
    expect(assess(redone, { '4-3-1': met }).plan.actions[2]).toMatchObject({
      status: 'done',
      verification: 'verified',
    });
  });

  test('a regression takes the signatures for closure away', () => {
    const { plan, events } = assess(readyToClose(), { '4-3-1': { verdict: 'failed', at: 9 } });
    expect(plan.signatures.map((signature) => signature.for)).toEqual(['activation', 'activation']);
    expect(events.at(-1)).toMatchObject({ kind: 'signaturesVoided', for: 'closure' });
  });

  test('raise the version only when an action’s standing changes: measuring makes no edit stale', () => {
    const plan = done(active(), '4-3');
    const holding = assess(plan, { '4-3-1': { verdict: 'holding', heldMs: 5, countedUntil: 6 } });
    expect(holding.plan.version).toBe(plan.version);
    expect(holding.plan.actions[2]?.criteria[0]?.state.verdict).toBe('holding');
    expect(assess(holding.plan, { '4-3-1': met }).plan.version).toBe(plan.version + 1);
  });

  test('a closed plan stays as it was signed', () => {
    const closed = planAfter(closePlan(readyToClose(), as('camille')));
    expect(assess(closed, { '4-3-1': { verdict: 'failed', at: 9 } })).toEqual({ plan: closed, events: [] });
  });
});
