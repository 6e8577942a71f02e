import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { dueAtOf } from '../../../src/incidents/clocks/due.ts';
import { localDate } from '../../../src/language/zoned.ts';
import { iso } from '../../../src/platform/iso.ts';
import { parseSpan, spanText } from '../../../src/rules/clocks/clock-class.ts';

const paris = 'Europe/Paris';

function due(text: string, from: string, timezone = paris): string {
  const span = parseSpan(text);
  if (span === undefined) throw new Error(`no span ${text}`);
  return iso(dueAtOf(span, Date.parse(from), timezone));
}

describe('when a report is due', () => {
  test('72 hours are 72 exact hours, whatever the clocks on the wall do', () => {
    expect(due('72h', '2026-06-05T06:02:00Z')).toBe('2026-06-08T06:02:00.000Z');
    // Paris goes to summer time on 29 March 2026, and back on 25 October.
    expect(due('72h', '2026-03-27T23:30:00Z')).toBe('2026-03-30T23:30:00.000Z');
    expect(due('72h', '2026-10-23T23:30:00Z')).toBe('2026-10-26T23:30:00.000Z');
  });

  test('the day on which people became aware does not count, and the last day counts to its end', () => {
    expect(due('2d', '2026-06-05T06:02:00Z')).toBe('2026-06-07T21:59:59.999Z');
    expect(due('15d', '2026-06-05T06:02:00Z')).toBe('2026-06-20T21:59:59.999Z');
  });

  test('the last moment of a day and the first of the next are a day apart', () => {
    expect(due('10d', '2026-06-05T21:59:59.999Z')).toBe('2026-06-15T21:59:59.999Z');
    expect(due('10d', '2026-06-05T22:00:00.000Z')).toBe('2026-06-16T21:59:59.999Z');
  });

  test('days end at midnight of the zone on both nights of the clock change', () => {
    // From winter time into summer time, an hour shorter; back, an hour longer.
    expect(due('2d', '2026-03-27T12:00:00Z')).toBe('2026-03-29T21:59:59.999Z');
    expect(due('2d', '2026-10-23T12:00:00Z')).toBe('2026-10-25T22:59:59.999Z');
  });

  test('a leap day is a day', () => {
    expect(due('2d', '2028-02-28T12:00:00Z')).toBe('2028-03-01T22:59:59.999Z');
    expect(due('2d', '2027-02-28T12:00:00Z')).toBe('2027-03-02T22:59:59.999Z');
    expect(due('72h', '2028-02-27T12:00:00Z')).toBe('2028-03-01T12:00:00.000Z');
  });

  test('another zone ends its days at another instant; hours are the same everywhere', () => {
    expect(due('2d', '2026-06-05T06:02:00Z', 'America/New_York')).toBe('2026-06-08T03:59:59.999Z');
    expect(due('72h', '2026-06-05T06:02:00Z', 'America/New_York')).toBe('2026-06-08T06:02:00.000Z');
  });

  test('a weekend and a holiday move nothing: what is shown is never later than what is due', () => {
    // Friday 1 May 2026 is a holiday in France; 3 May a Sunday.
    expect(due('2d', '2026-05-01T08:00:00Z')).toBe('2026-05-03T21:59:59.999Z');
  });

  test.prop([
    fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2036, 0, 1) }),
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom('UTC', paris, 'America/Sao_Paulo', 'Pacific/Apia', 'Africa/Cairo', 'Asia/Kolkata'),
  ])('so many days later is the last instant of that day', (from, count, timezone) => {
    const at = dueAtOf({ unit: 'days', count }, from, timezone);
    const last = localDate(from, timezone).add({ days: count });
    expect(localDate(at, timezone).equals(last)).toBe(true);
    expect(localDate(at + 1, timezone).equals(last)).toBe(false);
  });
});

describe('a span as it is written', () => {
  test.each(['72h', '1h', '15d', '9999d'])('%s reads and writes the same', (text) => {
    const span = parseSpan(text);
    expect(span && spanText(span)).toBe(text);
  });

  test.each(['', '0h', '72', '72 h', '1w', '-1d', '1.5d', '10000d'])('%s is none', (text) => {
    expect(parseSpan(text)).toBeUndefined();
  });
});
