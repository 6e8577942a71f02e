import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  aggregateCell,
  bucketedCellOf,
  type Cell,
  cellOf,
  cellStart,
  mergeCells,
} from '../../../src/metrics/cell.ts';
import {
  absorbCell,
  createLiveCells,
  ensureSeries,
  growSeries,
  type LiveCells,
  record,
} from '../../../src/metrics/memory/live.ts';
import { measure, measureBaseline } from '../../../src/metrics/memory/measure.ts';
import { isPercentile } from '../../../src/metrics/metric.ts';
import {
  pastWindowSpec,
  type WindowFault,
  type WindowSpec,
  windowSpec,
} from '../../../src/metrics/window.ts';
import { mergePast } from '../plain-window.ts';

const stepMs = 10_000;
const start = 1_780_000_000_000;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function sure(spec: WindowSpec | WindowFault): WindowSpec {
  if ('fault' in spec) throw new Error(spec.fault);
  return spec;
}

const aggregates = ['mean', 'sum', 'count', 'max', 'p90'] as const;

type Taken = { readonly value: number; readonly weight: number; readonly at: number; readonly now: number };

/** Samples minutes apart, as far late as the cells that are still open in memory. */
const arrivals = fc
  .array(
    fc.record({
      waitMs: fc.oneof(fc.integer({ min: 0, max: 3 * minute }), fc.integer({ min: 0, max: 40 * minute })),
      lagMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: minute })),
      value: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
      weight: fc.double({ min: 0.001, max: 1e4, noNaN: true }),
    }),
    { minLength: 1, maxLength: 150 },
  )
  .map((steps) => {
    let now = start;
    return steps.map(({ waitMs, lagMs, value, weight }): Taken => {
      now += waitMs;
      return { value, weight, at: now - lagMs, now };
    });
  });

function plainCells(samples: readonly Taken[], made: typeof cellOf): Cell[] {
  const cells = new Map<number, Cell>();
  for (const { value, weight, at } of samples) {
    const begin = cellStart(at, stepMs);
    const cell = made(begin, value, weight, at);
    const before = cells.get(begin);
    cells.set(begin, before === undefined ? cell : mergeCells(before, cell));
  }
  return [...cells.values()].sort((a, b) => a.start - b.start);
}

describe('windows of the past', () => {
  test('360 cells make one at the most, and four times as many it and the time since', () => {
    expect(pastWindowSpec(7 * day, hour, stepMs)).toMatchObject({ cellMs: hour, cells: 168 });
    expect(pastWindowSpec(hour, hour, stepMs)).toMatchObject({ cellMs: stepMs, cells: 360 });
    expect(pastWindowSpec(hour, 3 * hour, stepMs)).toMatchObject({ cellMs: stepMs });
    expect(pastWindowSpec(hour, 3 * hour + 1, stepMs)).toMatchObject({ cellMs: minute });
    expect(pastWindowSpec(hour, 7 * day, stepMs)).toMatchObject({ cellMs: 10 * minute, cells: 6 });
    expect(pastWindowSpec(5 * minute, 7 * day, stepMs)).toEqual({
      fault: 'not_aligned',
      cellMs: 10 * minute,
    });
    expect(pastWindowSpec(360 * day, day, stepMs)).toMatchObject({ cells: 360 });
    expect(pastWindowSpec(361 * day, day, stepMs)).toMatchObject({ fault: 'too_long' });
    expect(pastWindowSpec(stepMs - 1, day, stepMs)).toMatchObject({ fault: 'shorter_than_step' });
  });

  test('a window of the past holds whole cells alone, none of them nearer than it says', () => {
    const window = sure(pastWindowSpec(hour, 2 * hour, stepMs));
    expect(window.cellMs).toBe(stepMs);
    const live = createLiveCells(stepMs);
    const series = ensureSeries(live, 'a', 'm', { aggregate: 'count', windows: [window] });
    record(live, series, 1, 1, start, start);
    const weightAt = (now: number): number => {
      const reading = { value: Number.NaN, weight: 0 };
      measureBaseline(live, series, 'count', window, now, reading);
      return reading.weight;
    };
    const ended = cellStart(start, stepMs) + stepMs;
    expect(weightAt(ended + 2 * hour - 1)).toBe(0);
    expect(weightAt(ended + 2 * hour)).toBe(1);
    expect(weightAt(ended + 3 * hour - 1)).toBe(1);
    expect(weightAt(ended + 3 * hour)).toBe(0);
  });

  for (const aggregate of aggregates)
    test.prop([
      arrivals,
      fc.constantFrom([hour, 30 * minute], [6 * hour, hour], [hour, day], [20 * minute, 5 * minute]),
      fc.integer({ min: 1, max: 30 }),
    ])(
      `a ${aggregate} of the past is that of the plain cells to the last bit: live, restarted and grown`,
      (samples, [lengthMs = 0, agoMs = 0], every) => {
        const window = sure(pastWindowSpec(lengthMs, agoMs, stepMs));
        const made = isPercentile(aggregate) ? bucketedCellOf : cellOf;
        const now5m = sure(windowSpec(5 * minute, stepMs));
        const needs = { aggregate, windows: [now5m, window] };
        const memory = (): { live: LiveCells; series: number } => {
          const live = createLiveCells(stepMs);
          return { live, series: ensureSeries(live, 'a', 'm', needs) };
        };
        const { live, series } = memory();
        const growing = createLiveCells(stepMs);
        const grown = ensureSeries(growing, 'a', 'm', { aggregate, windows: [now5m] });
        const taken: Taken[] = [];
        for (const [index, sample] of samples.entries()) {
          for (const [into, one] of [[live, series] as const, [growing, grown] as const])
            record(into, one, sample.value, sample.weight, sample.at, sample.now);
          taken.push(sample);
          if (index % every !== 0) continue;
          const plain = plainCells(taken, made);
          const merged = mergePast(plain, window, sample.now);
          const expected = {
            value: aggregateCell(merged, aggregate, sample.now) ?? Number.NaN,
            weight: merged?.weight ?? 0,
          };
          const restarted = memory();
          for (const cell of plain) absorbCell(restarted.live, restarted.series, cell);
          if (index === 0) growSeries(growing, grown, needs, plain);
          const reading = { value: Number.NaN, weight: 0 };
          // The window of now between two looks at the past: neither disturbs the other.
          for (const one of [live, live, restarted.live, growing]) {
            measureBaseline(one, one === growing ? grown : series, aggregate, window, sample.now, reading);
            expect(reading).toEqual(expected);
            measure(one, series, aggregate, now5m, sample.now, Number.NEGATIVE_INFINITY, reading);
          }
        }
      },
    );
});
