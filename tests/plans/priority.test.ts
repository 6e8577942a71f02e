import { describe, expect, test } from 'vitest';
import { setActionStatus } from '../../src/plans/commands/action-progress.ts';
import { planBody } from '../../src/plans/http/plan-body.ts';
import type { Plan } from '../../src/plans/plan.ts';
import { priorityMatrix, quadrantOf, topThree } from '../../src/plans/priority.ts';
import {
  isReviewOverdue,
  overdueActions,
  overdueImprovements,
  progressOf,
} from '../../src/plans/progress.ts';
import { dueReminders } from '../../src/plans/reminder.ts';
import { planWarnings } from '../../src/plans/warnings.ts';
import { as, draft, endOf, planAfter } from './margaux.ts';
import { evening, eveningOfSixJune } from './story.ts';

const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

describe('effort × impact', () => {
  test('puts what is worth it and cheap first, what is neither last', () => {
    expect(quadrantOf({ effort: 'low', impact: 'high' })).toBe('quick_win');
    expect(quadrantOf({ effort: 'high', impact: 'high' })).toBe('major_project');
    expect(quadrantOf({ effort: 'low', impact: 'low' })).toBe('if_time_permits');
    expect(quadrantOf({ effort: 'high', impact: 'low' })).toBe('avoid');
  });

  test('places every action and improvement once', () => {
    const matrix = priorityMatrix(draft());
    expect({ ...matrix, quick_win: ids(matrix.quick_win) }).toMatchObject({
      quick_win: ['4-1', '4-2', '4-3', '4-4'],
      avoid: [],
    });
    expect(ids(matrix.major_project)).toEqual(['4-m-1', '4-m-3']);
    expect(ids(matrix.if_time_permits)).toEqual(['4-5', '4-m-2', '4-m-4']);
  });
});

describe('the top three', () => {
  test('are of high impact, least effort first, then earliest due', () => {
    expect(ids(topThree(draft()))).toEqual(['4-1', '4-2', '4-3']);
  });

  test('are still to be done: on the evening of 6 June they are guard, threshold and dashboard', () => {
    expect(ids(topThree(eveningOfSixJune('fr')))).toEqual(['4-3', '4-4', '4-m-1']);
  });

  test('what has no date comes after what has one', () => {
    const plan = draft();
    const actions = plan.actions.map(({ dueAt, ...rest }) =>
      rest.id === '4-1' ? rest : { ...rest, dueAt: dueAt ?? 0 },
    );
    expect(ids(topThree({ ...plan, actions }))).toEqual(['4-2', '4-3', '4-4']);
  });
});

describe('progress', () => {
  test('counts what is done, verified and overdue', () => {
    expect(progressOf(eveningOfSixJune('fr'), evening)).toEqual({
      actions: 5,
      done: 2,
      verified: 1,
      verifiedBy: { measured: 0, ticked: 1, attested: 0 },
      accepted: 0,
      overdue: 0,
      completion: 0.4,
      verification: 0.2,
    });
  });

  test('an action is overdue the moment its day is over, unless it is done', () => {
    expect(overdueActions(draft(), endOf(6))).toEqual([]);
    expect(ids(overdueActions(draft(), endOf(6) + 1))).toEqual(['4-1']);
    const done = planAfter(setActionStatus(draft(), { action: '4-1', status: 'done' }, as('lea')));
    expect(overdueActions(done, endOf(6) + 1)).toEqual([]);
  });

  test('an accepted risk settles its action: neither done nor overdue', () => {
    const plan = { ...draft(), acceptedRisks: [{ action: '4-1', by: 'camille', at: 1, reason: 'r' }] };
    expect(progressOf(plan, endOf(6) + 1)).toMatchObject({
      done: 0,
      accepted: 1,
      overdue: 0,
      completion: 0.2,
    });
    const late = endOf(6) + 1;
    const calm = { isIncidentOpen: false };
    expect(planBody(plan, late, calm).actions.map(({ overdue }) => overdue)).not.toContain(true);
    expect(planWarnings(plan, late, calm).map(({ code }) => code)).not.toContain('action_overdue');
    expect(dueReminders(plan, [], endOf(9)).map(({ item }) => item)).not.toContain('4-1');
  });

  test('the review of a draft is overdue like that of an active plan; of a closed plan improvements are alone', () => {
    const late = endOf(30);
    const improvement = (plan: Plan) => ids(overdueImprovements(plan, late));
    expect(isReviewOverdue(draft(), late)).toBe(true);
    expect(isReviewOverdue({ ...draft(), state: 'active' }, late)).toBe(true);
    expect(improvement(draft())).toEqual(['4-m-1', '4-m-4']);
    const closed: Plan = { ...draft(), state: 'closed' };
    expect(isReviewOverdue(closed, late)).toBe(false);
    expect(overdueActions(closed, late)).toEqual([]);
    expect(improvement(closed)).toEqual(['4-m-1', '4-m-4']);
  });

  test('a plan without actions is not complete', () => {
    expect(progressOf({ state: 'draft', actions: [], improvements: [], acceptedRisks: [] }, 0)).toMatchObject(
      {
        completion: 0,
        verification: 0,
      },
    );
  });
});
