import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { isProofDue, type ProofSchedule, quietHours, turnOf } from '../../src/rules/proof-schedule.ts';

const [hour, day] = [3_600_000, 86_400_000];
const paris = 'Europe/Paris';
const schedule: ProofSchedule = { everyMs: 7 * day, fromMinutes: 180, toMinutes: 300, together: 1 };
const at = (text: string) => Date.parse(text);
/** 03:00 to 05:00 in Paris, in summer. */
const hours = { from: at('2026-06-05T01:00:00Z'), until: at('2026-06-05T03:00:00Z') };

describe('quiet hours', () => {
  test('hold from their beginning to before their end, where the agent is', () => {
    expect(quietHours(schedule, paris, hours.from - 1)).toBeUndefined();
    expect(quietHours(schedule, paris, hours.from)).toEqual(hours);
    expect(quietHours(schedule, paris, hours.until - 1)).toEqual(hours);
    expect(quietHours(schedule, paris, hours.until)).toBeUndefined();
  });

  test('may go over midnight, and are one night then', () => {
    const late = { fromMinutes: 23 * 60, toMinutes: 60 };
    const night = { from: at('2026-06-04T21:00:00Z'), until: at('2026-06-04T23:00:00Z') };
    expect(quietHours(late, paris, night.from)).toEqual(night);
    expect(quietHours(late, paris, night.until - 1)).toEqual(night);
    expect(quietHours(late, paris, night.until)).toBeUndefined();
  });

  test('that clocks leap over are none that night; those that they show twice are one span', () => {
    const early = { fromMinutes: 120, toMinutes: 180 };
    for (let minute = 0; minute < 24 * 60; minute += 1)
      expect(quietHours(early, paris, at('2026-03-28T23:00:00Z') + minute * 60_000)).toBeUndefined();
    const twice = { from: at('2026-10-25T00:00:00Z'), until: at('2026-10-25T02:00:00Z') };
    expect(quietHours(early, paris, twice.from)).toEqual(twice);
    expect(quietHours(early, paris, twice.until - 1)).toEqual(twice);
  });
});

describe('the turn of an agent', () => {
  test('is the same each night, and a fleet is spread over the hours', () => {
    const turns = Array.from({ length: 1_000 }, (_, place) => turnOf(`bot-${place}`, hours) - hours.from);
    const quarters = [0, 0, 0, 0];
    for (const turn of turns)
      quarters[Math.floor((4 * turn) / (2 * hour))] =
        (quarters[Math.floor((4 * turn) / (2 * hour))] ?? 0) + 1;
    for (const count of quarters) expect(count).toBeGreaterThan(180);
    const next = { from: hours.from + day, until: hours.until + day };
    expect(turnOf('bot-7', next) - next.from).toBe(turns[7]);
  });

  property.prop([fc.string(), fc.integer({ min: 1, max: day })])('lies in the hours', (agent, length) => {
    const turn = turnOf(agent, { from: 1_000, until: 1_000 + length });
    expect(turn).toBeGreaterThanOrEqual(1_000);
    expect(turn).toBeLessThan(1_000 + length);
  });
});

describe('a proof test by schedule', () => {
  const turn = turnOf('margaux', hours);
  const due = (so: Parameters<typeof isProofDue>[3], now = turn) =>
    isProofDue('margaux', schedule, hours, so, now, paris);

  test('is due at its turn, not before and not after the hours', () => {
    expect(due({ isFailing: false }, turn - 1)).toBe(false);
    expect(due({ isFailing: false })).toBe(true);
    expect(due({ isFailing: false }, hours.until - 1)).toBe(true);
    expect(due({ isFailing: false }, hours.until)).toBe(false);
  });

  test('is due again in the night on which the last one is as old as the schedule says, to half a day', () => {
    expect(due({ provedAt: turn - 7 * day + 12 * hour, isFailing: false })).toBe(true);
    expect(due({ provedAt: turn - 7 * day + 12 * hour + 1, isFailing: false })).toBe(false);
  });

  test('that failed or was skipped is tried once a night, until it passes', () => {
    expect(due({ triedAt: hours.from, isFailing: true }, hours.until - 1)).toBe(false);
    expect(due({ triedAt: hours.from - 1, isFailing: true })).toBe(true);
    expect(due({ provedAt: turn - day, triedAt: turn - day, isFailing: true })).toBe(true);
    expect(due({ provedAt: turn - day, triedAt: turn - 2 * day, isFailing: false })).toBe(false);
  });

  property.prop(
    [fc.integer({ min: 0, max: 400 }), fc.constantFrom(paris, 'America/New_York', 'Australia/Lord_Howe')],
    { numRuns: 5 },
  )('comes once a week all the year, with each change of the clocks', (first, zone) => {
    let provedAt: number | undefined;
    const nights: number[] = [];
    const begin = at('2026-01-01T00:00:00Z') + first * day;
    for (let now = begin; now < begin + 40 * day; now += 30 * 60_000) {
      const holding = quietHours(schedule, zone, now);
      if (holding === undefined) continue;
      if (!isProofDue('margaux', schedule, holding, { provedAt, isFailing: false }, now, zone)) continue;
      provedAt = now;
      nights.push(now);
    }
    for (const [place, night] of nights.entries()) {
      const before = nights[place - 1];
      if (before !== undefined) expect(Math.abs(night - before - 7 * day)).toBeLessThanOrEqual(2 * hour);
    }
    expect(nights.length).toBeGreaterThanOrEqual(5);
  });
});

describe('a proof test by a cron line', () => {
  const mondays: ProofSchedule = { cron: '0 0 * * 1', fromMinutes: 180, toMinutes: 300, together: 1 };
  /** The quiet hours of a day of June 2026 in Paris, of which the first is a Monday. */
  const nightOf = (date: number) => {
    const from = at('2026-06-01T01:00:00Z') + (date - 1) * day;
    return { from, until: from + 2 * hour };
  };
  const dueOn = (date: number, provedAt: number, cron = mondays) => {
    const night = nightOf(date);
    const turn = turnOf('margaux', night);
    return isProofDue('margaux', cron, night, { provedAt, isFailing: false }, turn, paris);
  };
  const provedOn = (date: number) => turnOf('margaux', nightOf(date)) + 60_000;

  test('is due in the first quiet hours after the time, once', () => {
    expect(dueOn(7, provedOn(1))).toBe(false);
    expect(dueOn(8, provedOn(1))).toBe(true);
    expect(dueOn(9, provedOn(8))).toBe(false);
  });

  test('that was missed is made up for in the next quiet hours', () => {
    expect(dueOn(10, provedOn(1))).toBe(true);
    expect(dueOn(11, provedOn(10))).toBe(false);
  });

  test('of a time after the quiet hours is of the next night', () => {
    const noon: ProofSchedule = { ...mondays, cron: '0 12 * * 1' };
    expect(dueOn(8, provedOn(2), noon)).toBe(false);
    expect(dueOn(9, provedOn(2), noon)).toBe(true);
  });

  test('of a day that comes each four years is found, and one of a day that never comes asks nothing', () => {
    expect(dueOn(8, at('2024-02-28T12:00:00Z'), { ...mondays, cron: '0 0 29 2 *' })).toBe(true);
    expect(dueOn(8, at('2024-03-01T12:00:00Z'), { ...mondays, cron: '0 0 29 2 *' })).toBe(false);
    expect(dueOn(8, 0, { ...mondays, cron: '0 0 31 2 *' })).toBe(false);
  });
});
