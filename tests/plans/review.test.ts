import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { publicHolidays } from '../../src/language/holidays.ts';
import { endOfLocalDay, localDate } from '../../src/language/zoned.ts';
import { dueAfter } from '../../src/plans/due.ts';
import { isReviewOverdue, plannedReview } from '../../src/plans/progress.ts';
import { holdReview, nextReviewDue, ownersReviewDue } from '../../src/plans/review.ts';
import { accepted, as, codeOf, draft, endOf, paris, people, planAfter } from './margaux.ts';

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

describe('reviews of who keeps working days', () => {
  const lea = { ...people.get('lea'), id: 'lea', name: 'Léa', language: 'fr', approver: false } as const;
  const living = (country: string, timezone?: string) =>
    new Map([...people, ['lea', { ...lea, country, ...(timezone !== undefined && { timezone }) }]]);
  const next = (created: string, where = living('FR')) => {
    const at = Date.parse(created);
    return new Date(ownersReviewDue({ ...draft(), createdAt: at }, at, where)).toISOString();
  };

  test('go around weekends and public holidays, of the whole country or of a part of it', () => {
    expect(next('2027-06-04T10:00:00Z')).toBe('2027-06-07T21:59:59.999Z'); // Friday → Monday
    expect(next('2027-05-05T10:00:00Z')).toBe('2027-05-07T21:59:59.999Z'); // Ascension Day
    expect(next('2027-03-25T10:00:00Z')).toBe('2027-03-26T22:59:59.999Z'); // Good Friday is worked on …
    expect(next('2027-03-25T10:00:00Z', living('FR-57'))).toBe('2027-03-30T21:59:59.999Z'); // … not in Metz
    // Christmas on a weekend is had on the Monday and the Tuesday; the days themselves are no Monday either.
    expect(next('2027-12-24T10:00:00Z', living('GB'))).toBe('2027-12-29T22:59:59.999Z');
  });

  test('end with the day where the owner is', () => {
    expect(next('2027-06-04T10:00:00Z', living('FR', 'Indian/Reunion'))).toBe('2027-06-07T19:59:59.999Z');
    // In Auckland it is Saturday already, and Monday is the King's birthday there.
    expect(next('2027-06-04T13:00:00Z', living('NZ', 'Pacific/Auckland'))).toBe('2027-06-08T11:59:59.999Z');
  });

  test('fall on any day for who names no country', () => {
    expect(next('2027-06-04T10:00:00Z', new Map(people))).toBe('2027-06-05T21:59:59.999Z');
  });

  test.prop([
    fc.integer({ min: Date.parse('2027-01-01T00:00:00Z'), max: Date.parse('2030-01-01T00:00:00Z') }),
    fc.integer({ min: 0, max: 60 * 24 }).map((hours) => hours * 3_600_000),
    fc.constantFrom('Europe/Paris', 'America/New_York', 'Pacific/Auckland'),
  ])(
    'never fall on a day off, nor earlier than asked, nor later than the first that is worked on',
    (after, ms, timezone) => {
      const isHoliday = publicHolidays('FR-57');
      const isOff = (at: number) => {
        const day = localDate(at, timezone);
        return day.dayOfWeek > 5 || isHoliday(day);
      };
      const plan = { ...draft(), timezone, cadence: { dailyForMs: 0, thenEveryMs: ms } };
      const asked = nextReviewDue(plan, after);
      const due = nextReviewDue(plan, after, isHoliday);
      expect(isOff(due)).toBe(false);
      expect(due).toBeGreaterThanOrEqual(asked);
      if (due === asked) return;
      expect(due).toBe(endOfLocalDay(due, timezone));
      for (let day = endOfLocalDay(asked, timezone); day < due; day = endOfLocalDay(day, timezone, 1))
        expect(isOff(day)).toBe(true);
    },
  );

  test.each(['2027-03-26T12:00:00Z', '2027-10-29T12:00:00Z'])(
    'are not an hour off behind a weekend on which the clocks change: %s',
    (friday) => {
      const monday = localDate(Date.parse(next(friday)), 'Europe/Paris');
      expect(Date.parse(next(friday))).toBe(endOfLocalDay(Date.parse(next(friday)), 'Europe/Paris'));
      expect([1, 2]).toContain(monday.dayOfWeek);
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

  test('are held from the moment on that the plan began, and not before', () => {
    const { createdAt } = draft();
    const held = (heldAt: number) => holdReview(draft(), { heldAt }, as('camille', paris(7, '09:00')));
    expect(held(createdAt).ok).toBe(true);
    expect(codeOf(held(createdAt - 1))).toBe('review_before_plan');
    expect(codeOf(held(0))).toBe('review_before_plan');
  });
});
