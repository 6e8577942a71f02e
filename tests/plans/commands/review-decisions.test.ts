import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { setActionStatus } from '../../../src/plans/commands/action-progress.ts';
import { decidePlanCommand } from '../../../src/plans/commands/decide.ts';
import { dropProposal, undecidedActions } from '../../../src/plans/commands/review-decisions.ts';
import { acceptRisk } from '../../../src/plans/commands/risk.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { accepted, as, codeOf, endOf, paris, planAfter, ruleSet } from '../margaux.ts';
import { active } from '../signed.ts';

type Decisions = Extract<Parameters<typeof decidePlanCommand>[1], { kind: 'holdReview' }>['decisions'];

const late = paris(20, '10:00');
const review = (plan: Plan, decisions: Decisions, now = late, version?: number) =>
  decidePlanCommand(
    plan,
    { kind: 'holdReview', plan: plan.number, decisions, version },
    { ...as('lea', now), ruleSet },
  );

/** The example with one action under way, the others done. */
const plan: Plan = {
  ...active(),
  actions: active().actions.map((action, place) =>
    place === 1 ? { ...action, status: 'in_progress' } : { ...action, status: 'done', doneAt: late },
  ),
};
const overdue = plan.actions[1];
if (!overdue?.dueAt) throw new Error('the example has a second action with a date');
const { id, dueAt } = overdue;
const first = plan.actions[0]?.id ?? '';

describe('a review of a plan with an overdue action', () => {
  test('may be as short as ever until the action is overdue, and not a moment longer', () => {
    expect(accepted(review(plan, undefined, dueAt)).events.map(({ kind }) => kind)).toEqual(['reviewHeld']);
    expect(review(plan, undefined, dueAt + 1)).toMatchObject({
      refusal: { code: 'review_undecided', missing: [{ code: 'action_overdue', at: id, params: { dueAt } }] },
    });
  });

  test('is not over by letting the action go on, nor by deciding on another', () => {
    expect(codeOf(review(plan, [{ action: id, decision: 'keep', result: 'on avance' }]))).toBe(
      'review_undecided',
    );
    expect(codeOf(review(plan, [{ action: first, decision: 'blocked', reason: 'x' }]))).toBe(
      'review_undecided',
    );
  });

  test('is over with a new date and its reason, which stands in the follow-up log', () => {
    const decision = {
      action: id,
      decision: 'new_date',
      due: '2026-06-25',
      reason: 'fournisseur en retard',
    } as const;
    const { plan: after, events } = accepted(
      review(plan, [{ ...decision, result: '20 cas sur 30', comment: 'à suivre' }]),
    );
    expect(after.actions[1]?.dueAt).toBe(endOf(25));
    expect(after.log.at(-1)).toEqual({
      ...{ at: late, by: 'lea', action: id, decision: 'new_date', dueAt: endOf(25) },
      ...{ result: '20 cas sur 30', comment: 'fournisseur en retard\nà suivre' },
    });
    expect(events.map(({ kind }) => kind)).toEqual(['actionEdited', 'followUpLogged', 'reviewHeld']);
    expect(codeOf(review(plan, [{ ...decision, due: '2026-06-19' }]))).toBe('date_in_the_past');
    expect(planAfter(review(plan, [decision])).log.at(-1)?.result).toBe('fournisseur en retard');
  });

  test('is over with the reason that blocks it, and asks no more of what is blocked', () => {
    const after = planAfter(review(plan, [{ action: id, decision: 'blocked', reason: 'budget refusé' }]));
    expect(after.actions[1]).toMatchObject({ status: 'blocked', blockedWhy: 'budget refusé' });
    expect(accepted(review(after, undefined, late + 1)).plan.reviews.at(-2)?.heldAt).toBe(late + 1);
  });

  test('is over with what is done, which has still to be verified', () => {
    const after = planAfter(review(plan, [{ action: id, decision: 'done', result: 'livré' }]));
    expect(after.actions[1]).toMatchObject({ status: 'done', doneAt: late, verification: 'unverified' });
    expect(after.log.at(-1)).toMatchObject({ action: id, decision: 'done', result: 'livré' });
  });

  test('is over with a proposal to drop, which waits for the approver and ends with the decision', () => {
    const proposed = planAfter(
      review(plan, [{ action: id, decision: 'propose_drop', reason: 'plus utile' }]),
    );
    const of = (at: Plan) => dropProposal(at, at.actions[1] ?? { id, status: 'todo' })?.by;
    expect(proposed.actions[1]).toMatchObject({ status: 'blocked', blockedWhy: 'plus utile' });
    expect(of(proposed)).toBe('lea');
    expect(
      of(planAfter(acceptRisk(proposed, { action: id, reason: 'oui' }, as('camille', late)))),
    ).toBeUndefined();
    expect(
      of(planAfter(setActionStatus(proposed, { action: id, status: 'todo' }, as('camille', late)))),
    ).toBeUndefined();
    expect(of(planAfter(review(plan, [{ action: id, decision: 'blocked', reason: 'x' }])))).toBeUndefined();
  });

  test('is over with an action that an approver drops, and nobody else can', () => {
    const drop = { action: id, decision: 'drop', reason: 'plus utile' } as const;
    const by = (who: 'lea' | 'camille') =>
      decidePlanCommand(
        plan,
        { kind: 'holdReview', plan: plan.number, decisions: [drop] },
        { ...as(who, late), ruleSet },
      );
    expect(codeOf(by('lea'))).toBe('not_an_approver');
    const { plan: after, events } = accepted(by('camille'));
    expect(after.acceptedRisks).toEqual([
      { action: id, by: 'camille', at: late, reason: 'plus utile', proof: 'key' },
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['riskAccepted', 'followUpLogged', 'reviewHeld']);
  });

  test('asks no more of an action whose risk an approver answers for', () => {
    const dropped = planAfter(acceptRisk(plan, { action: id, reason: 'plus utile' }, as('camille', late)));
    expect(review(dropped, undefined).ok).toBe(true);
  });

  test('changes nothing at all when one of its decisions is refused, or the plan has moved on', () => {
    const good = { action: id, decision: 'blocked', reason: 'budget' } as const;
    expect(codeOf(review(plan, [good, { action: '4-99', decision: 'keep' }]))).toBe('unknown_action');
    expect(codeOf(review(plan, [good], late, plan.version - 1))).toBe('plan_changed');
  });

  test.prop([
    fc.array(fc.tuple(fc.nat(4), fc.constantFrom('keep', 'new_date', 'blocked')), { maxLength: 6 }),
    fc.integer({ min: 6, max: 28 }),
  ])('that is over leaves no overdue action without a decision', (chosen, day) => {
    const now = paris(day, '12:00');
    const decisions = chosen.map(([place, decision]): NonNullable<Decisions>[number] => {
      const action = plan.actions[place % plan.actions.length]?.id ?? '';
      if (decision === 'keep') return { action, decision };
      if (decision === 'blocked') return { action, decision, reason: 'x' };
      return { action, decision, due: '2026-07-03', reason: 'x' };
    });
    const open = { ...active(), actions: active().actions };
    const decided = review(open, decisions, now);
    if (decided.ok) expect(undecidedActions(decided.value.plan, now)).toEqual([]);
    else expect(decided.refusal.code).toBe('review_undecided');
  });
});
