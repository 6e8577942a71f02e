import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { excursionBefore, type Point, usualRange } from '../../src/incidents/usual-range.ts';

const minute = 60_000;
const at = Date.UTC(2026, 5, 5, 6, 2);

/** One value a minute for `minutes` up to (not including) `at`; `value` is given the minutes left. */
function everyMinute(minutes: number, value: (left: number) => number | null): Point[] {
  return Array.from({ length: minutes }, (_, index): Point => {
    const left = minutes - index;
    return [at - left * minute, value(left)];
  });
}

/** A feed that syncs every five minutes, and stalls for good `stalled` minutes before the end. */
function freshness(stalled: number): (left: number) => number {
  return (left) => (left > stalled ? (left % 5) * 60 : (stalled - left) * 60);
}

describe('the usual range', () => {
  test('is the median and three robust standard deviations around it', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    expect(usualRange(values)).toEqual({ low: 6 - 3 * 1.4826 * 3, high: 6 + 3 * 1.4826 * 3 });
  });

  test('needs ten values', () => {
    expect(usualRange(Array.from({ length: 9 }, () => 1))).toBeUndefined();
    expect(usualRange(Array.from({ length: 10 }, () => 1))).toEqual({ low: 0.99, high: 1.01 });
  });

  test('of values that are mostly equal comes from their mean deviation', () => {
    const values = [...Array.from({ length: 90 }, () => 0), ...Array.from({ length: 10 }, () => 0.05)];
    expect(usualRange(values)?.high).toBeCloseTo(3 * 1.2533 * 0.005);
  });

  test.prop([fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 20, maxLength: 60 }), fc.integer()])(
    'stays near the values however wild fewer than half of them become',
    (values, seed) => {
      const wild = values.map((value, index) => (index % 2 === 1 && index % 4 === 1 ? 1e9 + seed : value));
      const range = usualRange(wild);
      expect(range && range.low <= 100 && range.high >= 0).toBe(true);
    },
  );
});

describe('an excursion', () => {
  test('of an age that grows past its usual range is seen long before the breach', () => {
    const excursion = excursionBefore(everyMinute(24 * 60, freshness(30)), 'lower', at);
    const usual = 120 + 3 * 1.4826 * 60;
    expect(excursion?.usual.high).toBeCloseTo(usual);
    // The feed stalled 30 min before; its age passes the usual range 7 min later.
    expect((at - (excursion?.since ?? 0)) / minute).toBe(23);
    expect(excursion?.value).toBe(29 * 60);
  });

  test('is none while the values stay inside', () => {
    expect(excursionBefore(everyMinute(24 * 60, freshness(0)), 'lower', at)).toBeUndefined();
  });

  test('that came back before the end is none', () => {
    const points = everyMinute(600, (left) => (left > 10 && left < 40 ? 100 : left % 3));
    expect(excursionBefore(points, 'lower', at)).toBeUndefined();
  });

  test('of one value is an accident, of two it counts', () => {
    const spike = (length: number) => everyMinute(600, (left) => (left <= length ? 100 : left % 3));
    expect(excursionBefore(spike(1), 'lower', at)).toBeUndefined();
    expect(excursionBefore(spike(2), 'lower', at)?.since).toBe(at - 2 * minute);
  });

  test('may come back for a moment', () => {
    const points = everyMinute(600, (left) => (left <= 30 && left !== 2 && left !== 17 ? 100 : left % 3));
    expect(excursionBefore(points, 'lower', at)?.since).toBe(at - 30 * minute);
  });

  test('towards the better side is none', () => {
    const points = everyMinute(600, (left) => (left <= 30 ? 4.9 : 4 + (left % 3) / 10));
    expect(excursionBefore(points, 'higher', at)).toBeUndefined();
    expect(excursionBefore(points, 'lower', at)).toBeDefined();
  });

  test('is judged by what was before the breach, and by nothing measured after', () => {
    const points: Point[] = [...everyMinute(600, (left) => left % 3), [at, 100], [at + minute, 100]];
    expect(excursionBefore(points, 'lower', at)).toBeUndefined();
  });

  test('skips what was not measured', () => {
    const points = everyMinute(600, (left) => (left % 2 === 0 ? null : left <= 30 ? 100 : left % 3));
    expect(excursionBefore(points, 'lower', at)?.since).toBe(at - 29 * minute);
  });

  test('cannot be told from too short a history', () => {
    expect(
      excursionBefore(
        everyMinute(13, (left) => (left <= 4 ? 100 : 1)),
        'lower',
        at,
      ),
    ).toBeUndefined();
    expect(
      excursionBefore(
        everyMinute(14, (left) => (left <= 4 ? 100 : 1)),
        'lower',
        at,
      ),
    ).toBeDefined();
    expect(excursionBefore([], 'lower', at)).toBeUndefined();
  });

  test('is found in a story of seconds as in one of hours', () => {
    const seconds = everyMinute(24 * 60, freshness(30)).map(
      ([time, value]): Point => [at - (at - time) / 60, value === null ? null : value / 60],
    );
    expect((at - (excursionBefore(seconds, 'lower', at)?.since ?? 0)) / 1_000).toBe(23);
  });
});
