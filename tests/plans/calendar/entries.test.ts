import { describe, expect, test } from 'vitest';
import { editAction } from '../../../src/plans/action.ts';
import { calendarEntries } from '../../../src/plans/calendar/entries.ts';
import { acceptRisk } from '../../../src/plans/commands/risk.ts';
import { holdReview } from '../../../src/plans/review.ts';
import { as, draft, paris, planAfter } from '../margaux.ts';
import { active, closedWithTasks } from '../signed.ts';

const uids = (person: string, plan = draft()) => calendarEntries(person, [plan]).map(({ uid }) => uid);
const whenOf = (person: string, uid: string, plan = draft()) =>
  calendarEntries(person, [plan]).find((entry) => entry.uid === uid)?.when;

describe('the calendar of a person', () => {
  test('holds what is due from them, and of no one else', () => {
    const plan = draft();
    const ownedBy = (person: string) =>
      [...plan.actions, ...plan.improvements]
        .filter(({ owner = plan.owner, dueAt }) => owner === person && dueAt !== undefined)
        .map(({ id }) => id);
    for (const person of ['lea', 'camille', 'it-ops']) {
      const shown = uids(person).filter((uid) => !uid.startsWith('review-'));
      expect(shown.map((uid) => uid.replace(/^(?:action|improvement)-/, ''))).toEqual(ownedBy(person));
    }
  });

  test('shows a due date as the local day, and a time of day as the instant', () => {
    const dueTo = (dueAt: number) =>
      whenOf(
        'lea',
        'action-4-1',
        planAfter(editAction(draft(), { action: '4-1', owner: 'lea', dueAt }, as('lea'))),
      );
    const endOfDay = Date.parse('2026-10-25T23:00:00Z') - 1;
    expect(dueTo(endOfDay)).toEqual({ day: '2026-10-25' });
    expect(dueTo(endOfDay - 1)).toEqual({ at: endOfDay - 1 });
    expect(dueTo(endOfDay + 1)).toEqual({ at: endOfDay + 1 });
  });

  test('shows the reviews to who follows the plan, at nine in the morning of their day, by one name for good', () => {
    const plan = active();
    const next = whenOf(plan.followedBy, 'review-4-1', plan);
    expect(next).toEqual({ at: paris(6, '09:00') });
    const held = planAfter(holdReview(plan, {}, as('lea', paris(7, '10:00'))));
    const after = calendarEntries(plan.followedBy, [held]).filter(({ subject }) => subject === 'review');
    expect(after.map(({ uid, isDone }) => [uid, isDone])).toEqual([
      ['review-4-1', true],
      ['review-4-2', false],
    ]);
    expect(after[0]?.when).toEqual(next);
  });

  test('has no day for an action that somebody has answered for instead', () => {
    const plan = active();
    const { id, owner = plan.owner } = plan.actions[1] ?? { id: '' };
    expect(uids(owner, plan)).toContain(`action-${id}`);
    const accepted = planAfter(acceptRisk(plan, { action: id, reason: 'no longer sold' }, as('camille')));
    expect(uids(owner, accepted)).not.toContain(`action-${id}`);
  });

  test('goes on with what follows a closure, but not with reviews', () => {
    const plan = closedWithTasks();
    const subjects = new Set(
      ['lea', 'camille', 'it-ops'].flatMap((person) =>
        calendarEntries(person, [plan])
          .filter(({ isDone }) => !isDone)
          .map(({ subject }) => subject),
      ),
    );
    expect(subjects).toContain('task');
    expect(subjects).not.toContain('review');
  });
});
