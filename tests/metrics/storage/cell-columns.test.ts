import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { cellOf } from '../../../src/metrics/cell.ts';
import { cellsIn, columnsOf, columnsWithin } from '../../../src/metrics/storage/cell-columns.ts';

const cells = fc
  .uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 60 })
  .map((places) =>
    places
      .toSorted((one, other) => one - other)
      .map((place) => cellOf(place * 10, place / 7, 1 + place, place * 10 + 3)),
  );

describe('cells in columns', () => {
  test.prop([cells])('are the cells they were made from', (all) => {
    expect(cellsIn(columnsOf(all))).toEqual(all);
  });

  test.prop([cells, fc.integer({ min: -10, max: 5_010 }), fc.integer({ min: -10, max: 5_010 })])(
    'are cut at the starts of cells: the first is in, the end is out',
    (all, from, until) => {
      const within = all.filter(({ start }) => start >= from && start < until);
      expect(cellsIn(columnsWithin(columnsOf(all), from, until))).toEqual(within);
    },
  );
});
