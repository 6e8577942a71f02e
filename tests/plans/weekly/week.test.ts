import { describe, expect, test } from 'vitest';
import { weeksAsked } from '../../../src/plans/weekly/desk-store.ts';
import { lastFullWeek, parseWeek, reportDueAt, weekAt } from '../../../src/plans/weekly/week.ts';

const paris = 'Europe/Paris';
const iso = (at: number | undefined) => at && new Date(at).toISOString();
const hours = (text: string, zone = paris) => {
  const week = parseWeek(text, zone)?.week;
  return week && (week.until - week.from) / 3_600_000;
};

describe('a week of the calendar', () => {
  test('begins on Monday where the agent is', () => {
    const { week, before, next } = weekAt(Date.parse('2026-06-05T06:02:00Z'), paris);
    expect(week.id).toBe('2026-W23');
    expect([iso(week.from), iso(week.until)]).toEqual([
      '2026-05-31T22:00:00.000Z',
      '2026-06-07T22:00:00.000Z',
    ]);
    expect([before.id, next.id]).toEqual(['2026-W22', '2026-W24']);
    expect([before.until, next.from]).toEqual([week.from, week.until]);
    expect(week.days).toHaveLength(7);
  });

  test('ends with its last millisecond', () => {
    const { week } = weekAt(Date.parse('2026-06-05T06:02:00Z'), paris);
    expect(weekAt(week.until - 1, paris).week.id).toBe('2026-W23');
    expect(weekAt(week.until, paris).week.id).toBe('2026-W24');
  });

  test('has 167 hours when clocks go forward, 169 when they go back', () => {
    expect(hours('2026-W13')).toBe(167);
    expect(hours('2026-W43')).toBe(169);
    expect(hours('2026-W13', 'UTC')).toBe(168);
    expect(
      parseWeek('2026-W13', paris)?.week.days.map(({ from, until }) => (until - from) / 3_600_000),
    ).toEqual([24, 24, 24, 24, 24, 24, 23]);
  });

  test.each(['2026-W01', '2026-W53', '2020-W53', '2024-W09', '2025-W52'])('%s is one', (text) => {
    expect(parseWeek(text, paris)?.week.id).toBe(text);
  });

  test.each(['2025-W53', '2026-W54', '2026-W00', '2026-23', '2026-w23', 'W23', '2026-W23 ', '0000-W01', ''])(
    '“%s” is none',
    (text) => {
      expect(parseWeek(text, paris)).toBeUndefined();
    },
  );

  test('of the turn of the year belongs to the year that has most of it', () => {
    expect(weekAt(Date.parse('2027-01-03T12:00:00Z'), paris).week.id).toBe('2026-W53');
    expect(weekAt(Date.parse('2027-01-04T12:00:00Z'), paris).week.id).toBe('2027-W01');
    expect(parseWeek('2026-W53', paris)?.next.id).toBe('2027-W01');
  });
});

describe('the report of a week', () => {
  const due = Date.parse('2026-06-08T06:00:00Z');

  test('is due on Monday at eight where the house is, also after a change of clocks', () => {
    const weeks = lastFullWeek(due, paris);
    expect(weeks.week.id).toBe('2026-W23');
    expect(iso(reportDueAt(weeks, paris, 480))).toBe('2026-06-08T06:00:00.000Z');
    const spring = parseWeek('2026-W13', paris);
    expect(iso(spring && reportDueAt(spring, paris, 480))).toBe('2026-03-30T06:00:00.000Z');
  });

  test('is of the last full one where none is asked for', () => {
    expect(weeksAsked(undefined, paris, due)).toMatchObject({ value: { week: { id: '2026-W23' } } });
    expect(weeksAsked(undefined, paris, due - 8 * 3_600_000 - 1)).toMatchObject({
      value: { week: { id: '2026-W22' } },
    });
  });

  test('can be of the one under way, and of no later one', () => {
    const begins = Date.parse('2026-06-07T22:00:00Z');
    expect(weeksAsked('2026-W24', paris, begins)).toMatchObject({ ok: true });
    expect(weeksAsked('2026-W24', paris, begins - 1)).toMatchObject({
      refusal: { code: 'week_in_the_future', detail: expect.stringContaining('2026-W22') },
    });
  });

  test('says what a week is where something else was asked for', () => {
    expect(weeksAsked('2025-W53', paris, due)).toMatchObject({
      refusal: {
        code: 'week_malformed',
        detail: expect.stringMatching(/"2025-W53".*2026-W23.*W53 in a year/),
      },
    });
  });
});
