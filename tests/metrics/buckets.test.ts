import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  type Buckets,
  bucketOf,
  bucketsWeight,
  mergeAllBuckets,
  mergeBuckets,
  mostBuckets,
  percentile,
} from '../../src/metrics/buckets.ts';
import type { Percentile } from '../../src/metrics/metric.ts';
import { packBuckets, unpackBuckets } from '../../src/metrics/storage/buckets-code.ts';

const percentiles: readonly Percentile[] = [
  ...(['p1', 'p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9'] as const),
];
/** The half of a bucket, in proportion: (2^(1/32) − 1) / (2^(1/32) + 1). */
const statedError = 0.0109;

type Weighed = { readonly value: number; readonly weight: number };

function gathered(values: readonly Weighed[]): Buckets | undefined {
  return values.reduce(
    (merged: Buckets | undefined, { value, weight }) => mergeBuckets(merged, bucketOf(value, weight)),
    undefined,
  );
}

/** The value that so many thousandths of the weight do not exceed, over the values themselves. */
function exact(values: readonly Weighed[], permille: number): number {
  const sorted = values.toSorted((one, two) => one.value - two.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (below * 1_000 >= permille * total) return value;
  }
  return Number.NaN;
}

function extremes(values: readonly Weighed[]) {
  return {
    min: Math.min(...values.map(({ value }) => value)),
    max: Math.max(...values.map(({ value }) => value)),
  };
}

/** Of many magnitudes, from a microsecond to a year. */
const positive = fc.double({ min: -6, max: 7.5, noNaN: true }).map((power) => 10 ** power);
const any = fc.oneof(
  positive,
  positive.map((value) => -value),
  fc.constant(0),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const whole = fc.integer({ min: 1, max: 50 });
const weighed = (value: fc.Arbitrary<number>, weight: fc.Arbitrary<number> = whole, most = 200) =>
  fc.array(fc.record({ value, weight }), { minLength: 1, maxLength: most });
const parted = fc.double({ min: 1e-6, max: 1e4, noNaN: true });

describe('buckets', () => {
  for (const which of percentiles)
    test.prop([weighed(positive)])(
      `tell ${which} of positive values to 1.1 %, and values by their weight`,
      (values) => {
        const heavy = values.map(({ value, weight }) => ({ value, weight: weight * 1_000 }));
        const permille = Number(which.slice(1)) * 10;
        const told = percentile(gathered(heavy), which, extremes(heavy)) ?? Number.NaN;
        const meant = exact(heavy, Math.round(permille));
        expect(Math.abs(told - meant) / meant).toBeLessThanOrEqual(statedError);
      },
    );

  test.prop([weighed(any, parted), fc.infiniteStream(fc.nat())])(
    'are the same in whatever order and grouping values come, also of parts of a weight and of negative values',
    (values, chance) => {
      const shuffled = values
        .map((value) => ({ value, place: chance.next().value }))
        .toSorted((one, two) => one.place - two.place)
        .map(({ value }) => value);
      const middle = chance.next().value % values.length;
      const grouped = mergeBuckets(gathered(shuffled.slice(middle)), gathered(shuffled.slice(0, middle)));
      expect(grouped).toEqual(gathered(values));
      const each = shuffled.map(({ value, weight }) => bucketOf(value, weight));
      expect(mergeAllBuckets(each)).toEqual(gathered(values));
    },
  );

  test.prop([fc.array(fc.integer({ min: -2_000, max: 2_000 }), { minLength: 700, maxLength: 1_000 })], {
    numRuns: 10,
  })(
    'are never more than they may be: then they are put together in pairs, the same in whatever order',
    (powers) => {
      const values = powers.map((power) => ({ value: 2 ** (power / 8), weight: 1 }));
      const merged = gathered(values);
      const wide = merged?.scale ?? 0;
      expect(merged?.keys.length).toBeLessThanOrEqual(mostBuckets);
      expect(merged?.keys).toEqual(merged?.keys.toSorted((one, two) => one - two));
      expect(gathered(values.toReversed())).toEqual(merged);
      const halves = [values.slice(0, 400), values.slice(400, 600), values.slice(600)].map(gathered);
      expect(mergeAllBuckets(halves.flatMap((half) => half ?? []))).toEqual(merged);
      const growth = 2 ** (2 ** wide / 32);
      const told = percentile(merged, 'p95', extremes(values)) ?? Number.NaN;
      const meant = exact(values, 950);
      expect(Math.abs(told - meant) / meant).toBeLessThanOrEqual((growth - 1) / (growth + 1) + 1e-9);
    },
  );

  test.prop([weighed(any, parted)])('are read as they were written', (values) => {
    const merged = gathered(values);
    expect(merged && unpackBuckets(packBuckets(merged))).toEqual(merged);
  });

  test.prop([weighed(any, fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), 30)])(
    'come back from the log and the database whatever a sample weighs, in whatever order they came',
    (values) => {
      const merged = gathered(values);
      const packed = packBuckets(merged ?? bucketOf(0, 1));
      expect(unpackBuckets(packed)).toEqual(merged);
      expect(gathered(values.toReversed())).toEqual(merged);
    },
  );

  test('take a sample of a value that they have without going through the others', () => {
    const many = gathered(Array.from({ length: 400 }, (_, place) => ({ value: 1.03 ** place, weight: 1 })));
    const after = mergeBuckets(many, bucketOf(1.03 ** 200, 2.5));
    expect(after?.keys).toBe(many?.keys);
    expect(bucketsWeight(after ?? bucketOf(0, 1))).toBe(402.5);
    expect(many && bucketsWeight(many)).toBe(400);
  });

  test('a percentile needs as many values as let one lie beyond it', () => {
    for (const [which, least] of [
      ['p95', 20],
      ['p5', 20],
      ['p99', 100],
      ['p99.9', 1_000],
      ['p50', 2],
    ] as const) {
      const values = (count: number) => Array.from({ length: count }, () => ({ value: 3, weight: 1 }));
      const told = (count: number) => percentile(gathered(values(count)), which, { min: 3, max: 3 });
      expect([which, told(least - 1), told(least)]).toEqual([which, undefined, 3]);
    }
    expect(percentile(bucketOf(3, 20), 'p95', { min: 3, max: 3 })).toBe(3);
  });

  test('the rank is the nearest one, and the extremes are known exactly', () => {
    const values = Array.from({ length: 100 }, (_, place) => ({ value: 1.1 ** place, weight: 1 }));
    const told = (which: Percentile) =>
      (percentile(gathered(values), which, extremes(values)) ?? 0) / 1.1 ** 100;
    expect(told('p95')).toBeCloseTo(1.1 ** (94 - 100), 1);
    expect(told('p1')).toBe(1 / 1.1 ** 100);
  });
});
