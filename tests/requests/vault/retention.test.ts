import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { endOfRetention, retentionCutoff } from '../../../src/requests/vault/retention.ts';
import { type KeepFor, keepText, parseKeep } from '../../../src/rules/retention/retention.ts';

const paris = 'Europe/Paris';
const keep = (text: string): KeepFor => {
  const parsed = parseKeep(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};
const end = (anchor: string, text: string, zone = paris) =>
  new Date(endOfRetention(Date.parse(anchor), keep(text), zone)).toISOString();

describe('a retention', () => {
  test.each([
    ['5 years', 'any hour of a day', '2021-03-10T08:02:00+01:00', '2026-03-10T23:00:00.000Z'],
    ['5 years', 'the first instant of it', '2021-03-10T00:00:00+01:00', '2026-03-10T23:00:00.000Z'],
    ['5 years', 'the last instant of it', '2021-03-10T23:59:59.999+01:00', '2026-03-10T23:00:00.000Z'],
    ['5 years', '29 February, into a year without', '2024-02-29T12:00:00Z', '2029-02-28T23:00:00.000Z'],
    ['5 years', '28 February, into a year without', '2023-02-28T12:00:00Z', '2028-02-28T23:00:00.000Z'],
    ['4 years', '29 February, into a year with one', '2024-02-29T12:00:00Z', '2028-02-29T23:00:00.000Z'],
    ['6 months', '31 August, to the end of February', '2025-08-31T12:00:00Z', '2026-02-28T23:00:00.000Z'],
    [
      '6 months',
      'the end of February, not to that of August',
      '2026-02-28T12:00:00Z',
      '2026-08-28T22:00:00.000Z',
    ],
    ['10 years', 'New Year, by the clocks of Paris', '2025-12-31T23:30:00Z', '2036-01-01T23:00:00.000Z'],
    [
      '1 day',
      'the day before the night in which it is set ahead',
      '2026-03-28T12:00:00Z',
      '2026-03-29T22:00:00.000Z',
    ],
    [
      '1 day',
      'the day before the night in which it is set back',
      '2026-10-24T12:00:00Z',
      '2026-10-25T23:00:00.000Z',
    ],
    ['1 day', 'the very night it is set ahead', '2026-03-29T01:30:00Z', '2026-03-30T22:00:00.000Z'],
    ['1 day', 'the hour that is there twice', '2026-10-25T00:30:00Z', '2026-10-26T23:00:00.000Z'],
  ])('of %s runs from %s to the end of a day', (text, _, anchor, expected) => {
    expect(end(anchor, text)).toBe(expected);
  });

  const anchor = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2035-01-01') });
  const kept = fc.record({
    unit: fc.constantFrom('days', 'months', 'years'),
    count: fc.integer({ min: 1, max: 40 }),
  }) as fc.Arbitrary<KeepFor>;
  const zone = fc.constantFrom(paris, 'UTC', 'America/Sao_Paulo', 'Indian/Reunion', 'Pacific/Apia');

  test.prop([anchor, kept, zone])(
    'is over from its end on, and not a millisecond before',
    (from, time, where) => {
      const over = endOfRetention(from, time, where);
      expect(retentionCutoff(over, time, where)).toBeGreaterThan(from);
      expect(retentionCutoff(over - 1, time, where)).toBeLessThanOrEqual(from);
    },
  );

  test.prop([anchor, anchor, kept, zone])(
    'that begins later never ends earlier',
    (one, other, time, where) => {
      const [first, last] = [Math.min(one, other), Math.max(one, other)];
      expect(endOfRetention(first, time, where)).toBeLessThanOrEqual(endOfRetention(last, time, where));
    },
  );
});

describe('how long something is kept', () => {
  test.each(['1 day', '30 days', '6 months', '1 year', '10 years', '999 years'])('is written %s', (text) => {
    expect(keepText(keep(text))).toBe(text);
  });
  test.each(['0 days', '5', '5y', '1000 years', '6 mois', '-1 days', '1.5 years', '5  years', ''])(
    'and not %j',
    (text) => {
      expect(parseKeep(text)).toBeUndefined();
    },
  );
});
