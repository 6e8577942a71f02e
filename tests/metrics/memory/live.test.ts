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
import { takeChanged } from '../../../src/metrics/memory/changed.ts';
import {
  absorbCell,
  bringAllAhead,
  createLiveCells,
  ensureSeries,
  growSeries,
  type LiveCells,
  record,
  wholeSince,
} from '../../../src/metrics/memory/live.ts';
import { measure } from '../../../src/metrics/memory/measure.ts';
import { type Aggregate, isPercentile } from '../../../src/metrics/metric.ts';
import { type WindowSpec, windowSpec } from '../../../src/metrics/window.ts';
import { mergeWindow } from '../plain-window.ts';

const stepMs = 10_000;
const start = 1_780_000_000_000;

function spec(lengthMs: number): WindowSpec {
  const found = windowSpec(lengthMs, stepMs);
  if ('fault' in found) throw new Error(found.fault);
  return found;
}

function read(
  live: LiveCells,
  series: number,
  aggregate: Aggregate,
  window: WindowSpec | undefined,
  now: number,
) {
  const reading = { value: Number.NaN, weight: 0 };
  measure(live, series, aggregate, window, now, Number.NEGATIVE_INFINITY, reading);
  return reading;
}

type Taken = { readonly value: number; readonly weight: number; readonly at: number; readonly now: number };

/** Samples in the order of their arrival; most on time, some late, some ahead of their time. */
const arrivals = fc
  .array(
    fc.record({
      waitMs: fc.integer({ min: 0, max: 40_000 }),
      lagMs: fc.oneof(fc.constant(0), fc.integer({ min: -200_000, max: 400_000 })),
      value: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
      weight: fc.double({ min: 0.001, max: 1e4, noNaN: true }),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((steps) => {
    let now = start;
    return steps.map(({ waitMs, lagMs, value, weight }): Taken => {
      now += waitMs;
      return { value, weight, at: now - lagMs, now };
    });
  });

/** The cells that storage would hold: folded in the order of arrival. */
function plainCells(samples: readonly Taken[], made = cellOf): Cell[] {
  const cells = new Map<number, Cell>();
  for (const { value, weight, at } of samples) {
    const begin = cellStart(at, stepMs);
    const cell = made(begin, value, weight, at);
    const before = cells.get(begin);
    cells.set(begin, before === undefined ? cell : mergeCells(before, cell));
  }
  return [...cells.values()].sort((a, b) => a.start - b.start);
}

const aggregates: readonly Aggregate[] = ['mean', 'sum', 'count', 'min', 'max', 'last', 'p10', 'p90'];

describe('windows in memory', () => {
  for (const aggregate of aggregates) {
    test.prop([arrivals])(
      `a five-minute ${aggregate} equals the naive one over the plain cells, to the last bit`,
      (samples) => {
        const window = spec(300_000);
        const live = createLiveCells(stepMs);
        const series = ensureSeries(live, 'a', 'm', { aggregate, windows: [window] });
        const taken: Taken[] = [];
        for (const sample of samples) {
          record(live, series, sample.value, sample.weight, sample.at, sample.now);
          taken.push(sample);
          bringAllAhead(live, sample.now);
          const cells = plainCells(taken, isPercentile(aggregate) ? bucketedCellOf : cellOf);
          const merged = mergeWindow(cells, window, sample.now);
          const got = read(live, series, aggregate, window, sample.now);
          expect(got.value).toBe(aggregateCell(merged, aggregate, sample.now) ?? Number.NaN);
          expect(got.weight).toBe(merged?.weight ?? 0);
        }
      },
    );
  }

  test.prop([arrivals, fc.integer({ min: 1, max: 40 }), fc.constantFrom('mean' as const, 'p90' as const)])(
    'a window of coarse cells is the sum of whole base cells, live as after a restart',
    (samples, every, aggregate) => {
      const window = spec(7_200_000);
      expect(window.cellMs).toBe(60_000);
      const needs = { aggregate, windows: [window] };
      const made = aggregate === 'mean' ? cellOf : bucketedCellOf;
      const live = createLiveCells(stepMs);
      const series = ensureSeries(live, 'a', 'm', needs);
      const inTime = samples.filter(({ at, now }) => now - at < 60_000 && at <= now);
      const taken: Taken[] = [];
      for (const [index, sample] of inTime.entries()) {
        record(live, series, sample.value, sample.weight, sample.at, sample.now);
        taken.push(sample);
        if (index % every !== 0) continue;
        const plain = plainCells(taken, made);
        const merged = mergeWindow(plain, window, sample.now);
        expect(read(live, series, aggregate, window, sample.now).value).toBe(
          aggregateCell(merged, aggregate, sample.now) ?? Number.NaN,
        );
        const restarted = createLiveCells(stepMs);
        const again = ensureSeries(restarted, 'a', 'm', needs);
        for (const cell of plain) absorbCell(restarted, again, cell);
        expect(read(restarted, again, aggregate, window, sample.now)).toEqual(
          read(live, series, aggregate, window, sample.now),
        );
      }
    },
  );

  test.prop([arrivals, fc.constantFrom('mean' as const, 'p90' as const)])(
    'what is handed to storage is the cells as memory holds them',
    (samples, aggregate) => {
      const live = createLiveCells(stepMs);
      const series = ensureSeries(live, 'a', 'm', { aggregate, windows: [spec(300_000)] });
      const stored = new Map<number, Cell>();
      for (const sample of samples) {
        record(live, series, sample.value, sample.weight, sample.at, sample.now);
        const dirty = takeChanged(live.changed)?.cells;
        for (let entry = 0; entry < (dirty?.count ?? 0); entry++) store(stored, dirty, entry);
      }
      expect([...stored.values()].sort((a, b) => a.start - b.start)).toEqual(
        plainCells(samples, aggregate === 'mean' ? cellOf : bucketedCellOf),
      );
    },
  );

  test.prop([
    arrivals,
    arrivals,
    fc.integer({ min: 2, max: 60 }),
    fc.boolean(),
    fc.constantFrom('mean' as const, 'p90' as const),
  ])(
    'a late sample counts once in its cell, however little of it a restart or a longer window read back',
    (before, after, cellsBack, grows, aggregate) => {
      const needs = { aggregate, windows: [spec(300_000)] };
      const stored = new Map<number, Cell>();
      let live = createLiveCells(stepMs);
      let series = ensureSeries(live, 'a', 'm', needs);
      const take = (samples: readonly Taken[]): void => {
        for (const { value, weight, at, now } of samples) {
          record(live, series, value, weight, at, now);
          const dirty = takeChanged(live.changed)?.cells;
          for (let entry = 0; entry < (dirty?.count ?? 0); entry++) store(stored, dirty, entry);
        }
      };
      const inOrder = () => [...stored.values()].sort((a, b) => a.start - b.start);
      take(before);
      const restartAt = before.at(-1)?.now ?? start;
      const from = restartAt - cellsBack * stepMs;
      live = createLiveCells(stepMs);
      series = ensureSeries(live, 'a', 'm', needs);
      wholeSince(live, series, from);
      for (const cell of inOrder()) if (cell.start >= from) absorbCell(live, series, cell);
      const later = after.map((sample) => ({ ...sample, now: sample.now - start + restartAt }));
      take(later);
      if (grows) growSeries(live, series, { aggregate, windows: [spec(600_000)] }, inOrder());
      take(later);
      const plain = plainCells(
        [...before, ...later, ...later],
        aggregate === 'mean' ? cellOf : bucketedCellOf,
      );
      expect(inOrder().map(({ start: begin }) => begin)).toEqual(plain.map(({ start: begin }) => begin));
      for (const [place, { sum, weight, buckets }] of inOrder().entries()) {
        expect(buckets).toEqual(plain[place]?.buckets);
        expect(weight).toBeCloseTo(plain[place]?.weight ?? 0, 6);
        expect(sum / 1e9).toBeCloseTo((plain[place]?.sum ?? 0) / 1e9, 6);
      }
    },
  );

  test('an age grows while nothing arrives, however long, and needs no window', () => {
    const live = createLiveCells(stepMs);
    const series = ensureSeries(live, 'a', 'freshness', { aggregate: 'age', windows: [] });
    expect(read(live, series, 'age', undefined, start).value).toBeNaN();
    live.awaitedSince.set(series, start - 60_000);
    expect(read(live, series, 'age', undefined, start)).toEqual({ value: 60, weight: 0 });
    record(live, series, 1, 1, start, start);
    expect(read(live, series, 'age', undefined, start + 90_000).value).toBe(90);
    expect(read(live, series, 'age', undefined, start + 86_400_000).value).toBe(86_400);
  });

  test('a longer window is answered only once its older cells have been read', () => {
    const live = createLiveCells(stepMs);
    const [short, long] = [spec(300_000), spec(3_600_000)];
    const series = ensureSeries(live, 'a', 'm', { aggregate: 'mean', windows: [short] });
    const older: Cell[] = [cellOf(cellStart(start - 1_800_000, stepMs), 9, 1, start - 1_800_000)];
    record(live, series, 1, 1, start, start);
    expect(read(live, series, 'mean', long, start).value).toBeNaN();
    growSeries(live, series, { aggregate: 'mean', windows: [short, long] }, older);
    expect(read(live, series, 'mean', long, start)).toEqual({ value: 5, weight: 2 });
    expect(read(live, series, 'mean', short, start)).toEqual({ value: 1, weight: 1 });
  });

  test('a sample ahead of its time counts when its cell begins, and costs the window nothing before', () => {
    const live = createLiveCells(stepMs);
    const window = spec(300_000);
    const series = ensureSeries(live, 'a', 'm', { aggregate: 'mean', windows: [window] });
    const now = cellStart(start, stepMs);
    record(live, series, 1, 1, now - 290_000, now - 290_000);
    record(live, series, 9, 1, now + 60_000, now);
    expect(read(live, series, 'mean', window, now)).toEqual({ value: 1, weight: 1 });
    bringAllAhead(live, now + 59_999);
    expect(read(live, series, 'mean', window, now + 59_999).weight).toBe(0);
    bringAllAhead(live, now + 60_000);
    expect(read(live, series, 'mean', window, now + 60_000)).toEqual({ value: 9, weight: 1 });
  });
});

function store(
  stored: Map<number, Cell>,
  dirty: NonNullable<ReturnType<typeof takeChanged>>['cells'] | undefined,
  entry: number,
) {
  if (dirty === undefined) return;
  const column = (values: ArrayLike<number>) => values[entry] ?? Number.NaN;
  const change: Cell = {
    start: column(dirty.start),
    sum: column(dirty.sum),
    weight: column(dirty.weight),
    min: column(dirty.min),
    max: column(dirty.max),
    last: column(dirty.last),
    lastAt: column(dirty.lastAt),
    buckets: dirty.buckets[entry],
  };
  const before = stored.get(change.start);
  if (before === undefined) stored.set(change.start, change);
  else if (dirty.stray[entry] === 1) stored.set(change.start, mergeCells(before, change));
  else {
    const { sum, weight, buckets } = change;
    stored.set(change.start, { ...mergeCells(before, change), sum, weight, buckets });
  }
}
