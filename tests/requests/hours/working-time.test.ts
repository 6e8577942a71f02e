import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpeningHours } from '../../../src/requests/hours/opening.ts';
import { afterWorking, nextOpening, workingMs } from '../../../src/requests/hours/working-time.ts';

const [minute, hour] = [60_000, 3_600_000];
const at = (text: string) => Date.parse(text);

/** Monday to Friday 08:30 to 12:00 and 13:30 to 18:00, Saturday morning, in Paris, with the holidays of France. */
const desk: OpeningHours = {
  timezone: 'Europe/Paris',
  country: 'FR',
  hours: [
    ...[1, 2, 3, 4, 5].flatMap((day) => [
      { day, fromMinutes: 510, toMinutes: 720 },
      { day, fromMinutes: 810, toMinutes: 1_080 },
    ]),
    { day: 6, fromMinutes: 540, toMinutes: 720 },
  ],
  closed: [{ from: '2026-12-24', to: '2026-12-31' }],
};
const always: OpeningHours = { timezone: 'UTC', hours: [], closed: [] };
/** Open through the night, every day. */
const night: OpeningHours = {
  timezone: 'Europe/Paris',
  hours: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, fromMinutes: 0, toMinutes: 1_440 })),
  closed: [],
};
const never: OpeningHours = { ...desk, closed: [{ from: '2000-01-01', to: '2999-12-31' }] };

describe('working time', () => {
  test.each([
    ['within a morning', '2026-06-08T07:00:00Z', '2026-06-08T08:00:00Z', hour],
    ['over lunch', '2026-06-08T09:30:00Z', '2026-06-08T12:00:00Z', hour],
    ['from one evening to the next morning', '2026-06-08T15:00:00Z', '2026-06-09T07:30:00Z', 2 * hour],
    ['over a Sunday', '2026-06-06T09:00:00Z', '2026-06-08T07:00:00Z', 1.5 * hour],
    ['on Whit Monday', '2026-05-25T06:00:00Z', '2026-05-25T20:00:00Z', 0],
    ['in the week in which it is closed', '2026-12-24T06:00:00Z', '2026-12-31T20:00:00Z', 0],
    ['over the end of a year', '2026-12-23T16:30:00Z', '2027-01-02T09:00:00Z', 1.5 * hour],
    ['in no time', '2026-06-08T07:00:00Z', '2026-06-08T07:00:00Z', 0],
    ['backwards', '2026-06-08T08:00:00Z', '2026-06-08T07:00:00Z', 0],
  ])('%s is what passes while the desk is open', (_, from, to, ms) => {
    expect(workingMs(desk, at(from), at(to))).toBe(ms);
  });

  test('a day is as long as its clocks make it, in both nights of the year', () => {
    const day = (from: string, to: string) => workingMs(night, at(from), at(to));
    expect(day('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(23 * hour);
    expect(day('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toBe(25 * hour);
    const shift = (from: number, to: number): OpeningHours => ({
      ...night,
      hours: [{ day: 7, fromMinutes: from, toMinutes: to }],
    });
    // From 02:30, which is left out, to 04:00: half an hour.
    expect(workingMs(shift(150, 240), at('2026-03-28T12:00:00Z'), at('2026-03-29T12:00:00Z'))).toBe(hour / 2);
    // From 01:00 to 04:00, of which one hour comes twice.
    expect(workingMs(shift(60, 240), at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z'))).toBe(4 * hour);
    // Both ends in the hour that is left out: nobody is there.
    expect(workingMs(shift(125, 175), at('2026-03-28T12:00:00Z'), at('2026-03-29T12:00:00Z'))).toBe(
      50 * minute,
    );
  });

  test('both sides of an opening and of a closing', () => {
    const isOpen = (from: number) => workingMs(desk, from, from + 1) > 0;
    const opens = at('2026-06-08T06:30:00Z');
    expect([isOpen(opens - 1), isOpen(opens)]).toEqual([false, true]);
    const closes = at('2026-06-08T16:00:00Z');
    expect([isOpen(closes - 1), isOpen(closes)]).toEqual([true, false]);
    expect(nextOpening(desk, closes)).toBe(at('2026-06-09T06:30:00Z'));
    expect(nextOpening(desk, opens + 5)).toBe(opens + 5);
  });

  test('a desk without hours is open at any time, one that is always closed at none', () => {
    expect(workingMs(always, 0, 5 * hour)).toBe(5 * hour);
    expect(afterWorking(always, 7, hour)).toBe(7 + hour);
    expect(afterWorking(never, at('2026-06-08T07:00:00Z'), 1)).toBeUndefined();
    expect(nextOpening(never, at('2026-06-08T07:00:00Z'))).toBeUndefined();
    expect(workingMs(never, at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z'))).toBe(0);
  });
});

describe('when so much working time has passed', () => {
  test.each([
    ['four hours from a morning', '2026-06-08T06:30:00Z', 4 * hour, '2026-06-08T12:00:00Z'],
    ['up to the last moment of a day', '2026-06-08T06:30:00Z', 8 * hour, '2026-06-08T16:00:00Z'],
    ['a moment more is the next morning', '2026-06-08T06:30:00Z', 8 * hour + 1, '2026-06-09T06:30:00.001Z'],
    ['from a Sunday', '2026-06-07T10:00:00Z', hour, '2026-06-08T07:30:00Z'],
    ['over Christmas', '2026-12-23T16:00:00Z', 3 * hour, '2027-01-02T10:00:00Z'],
    ['none', '2026-06-07T10:00:00Z', 0, '2026-06-07T10:00:00Z'],
  ])('%s', (_, from, ms, due) => {
    expect(new Date(afterWorking(desk, at(from), ms) ?? 0).toISOString()).toBe(new Date(due).toISOString());
  });
});

const instant = fc.integer({ min: at('2025-01-01T00:00:00Z'), max: at('2028-12-31T00:00:00Z') });
const desks = fc.constantFrom(desk, always, night);

describe('working time, whatever the desk and the instants', () => {
  test('is never more than the time between, never less than none, and grows with its end', () => {
    fc.assert(
      fc.property(desks, instant, instant, instant, (opening, ...instants) => {
        const [from = 0, middle = 0, to = 0] = instants.toSorted((left, right) => left - right);
        const whole = workingMs(opening, from, to);
        expect(whole).toBeGreaterThanOrEqual(workingMs(opening, from, middle));
        expect(whole).toBeLessThanOrEqual(to - from);
      }),
    );
  });

  test('of two stretches that follow each other is that of the whole', () => {
    fc.assert(
      fc.property(desks, instant, instant, instant, (opening, ...instants) => {
        const [from = 0, middle = 0, to = 0] = instants.toSorted((left, right) => left - right);
        const both = workingMs(opening, from, middle) + workingMs(opening, middle, to);
        expect(both).toBe(workingMs(opening, from, to));
      }),
    );
  });

  test('is undone by the instant at which it is over, which is the first', () => {
    fc.assert(
      fc.property(desks, instant, fc.integer({ min: 1, max: 400 * hour }), (opening, from, ms) => {
        const due = afterWorking(opening, from, ms) ?? Number.NaN;
        expect(workingMs(opening, from, due)).toBe(ms);
        expect(workingMs(opening, from, due - 1)).toBe(ms - 1);
      }),
    );
  });
});
