import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { localDate } from '../../src/language/zoned.ts';
import { dueAfter } from '../../src/plans/due.ts';
import { isReviewOverdue, plannedReview } from '../../src/plans/progress.ts';
import { holdReview, nextReviewDue } from '../../src/plans/review.ts';
import { accepted, as, codeOf, draft, endOf, paris, planAfter } from './margaux.ts';

const dayMs = 86_400_000;

describe('review dates', () => {
  test('are daily in the first week, then weekly', () => {
    const dates: number[] = [];
    let plan = draft();
    for (let held = 0; held < 9; held += 1) {
      const due = plannedReview(plan)?.dueAt ?? 0;
      dates.push(localDate(due, 'Europe/Paris').day);
      plan = planAfter(holdReview(plan, {}, as('camille', due - 6 * 3_600_000)));
    }
    expect(dates).toEqual([6, 7, 8, 9, 10, 11, 12, 19, 26]);
  });

  test('end with the local day, also when the clocks change that night', () => {
    const october = { ...draft(), createdAt: Date.parse('2026-10-24T10:00:00Z') };
    expect(new Date(nextReviewDue(october, october.createdAt)).toISOString()).toBe(
      '2026-10-25T22:59:59.999Z',
    );
  });

  test('start afresh when a plan is reopened', () => {
    const reopened = { ...draft(), reopened: [{ at: paris(20, '09:00'), incident: 9 }] };
    expect(nextReviewDue(reopened, paris(20, '09:00'))).toBe(endOf(21));
    expect(nextReviewDue(draft(), paris(20, '09:00'))).toBe(endOf(27));
  });

  test('a rhythm of less than a day is kept to the millisecond', () => {
    const hasty = { ...draft(), cadence: { dailyForMs: 20_000, thenEveryMs: 30_000 } };
    expect(nextReviewDue(hasty, hasty.createdAt)).toBe(hasty.createdAt + 30_000);
  });

  test.prop([fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 86_400_000 })])(
    'whole days after any time of a day end with the same local day',
    (days, within) => {
      const midnight = paris(5, '00:00');
      const at = midnight + Math.min(within, dayMs - 1);
      expect(dueAfter(at, days * dayMs, 'Europe/Paris')).toBe(
        dueAfter(midnight, days * dayMs, 'Europe/Paris'),
      );
    },
  );
});

describe('a review', () => {
  test('that was held is recorded, and the next one planned', () => {
    const { plan, events } = accepted(
      holdReview(draft(), { comment: 'Bien' }, as('camille', paris(6, '17:00'))),
    );
    expect(plan.reviews).toEqual([
      { dueAt: endOf(6), heldAt: paris(6, '17:00'), by: 'camille', comment: 'Bien' },
      { dueAt: endOf(7) },
    ]);
    expect(events).toMatchObject([{ kind: 'reviewHeld', nextDueAt: endOf(7), texts: { comment: 'Bien' } }]);
  });

  test('is overdue the moment its day is over', () => {
    expect(isReviewOverdue(draft(), endOf(6))).toBe(false);
    expect(isReviewOverdue(draft(), endOf(6) + 1)).toBe(true);
    expect(isReviewOverdue({ ...draft(), state: 'closed' }, endOf(6) + 1)).toBe(false);
  });

  test('may agree on another day for the next one, in the future', () => {
    const ctx = as('camille', paris(6, '17:00'));
    expect(planAfter(holdReview(draft(), { nextDueAt: endOf(12) }, ctx)).reviews.at(-1)?.dueAt).toBe(
      endOf(12),
    );
    expect(codeOf(holdReview(draft(), { nextDueAt: ctx.now }, ctx))).toBe('date_in_the_past');
  });

  test('may be recorded afterwards, never beforehand', () => {
    const ctx = as('camille', paris(7, '09:00'));
    const late = planAfter(holdReview(draft(), { heldAt: paris(6, '17:00') }, ctx));
    expect(late.reviews.at(-1)?.dueAt).toBe(endOf(7));
    expect(codeOf(holdReview(draft(), { heldAt: ctx.now + 1 }, ctx))).toBe('date_in_the_future');
  });
});
