import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  longestTogetherMs,
  type Maintenance,
  windowsAround,
  windowsIn,
} from '../../../src/rules/silences/maintenance.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const begins = (cron: string, from: string, to: string, durationMs = hour, zone = 'Europe/Paris') =>
  windowsIn({ cron, durationMs }, zone, Date.parse(from), Date.parse(to)).map(({ from: at }) =>
    new Date(at).toISOString().slice(0, 16),
  );

describe('windows of planned work', () => {
  test('they begin at the times of the agent’s zone, in summer and in winter', () => {
    expect(begins('30 2 * * *', '2026-06-05T00:00Z', '2026-06-06T00:00Z')).toEqual(['2026-06-05T00:30']);
    expect(begins('30 2 * * *', '2026-01-05T00:00Z', '2026-01-06T00:00Z')).toEqual(['2026-01-05T01:30']);
    expect(begins('30 2 * * *', '2026-01-05T00:00Z', '2026-01-06T00:00Z', hour, 'Asia/Kolkata')).toEqual([
      '2026-01-05T21:00',
    ]);
  });

  test('in the night in which clocks go forward, what they leap over begins where they leap to', () => {
    const night = (cron: string) => begins(cron, '2027-03-27T20:00Z', '2027-03-28T20:00Z');
    expect(night('30 1 * * *')).toEqual(['2027-03-28T00:30']);
    for (const cron of ['0 2 * * *', '30 2 * * *', '59 2 * * *', '0 3 * * *'])
      expect(night(cron)).toEqual(['2027-03-28T01:00']);
    expect(night('1 3 * * *')).toEqual(['2027-03-28T01:01']);
    // Two times that come to the same one are one window.
    expect(night('0,30 2 * * *')).toEqual(['2027-03-28T01:00']);
  });

  test('in the night in which clocks go back, what they show twice begins the first time', () => {
    const night = (cron: string) => begins(cron, '2027-10-30T20:00Z', '2027-10-31T20:00Z');
    expect(night('30 2 * * *')).toEqual(['2027-10-31T00:30']);
    expect(night('0 3 * * *')).toEqual(['2027-10-31T02:00']);
    expect(night('0,30 1-3 * * *')).toEqual([
      ...['2027-10-30T23:00', '2027-10-30T23:30', '2027-10-31T00:00', '2027-10-31T00:30'],
      ...['2027-10-31T02:00', '2027-10-31T02:30'],
    ]);
  });

  test('work of every hour is done in every hour of these nights', () => {
    expect(begins('15 * * * *', '2027-03-28T00:00Z', '2027-03-28T02:00Z', minute)).toEqual([
      '2027-03-28T00:15',
      '2027-03-28T01:15',
    ]);
    expect(begins('15 * * * *', '2027-10-31T00:00Z', '2027-10-31T02:00Z', minute)).toEqual([
      '2027-10-31T00:15',
      '2027-10-31T01:15',
    ]);
  });

  test('a window that lasts over the night is as long as any other', () => {
    const [spring] = windowsIn(
      { cron: '0 22 * * *', durationMs: 8 * hour },
      'Europe/Paris',
      Date.parse('2027-03-27T22:00Z'),
      Date.parse('2027-03-27T22:01Z'),
    );
    expect(spring && spring.until - spring.from).toBe(8 * hour);
  });

  test('a window belongs to a span from its first instant on, and no longer at its last', () => {
    const reaching = (from: string, to: string) => begins('0 2 * * *', from, to).length;
    expect(reaching('2026-06-05T00:59:59.999Z', '2026-06-05T02:00Z')).toBe(1);
    expect(reaching('2026-06-05T01:00Z', '2026-06-05T02:00Z')).toBe(0);
    expect(reaching('2026-06-04T23:00Z', '2026-06-05T00:00Z')).toBe(0);
    expect(reaching('2026-06-04T23:00Z', '2026-06-05T00:00:00.001Z')).toBe(1);
  });

  test('29 February comes every fourth year, and a day of the week in every month', () => {
    expect(begins('0 12 29 2 *', '2026-01-01T00:00Z', '2033-01-01T00:00Z')).toEqual([
      '2028-02-29T11:00',
      '2032-02-29T11:00',
    ]);
    expect(begins('0 12 * * sun', '2026-06-01T00:00Z', '2026-06-15T00:00Z')).toEqual([
      '2026-06-07T10:00',
      '2026-06-14T10:00',
    ]);
  });

  property.prop(
    [
      fc.constantFrom('30 2 * * *', '*/20 * * * *', '0 22 * * 1-5', '15 1,2,3 * * *', '0 0 1 * *'),
      fc.constantFrom('Europe/Paris', 'America/Santiago', 'Australia/Lord_Howe', 'UTC', 'Asia/Gaza'),
      fc.integer({ min: minute, max: day }),
      fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
    ],
    { numRuns: 60 },
  )('the windows that are remembered are those that are worked out', (cron, timezone, durationMs, date) => {
    const entry: Maintenance = { cron, durationMs, reason: '' };
    const at = date.getTime();
    const covering = (windows: readonly { from: number; until: number }[]) =>
      windows.filter(({ from, until }) => from <= at && at < until).length > 0;
    windowsAround(entry, timezone, at - day / 2);
    expect(covering(windowsAround(entry, timezone, at))).toBe(
      covering(windowsIn(entry, timezone, at, at + 1)),
    );
  });
});

describe('how long planned work lasts without a break', () => {
  test.each([
    [['0 2 * * *'], hour, hour],
    [['0 2 * * *', '0 3 * * *'], hour, 2 * hour],
    [['0 2 * * *', '30 2 * * *'], hour, 1.5 * hour],
    [['0 2 * * *', '1 3 * * *'], hour, hour],
    [['0 0 * * *'], day - 1, day - 1],
  ])('%j of %d ms: %d ms', (crons, durationMs, longest) => {
    expect(
      longestTogetherMs(
        crons.map((cron) => ({ cron, durationMs })),
        day,
      ),
    ).toBe(longest);
  });

  test.each([
    ['0 0 * * *', day],
    ['* * * * *', minute],
    ['*/5 * * * *', 6 * minute],
  ])('%s of %d ms never ends', (cron, durationMs) => {
    expect(longestTogetherMs([{ cron, durationMs }], day)).toBeGreaterThan(day);
  });
});
