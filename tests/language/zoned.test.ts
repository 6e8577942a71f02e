import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
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

function day(text: string) {
  const date = parseDate(text);
  if (date === undefined) throw new Error(`${text} is no day of the calendar`);
  return date;
}

describe('days in a time zone', () => {
  test.prop([instant, fc.constantFrom(...zones)])(
    'an instant lies between the ends of its day',
    (at, zone) => {
      const date = localDate(at, zone);
      const start = startOfDate(date, zone);
      const end = endOfLocalDay(at, zone);
      expect(start).toBeLessThanOrEqual(at);
      expect(end).toBeGreaterThanOrEqual(at);
      const days = [start - 1, start, end, end + 1].map((each) => localDate(each, zone).toString());
      const dates = [-1, 0, 0, 1].map((later) => date.add({ days: later }).toString());
      expect(days).toEqual(dates);
    },
  );

  test.prop([instant, fc.constantFrom(...zones), fc.integer({ min: 0, max: 400 })])(
    'n days later is n days of the calendar, however long they last',
    (at, zone, days) => {
      const due = endOfLocalDay(at, zone, days);
      expect(localDate(due, zone).toString()).toBe(localDate(at, zone).add({ days }).toString());
      expect(due - endOfLocalDay(at, zone)).toBeGreaterThan((days - 0.1) * 86_400_000);
    },
  );

  test('the day the clocks change in Paris is 23 or 25 hours long', () => {
    const hours = (text: string) =>
      (endOfDate(day(text), 'Europe/Paris') + 1 - startOfDate(day(text), 'Europe/Paris')) / 3_600_000;
    expect(hours('2026-03-28')).toBe(24);
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
    expect(hours('2026-06-05')).toBe(24);
  });

  test('a day whose midnight is skipped begins at one', () => {
    const date = day('2026-09-06');
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

  test('on both nights of the clock change in Paris a day is due at the end of the local day', () => {
    const dueOf = (at: string) => iso(endOfLocalDay(Date.parse(at), 'Europe/Paris'));
    expect(dueOf('2026-03-28T23:00:00Z')).toBe('2026-03-29T21:59:59.999Z');
    expect(dueOf('2026-10-24T22:00:00Z')).toBe('2026-10-25T22:59:59.999Z');
    expect(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map(dueOf)).toEqual(
      Array(2).fill('2026-10-25T22:59:59.999Z'),
    );
    expect(localTime(Date.parse('2026-03-29T01:00:00Z'), 'Europe/Paris')).toEqual({ hour: 3, minute: 0 });
  });

  test('the leap day is a day like any other', () => {
    const due = (at: string, days: number) => iso(endOfLocalDay(Date.parse(at), 'Europe/Paris', days));
    expect(due('2028-02-28T12:00:00Z', 1)).toBe('2028-02-29T22:59:59.999Z');
    expect(due('2028-02-29T12:00:00Z', 1)).toBe('2028-03-01T22:59:59.999Z');
    expect(due('2027-02-28T12:00:00Z', 1)).toBe('2027-03-01T22:59:59.999Z');
    expect(day('2028-02-29').toString()).toBe('2028-02-29');
  });

  test('an instant between two milliseconds belongs to the day of the first', () => {
    expect(localDate(Date.parse('2026-06-05T22:00:00Z') - 0.5, 'Europe/Paris').toString()).toBe('2026-06-05');
  });

  test('only days of the calendar are dates', () => {
    expect(day('2026-02-28').toString()).toBe('2026-02-28');
    for (const text of ['2026-02-29', '2026-13-01', '2026-6-1', 'tomorrow', '0026-06-08', '2026-06-08T10:00'])
      expect(parseDate(text)).toBeUndefined();
  });
});
