import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  advancePair,
  type CounterPair,
  increaseOf,
  type Point,
  type RatioSample,
  riseOf,
} from '../../src/metrics/counters.ts';

type Step = { readonly side: 'part' | 'whole'; readonly point: Point };

/** What a pair has measured after these points, one after the other. */
function follow(steps: readonly Step[]): RatioSample[] {
  let pair: CounterPair = {};
  return steps.flatMap(({ side, point }) => {
    const advanced = advancePair(pair, side, point, Number.POSITIVE_INFINITY);
    pair = advanced.pair;
    return advanced.sample === undefined ? [] : [advanced.sample];
  });
}

describe('counters', () => {
  test('rise by the difference, and from 0 after they fell', () => {
    expect(increaseOf(10, 10)).toBe(0);
    expect(increaseOf(10, 13)).toBe(3);
    expect(increaseOf(10, 4)).toBe(4);
  });

  const scrapes = fc.array(fc.record({ errors: fc.nat(50), good: fc.nat(1_000) }), {
    minLength: 2,
    maxLength: 30,
  });
  test.prop([scrapes, fc.boolean()])(
    'of a ratio miss nothing between the first scrape and the last, whichever of the two comes first',
    (increases, partFirst) => {
      let [part, whole] = [1_000, 20_000];
      const steps = increases.flatMap(({ errors, good }, at): Step[] => {
        part += errors;
        whole += errors + good;
        const both: Step[] = [
          { side: 'part', point: { value: part, at } },
          { side: 'whole', point: { value: whole, at } },
        ];
        return partFirst ? both : both.reverse();
      });
      const measured = follow(steps);
      const later = increases.slice(1);
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      // Errors of scrapes in which nothing else happened have no weight to go with, so they come in none or in one.
      expect(sum(measured.map(({ weight }) => weight))).toBe(
        sum(later.map(({ errors, good }) => errors + good)),
      );
      expect(sum(measured.map(({ value, weight }) => value * weight))).toBeCloseTo(
        sum(later.map(({ errors }) => errors)),
        6,
      );
    },
  );

  test.prop([scrapes, fc.boolean(), fc.nat(3)])(
    'of a ratio miss nothing of what came with a counter that is known to have begun at 0',
    (increases, partFirst, partBorn) => {
      let [part, whole] = [0, 0];
      const steps = increases.flatMap(({ errors, good }, at): Step[] => {
        if (at >= partBorn) part += errors + 1;
        whole += errors + good + 1;
        const zero = (born: number) => (at === born ? { zeroAt: at - 1 } : {});
        const [one, other]: Step[] = [
          { side: 'part', point: { value: part, at, ...zero(partBorn) } },
          { side: 'whole', point: { value: whole, at, ...zero(0) } },
        ];
        if (one === undefined || other === undefined || at < partBorn)
          return other === undefined ? [] : [other];
        return partFirst ? [one, other] : [other, one];
      });
      const measured = follow(steps);
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      const isSeen = increases.length > partBorn;
      expect(sum(measured.map(({ value, weight }) => value * weight))).toBeCloseTo(isSeen ? part : 0, 6);
      // Without the other one, one scrape later.
      const last = increases.at(-1);
      const open = isSeen || last === undefined ? 0 : last.errors + last.good + 1;
      expect(sum(measured.map(({ weight }) => weight))).toBe(whole - open);
    },
  );

  test('that were 0 meanwhile began again, also where they did not fall', () => {
    expect(riseOf({ value: 10, at: 1 }, { value: 12, at: 5, zeroAt: 2 })).toBe(12);
    expect(riseOf({ value: 10, at: 1 }, { value: 12, at: 5, zeroAt: 1 })).toBe(2);
  });

  test.prop([scrapes])(
    'that come in two requests, one behind the other, measure the same in the end',
    (increases) => {
      let [part, whole] = [0, 0];
      const points = increases.map(({ errors, good }, at) => {
        part += errors;
        whole += errors + good;
        return { part: { value: part, at }, whole: { value: whole, at } };
      });
      const measured = follow([
        ...points.map(({ part: point }): Step => ({ side: 'part', point })),
        ...points.map(({ whole: point }): Step => ({ side: 'whole', point })),
      ]);
      // The counters first meet at the last scrape: from there on they count.
      expect(measured).toEqual([]);
      const next = [
        { side: 'part', point: { value: part + 1, at: 99 } },
        { side: 'whole', point: { value: whole + 4, at: 99 } },
      ] as const;
      expect(
        follow([
          ...points.flatMap((one): Step[] => [
            { side: 'part', point: one.part },
            { side: 'whole', point: one.whole },
          ]),
          ...next,
        ]).at(-1),
      ).toEqual({ value: 0.25, weight: 4, at: 99 });
    },
  );

  test('of which only the whole was ever seen measure 0, one scrape later', () => {
    const whole = (value: number, at: number): Step => ({ side: 'whole', point: { value, at } });
    expect(follow([whole(100, 1), whole(110, 2), whole(125, 3)])).toEqual([{ value: 0, weight: 10, at: 2 }]);
    const appearing: Step = { side: 'part', point: { value: 7_000, at: 4 } };
    expect(follow([whole(100, 1), whole(110, 2), appearing, whole(130, 4)])).toEqual([]);
  });

  test('that are repeated change nothing', () => {
    const pair = advancePair({}, 'whole', { value: 5, at: 10 }, 20).pair;
    expect(advancePair(pair, 'whole', { value: 9, at: 10 }, 20)).toEqual({ pair });
  });
});
