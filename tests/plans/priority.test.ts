import { describe, expect, test } from 'vitest';
import { removeAction } from '../../src/plans/action.ts';
import { setActionStatus } from '../../src/plans/commands/action-progress.ts';
import { EditPlanBody } from '../../src/plans/commands/command.ts';
import { editPlan } from '../../src/plans/commands/edit.ts';
import { signPlan } from '../../src/plans/commands/signature.ts';
import { planBody } from '../../src/plans/http/plan-body.ts';
import { removeImprovement } from '../../src/plans/improvement.ts';
import type { Plan } from '../../src/plans/plan.ts';
import { firstThree, priorityMatrix, quadrantOf, topThree } from '../../src/plans/priority.ts';
import {
  isReviewOverdue,
  overdueActions,
  overdueImprovements,
  progressOf,
} from '../../src/plans/progress.ts';
import { dueReminders } from '../../src/plans/reminders/reminder.ts';
import { planWarnings } from '../../src/plans/warnings.ts';
import { accepted, as, codeOf, draft, endOf, planAfter } from './margaux.ts';
import { readyToSign } from './signed.ts';
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

describe('the priorities', () => {
  const choose = (plan: Plan, ...topThree: string[]) => editPlan(plan, { topThree }, as('camille'));
  const chosen = planAfter(choose(eveningOfSixJune('fr'), '4-m-1', '4-3', '4-1'));

  test('are the proposal until people choose', () => {
    expect(firstThree(draft())).toEqual({ items: topThree(draft()) });
  });

  test('stay as people chose them, in their order, when one of them is done', () => {
    const done = planAfter(setActionStatus(chosen, { action: '4-3', status: 'done' }, as('camille')));
    expect(ids(firstThree(done).items)).toEqual(['4-m-1', '4-3', '4-1']);
    expect(firstThree(done).chosen).toMatchObject({ by: 'camille', at: as('camille').now });
    expect(planBody(done, evening, { isIncidentOpen: false }).priorities).toMatchObject({
      topThree: ['4-m-1', '4-3', '4-1'],
      chosen: { by: 'camille' },
      proposed: ['4-4', '4-m-1', '4-m-3'],
    });
  });

  test('are an edit as others: told, and what was signed for the next step is to be signed again', () => {
    const { plan, events } = accepted(choose(readyToSign(), '4-3'));
    expect(plan.version).toBe(readyToSign().version + 1);
    expect(events).toMatchObject([{ kind: 'planEdited', fields: ['priorities'] }]);
    const once = planAfter(signPlan(readyToSign(), { as: 'owner', for: 'activation' }, as('lea')));
    expect(planAfter(choose(once, '4-3')).signatures).toEqual([]);
  });

  test('chosen again as they are change nothing, not even whose choice it was', () => {
    const again = accepted(editPlan(chosen, { topThree: ['4-m-1', '4-3', '4-1'] }, as('lea')));
    expect(again).toEqual({ plan: chosen, events: [] });
    expect(planAfter(choose(chosen, '4-3', '4-m-1', '4-1')).priorities?.items[0]).toBe('4-3');
  });

  test('name only what is in the plan, each once, three at most', () => {
    expect(codeOf(choose(draft(), '4-9'))).toBe('unknown_priority');
    const refused = (...topThree: string[]) => !EditPlanBody.safeParse({ topThree }).success;
    expect([refused('4-3', '4-3'), refused(), refused('4-1', '4-2', '4-3', '4-4')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(refused('4-1', '4-2', '4-m-1')).toBe(false);
  });

  test('can be given back to the proposal', () => {
    const open = planAfter(editPlan(chosen, { topThree: null }, as('camille')));
    expect(open.priorities).toBeUndefined();
  });

  test('lose what is taken out of the plan', () => {
    const two = planAfter(choose(draft(), '4-3', '4-m-1'));
    const one = planAfter(removeAction(two, { action: '4-3' }, as('lea')));
    expect(one.priorities?.items).toEqual(['4-m-1']);
    expect(planAfter(removeImprovement(one, { improvement: '4-m-1' }, as('lea'))).priorities).toBeUndefined();
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
    expect(dueReminders(plan, [], endOf(9), { people: new Map() }).due.map(({ item }) => item)).not.toContain(
      '4-1',
    );
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
