import { describe, expect, test } from 'vitest';
import { cellsIn, chartQuery } from '../../../src/connect/pull/chart-query.ts';
import { createStoreCells } from '../../../src/connect/pull/store-cells.ts';
import { type Aggregate, isPercentile, type NamedMetric } from '../../../src/metrics/metric.ts';

const minute = 60_000;
const metric = (aggregate: Aggregate, samples?: string): NamedMetric => ({
  name: 'm',
  unit: 'number',
  better: 'lower',
  aggregate,
  own_traffic: true,
  from: { promql: 'q[$window]', keep: 'store', ...(samples === undefined ? {} : { samples }) },
  label: { fr: 'm', en: 'm' },
});
const series = (of: string, value: number) => ({
  labels: new Map([['of', of]]),
  points: [[3 * minute, value]] as const,
});

describe('cells of a store', () => {
  test('begin where the range ends whose value they are told at', () => {
    const [cell] = cellsIn([series('', 7)], metric('max'), minute);
    expect(cell).toMatchObject({ start: 2 * minute, max: 7, weight: 1, lastAt: 3 * minute - 1 });
  });

  test('of a mean weigh as much as the samples in them, and are none without any', () => {
    const weighted = metric('mean', 's[$window]');
    expect(cellsIn([series('sum', 3), series('weight', 120)], weighted, minute)).toMatchObject([
      { sum: 3, weight: 120 },
    ]);
    expect(cellsIn([series('sum', 0), series('weight', 0)], weighted, minute)).toEqual([]);
    expect(cellsIn([series('sum', Number.NaN), series('weight', 1)], weighted, minute)).toEqual([]);
  });

  test('of an age end as long ago as it says, and those of a count weigh it', () => {
    expect(cellsIn([series('', 90)], metric('age'), minute)).toMatchObject([{ lastAt: 3 * minute - 90_000 }]);
    expect(cellsIn([series('', 5)], metric('count'), minute)).toMatchObject([{ weight: 5 }]);
  });

  test.each([
    ['mean', 'avg_over_time'],
    ['sum', 'sum_over_time'],
    ['count', 'sum_over_time'],
    ['min', 'min_over_time'],
    ['max', 'max_over_time'],
    ['last', 'last_over_time'],
    ['age', 'last_over_time'],
  ] as const)('of %s are put together by %s', (aggregate, fold) => {
    expect(isPercentile(aggregate)).toBe(false);
    expect(chartQuery('margaux', metric(aggregate), minute, 5 * minute)).toBe(
      `${fold}((last_over_time(filrouge:chart{agent="margaux",metric="m"}[59s999ms]))[4m59s999ms:1m])`,
    );
  });

  test('are none where no store is set, and it is asked by nobody', async () => {
    const cells = createStoreCells({
      store: undefined,
      now: () => 100 * minute,
      stepMs: () => 10_000,
      countPull: () => expect.unreachable(),
    });
    const span = { from: 0, until: 90 * minute, cellMs: minute };
    expect(await cells('margaux', metric('max'), span)).toBeUndefined();
    // Nothing of it is settled yet.
    expect(
      await cells('margaux', metric('max'), { ...span, from: 99 * minute, until: 100 * minute }),
    ).toEqual([]);
  });
});
