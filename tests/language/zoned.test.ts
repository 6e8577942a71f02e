import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  addDays,
  compareDates,
  endOfDate,
  endOfLocalDay,
  localDate,
  localTime,
  parseDate,
  startOfDate,
} from '../../src/language/zoned.ts';

const zones = [
  'Europe/Paris',
  'UTC',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Marquesas',
];
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2036, 0, 1) });
const iso = (at: number) => new Date(at).toISOString();

describe('days in a time zone', () => {
  test.prop([instant, fc.constantFrom(...zones)])(
    'an instant lies between the ends of its day',
    (at, zone) => {
      const date = localDate(at, zone);
      const start = startOfDate(date, zone);
      const end = endOfLocalDay(at, zone);
      expect(start).toBeLessThanOrEqual(at);
      expect(end).toBeGreaterThanOrEqual(at);
      expect(localDate(start, zone)).toEqual(date);
      expect(localDate(end, zone)).toEqual(date);
      expect(compareDates(localDate(start - 1, zone), date)).toBeLessThan(0);
      expect(compareDates(localDate(end + 1, zone), date)).toBeGreaterThan(0);
    },
  );

  test.prop([instant, fc.constantFrom(...zones), fc.integer({ min: 0, max: 400 })])(
    'n days later is n days of the calendar, however long they last',
    (at, zone, days) => {
      const due = endOfLocalDay(at, zone, days);
      expect(localDate(due, zone)).toEqual(addDays(localDate(at, zone), days));
      expect(due - endOfLocalDay(at, zone)).toBeGreaterThan((days - 0.1) * 86_400_000);
    },
  );

  test('the day the clocks change in Paris is 23 or 25 hours long', () => {
    const hours = (day: string) => {
      const date = parseDate(day) ?? { year: 0, month: 0, day: 0 };
      return (endOfDate(date, 'Europe/Paris') + 1 - startOfDate(date, 'Europe/Paris')) / 3_600_000;
    };
    expect(hours('2026-03-28')).toBe(24);
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
    expect(hours('2026-06-05')).toBe(24);
  });

  test('a day whose midnight is skipped begins at one', () => {
    const date = { year: 2026, month: 9, day: 6 };
    expect(iso(startOfDate(date, 'America/Santiago'))).toBe('2026-09-06T04:00:00.000Z');
    expect(localTime(startOfDate(date, 'America/Santiago'), 'America/Santiago')).toEqual({
      hour: 1,
      minute: 0,
    });
  });

  test('the end of a Paris summer day is 21:59:59.999 UTC', () => {
    expect(iso(endOfLocalDay(Date.parse('2026-06-05T06:02:00Z'), 'Europe/Paris'))).toBe(
      '2026-06-05T21:59:59.999Z',
    );
    expect(iso(endOfLocalDay(Date.parse('2026-06-05T22:00:00Z'), 'Europe/Paris'))).toBe(
      '2026-06-06T21:59:59.999Z',
    );
  });

  test('only days of the calendar are dates', () => {
    expect(parseDate('2026-02-28')).toEqual({ year: 2026, month: 2, day: 28 });
    for (const text of ['2026-02-29', '2026-13-01', '2026-6-1', 'tomorrow'])
      expect(parseDate(text)).toBeUndefined();
  });
});
