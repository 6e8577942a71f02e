import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { aggregateCell, bucketedCellOf, type Cell } from '../../src/metrics/cell.ts';
import { seriesPoints, windowPoints } from '../../src/metrics/series.ts';
import { coarsen } from '../../src/metrics/window.ts';
import { measureWindow } from './plain-window.ts';

const stepMs = 10_000;
const until = 60 * stepMs;

/** Some cells of ten minutes, of a few values each. */
const cells: fc.Arbitrary<Cell[]> = fc
  .uniqueArray(fc.tuple(fc.nat(59), fc.double({ min: 0, max: 100, noNaN: true }), fc.nat(9)), {
    selector: ([number]) => number,
  })
  .map((list) =>
    list
      .toSorted(([one], [other]) => one - other)
      .map(([number, value, weight]) => bucketedCellOf(number * stepMs, value, 1 + weight, number * stepMs)),
  );

test.prop([cells, fc.integer({ min: 1, max: 30 })])(
  'a percentile on a chart is that of the window that a rule reads there, and nothing where that is nothing',
  (stored, length) => {
    const window = { lengthMs: length * stepMs, cellMs: stepMs, cells: length };
    const points = windowPoints(stored, { from: 0, until, stepMs, windowMs: window.lengthMs }, 'p90');
    for (const [end, value] of points)
      expect(value).toBe(measureWindow(stored, window, 'p90', end - 1).value ?? null);
  },
);

test.prop([cells])('a series in longer steps is the percentile of all values of a step', (stored) => {
  const points = seriesPoints(stored, { aggregate: 'p50' }, { from: 0, until, stepMs: 6 * stepMs });
  const steps = new Map(coarsen(stored, 6 * stepMs).map((cell) => [cell.start, cell]));
  for (const [start, value] of points)
    expect(value).toBe(aggregateCell(steps.get(start), 'p50', until) ?? null);
});
