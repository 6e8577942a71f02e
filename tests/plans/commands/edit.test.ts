import { describe, expect, test } from 'vitest';
import { closePlan } from '../../../src/plans/commands/closure.ts';
import { editPlan, logFollowUp } from '../../../src/plans/commands/edit.ts';
import { addImprovement, editImprovement, removeImprovement } from '../../../src/plans/improvement.ts';
import { holdReview } from '../../../src/plans/review.ts';
import { accepted, as, codeOf, criterion, draft, endOf, paris, planAfter } from '../margaux.ts';
import { active, readyToClose } from '../signed.ts';

const lea = as('lea');
const dayMs = 86_400_000;

describe('editing a plan', () => {
  test('changes what is named; the texts are told apart from the facts', () => {
    const { plan, events } = accepted(
      editPlan(draft(), { rootCause: 'Le flux', kind: 'crisis', followedBy: 'lea' }, lea),
    );
    expect(plan).toMatchObject({ rootCause: 'Le flux', kind: 'crisis', followedBy: 'lea', version: 2 });
    expect(events).toMatchObject([
      { kind: 'planEdited', fields: ['rootCause', 'kind', 'followedBy'], texts: { rootCause: 'Le flux' } },
    ]);
  });

  test('a context that a person wrote is marked as theirs', () => {
    expect(draft()).not.toHaveProperty('contextEdited');
    expect(planAfter(editPlan(draft(), { context: 'Autrement dit.' }, lea)).contextEdited).toBe(true);
    expect(planAfter(editPlan(draft(), { context: draft().context }, lea))).not.toHaveProperty(
      'contextEdited',
    );
  });

  test('an active plan keeps its root cause', () => {
    expect(codeOf(editPlan(active(), { rootCause: null }, lea))).toBe('plan_incomplete');
    expect(planAfter(editPlan(active(), { rootCause: 'Plus précisément' }, lea)).rootCause).toBe(
      'Plus précisément',
    );
  });

  test('texts are not blank, people are known, and two people share the plan', () => {
    expect(codeOf(editPlan(draft(), { title: '' }, lea))).toBe('text_missing');
    expect(codeOf(editPlan(draft(), { followedBy: 'bob' }, lea))).toBe('unknown_person');
    expect(codeOf(editPlan(draft(), { approver: 'it-ops' }, lea))).toBe('not_an_approver');
    expect(codeOf(editPlan(draft(), { owner: 'camille' }, lea))).toBe('two_people_needed');
    expect(planAfter(editPlan(draft(), { owner: 'it-ops' }, lea)).owner).toBe('it-ops');
  });

  test('indicators whose text stays keep their id', () => {
    const specs = [criterion('nps > 20 over 1d for 24h'), criterion('error_rate < 1% over 1h for 24h')];
    const next = planAfter(editPlan(draft(), { indicators: specs }, lea));
    expect(next.indicators.map(({ id }) => id)).toEqual(['4-i-4', '4-i-1']);
    expect(next.retired).toEqual(['4-i-2', '4-i-3']);
  });

  test('a new cadence plans the next review anew, from the last one held', () => {
    const weekly = { dailyForMs: 0, thenEveryMs: 7 * dayMs };
    expect(planAfter(editPlan(draft(), { cadence: weekly }, lea)).reviews).toEqual([{ dueAt: endOf(12) }]);
    const held = planAfter(holdReview(draft(), {}, as('camille', paris(6, '17:00'))));
    expect(planAfter(editPlan(held, { cadence: weekly }, lea)).reviews.at(-1)).toEqual({ dueAt: endOf(13) });
  });

  test('a closed plan stays as it was signed', () => {
    const closed = planAfter(closePlan(readyToClose(), as('camille')));
    expect(codeOf(editPlan(closed, { objective: 'Encore un mot' }, lea))).toBe('plan_closed');
    expect(codeOf(logFollowUp(closed, { result: 'x' }, lea))).toBe('plan_closed');
    expect(codeOf(addImprovement(closed, { title: 'x', benefit: 'y' }, lea))).toBe('plan_closed');
  });
});

describe('the follow-up log', () => {
  test('keeps who noted which result', () => {
    const { plan, events } = accepted(logFollowUp(draft(), { result: 'CSAT à 4,3', comment: 'Stable' }, lea));
    expect(plan.log).toEqual([{ at: lea.now, by: 'lea', result: 'CSAT à 4,3', comment: 'Stable' }]);
    expect(events[0]?.texts).toEqual({ result: 'CSAT à 4,3', comment: 'Stable' });
    expect(codeOf(logFollowUp(draft(), { result: ' ' }, lea))).toBe('text_missing');
  });

  test('takes no signature away', () => {
    expect(planAfter(logFollowUp(readyToClose(), { result: 'RAS' }, lea)).signatures).toHaveLength(4);
  });
});

describe('improvements', () => {
  test('say what they bring', () => {
    const command = {
      title: 'Tableau de bord',
      benefit: 'Voir plus tôt',
      owner: 'it-ops',
      recurrence: 'weekly',
    } as const;
    const { plan } = accepted(addImprovement(draft(), command, lea));
    expect(plan.improvements.at(-1)).toEqual({
      id: '4-m-5',
      ...command,
      status: 'todo',
      effort: 'low',
      impact: 'low',
    });
    expect(codeOf(addImprovement(draft(), { ...command, benefit: '' }, lea))).toBe('text_missing');
    expect(codeOf(addImprovement(draft(), { ...command, owner: 'bob' }, lea))).toBe('unknown_person');
  });

  test('their progress takes no signature away, their contents do', () => {
    const improvement = '4-m-1';
    expect(
      planAfter(editImprovement(readyToClose(), { improvement, status: 'done' }, lea)).signatures,
    ).toHaveLength(4);
    expect(
      planAfter(editImprovement(readyToClose(), { improvement, title: 'Autre' }, lea)).signatures,
    ).toHaveLength(2);
  });

  test('are removed for good', () => {
    const removed = planAfter(removeImprovement(draft(), { improvement: '4-m-4' }, lea));
    expect(removed.improvements).toHaveLength(3);
    expect(
      planAfter(addImprovement(removed, { title: 'x', benefit: 'y' }, lea)).improvements.at(-1)?.id,
    ).toBe('4-m-5');
    expect(codeOf(removeImprovement(removed, { improvement: '4-m-4' }, lea))).toBe('unknown_improvement');
  });
});
