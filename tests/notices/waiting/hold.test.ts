import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { localTime } from '../../../src/language/zoned.ts';
import type { AddressBook, Reach } from '../../../src/notices/routing.ts';
import { collectMs, type Holdable, heldUntil, quietUntil } from '../../../src/notices/waiting/hold.ts';

const paris = 'Europe/Paris';
const night = { fromMinutes: 20 * 60, toMinutes: 7 * 60 };
const at = (text: string) => Date.parse(text);
const book = (reach: Reach = {}): AddressBook => ({
  reachOf: () => reach,
  houseZone: () => paris,
  morningMinutes: 8 * 60,
});

describe('quiet hours', () => {
  test('over midnight end the next morning, and begin and end to the minute', () => {
    const end = at('2026-06-06T05:00:00Z');
    expect(quietUntil(night, paris, at('2026-06-05T17:59:59Z'))).toBeUndefined();
    expect(quietUntil(night, paris, at('2026-06-05T18:00:00Z'))).toBe(end);
    expect(quietUntil(night, paris, at('2026-06-06T04:59:59Z'))).toBe(end);
    expect(quietUntil(night, paris, end)).toBeUndefined();
  });

  test('of a day end on that day', () => {
    const lunch = { fromMinutes: 12 * 60, toMinutes: 14 * 60 };
    expect(quietUntil(lunch, paris, at('2026-06-05T09:59:00Z'))).toBeUndefined();
    expect(quietUntil(lunch, paris, at('2026-06-05T10:00:00Z'))).toBe(at('2026-06-05T12:00:00Z'));
  });

  test.each([
    ['spring', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z'],
    ['autumn', '2026-10-24T21:00:00Z', '2026-10-25T06:00:00Z'],
    ['a leap day', '2028-02-28T22:00:00Z', '2028-02-29T06:00:00Z'],
  ])('end at seven by the clocks of people in the night of %s', (_, evening, end) => {
    expect(quietUntil(night, paris, at(evening))).toBe(at(end));
  });

  test('that end in the hour that is left out in spring, or that comes twice in autumn, end once', () => {
    const early = { fromMinutes: 20 * 60, toMinutes: 150 };
    expect(quietUntil(early, paris, at('2026-03-29T00:30:00Z'))).toBe(at('2026-03-29T01:30:00Z'));
    expect(quietUntil(early, paris, at('2026-10-25T00:00:00Z'))).toBe(at('2026-10-25T00:30:00Z'));
    expect(quietUntil(early, paris, at('2026-10-25T01:10:00Z'))).toBeUndefined();
  });

  test.prop([
    fc.integer({ min: 0, max: 1439 }),
    fc.integer({ min: 0, max: 1439 }),
    fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') }),
    fc.constantFrom(paris, 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe'),
  ])('end within a day, at the time that is said, clock changes aside', (from, to, now, zone) => {
    fc.pre(from !== to);
    const end = quietUntil({ fromMinutes: from, toMinutes: to }, zone, now);
    if (end === undefined) return;
    expect(end).toBeGreaterThan(now);
    expect(end - now).toBeLessThanOrEqual(25 * 3_600_000);
    const { hour, minute } = localTime(end, zone);
    expect([to, to + 60, to + 30]).toContain(hour * 60 + minute);
  });
});

describe('a message to somebody', () => {
  const now = at('2026-06-05T09:00:00Z');
  const message = (changed: Partial<Holdable> = {}): Holdable => ({
    ...{ kind: 'action_reminder', severity: 'info', createdAt: now - collectMs, recipient: 'lea' },
    ...changed,
  });

  test('that is critical waits for nothing; nor does a drill or a test message', () => {
    const late = at('2026-06-05T22:00:00Z');
    const quiet = book({ quiet: night });
    expect(heldUntil(message({ severity: 'critical' }), quiet, late)).toBeUndefined();
    expect(heldUntil(message({ kind: 'test_message' }), quiet, late)).toBeUndefined();
    expect(heldUntil(message({ kind: 'plan_drafted' }), quiet, late)).toMatchObject({ why: 'quiet_hours' });
    expect(heldUntil(message({ kind: 'plan_drafted' }), book(), late)).toBeUndefined();
  });

  test('for the digest waits for the morning of its reader, and a minute for others of the same look', () => {
    const morning = at('2026-06-05T06:00:00Z');
    const held = (createdAt: number, when: number) => heldUntil(message({ createdAt }), book(), when);
    expect(held(morning - 1, morning - 1)).toEqual({ until: morning + collectMs - 1, why: 'digest' });
    expect(held(0, morning - 1)).toEqual({ until: morning, why: 'digest' });
    expect(held(0, morning)).toBeUndefined();
    expect(held(now, now)).toEqual({ until: now + collectMs, why: 'digest' });
    expect(held(now, now + collectMs)).toBeUndefined();
  });

  test('of whom a digest went out today waits for tomorrow; yesterday’s does not count', () => {
    const tomorrow = { until: at('2026-06-06T06:00:00Z'), why: 'digest' };
    const heldAfter = (lastDigestAt: number) => heldUntil(message({ lastDigestAt }), book(), now);
    expect(heldAfter(at('2026-06-05T06:01:00Z'))).toEqual(tomorrow);
    expect(heldAfter(at('2026-06-04T21:59:59Z'))).toBeUndefined();
    expect(heldAfter(at('2026-06-04T22:00:00Z'))).toEqual(tomorrow);
  });

  test('whose morning lies in quiet hours waits for the end of those', () => {
    const sleeper = book({
      quiet: { fromMinutes: 22 * 60, toMinutes: 10 * 60 },
      timezone: 'America/New_York',
    });
    expect(heldUntil(message(), sleeper, now)).toEqual({
      until: at('2026-06-05T14:00:00Z'),
      why: 'quiet_hours',
    });
  });

  test('waits by the clocks of its reader, who may be away from the house', () => {
    const tokyo = book({ timezone: 'Asia/Tokyo' });
    expect(heldUntil(message({ createdAt: 0 }), tokyo, at('2026-06-05T22:00:00Z'))).toEqual({
      until: at('2026-06-05T23:00:00Z'),
      why: 'digest',
    });
  });
});
