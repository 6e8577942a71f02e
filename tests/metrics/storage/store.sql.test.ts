import { fc } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { type Cell, cellOf, cellStart, mergeCells } from '../../../src/metrics/cell.ts';
import { takeChanged } from '../../../src/metrics/memory/changed.ts';
import { addDirty, createDirtyCells, type DirtyCells, markDirty } from '../../../src/metrics/memory/dirty.ts';
import { createLiveCells, ensureSeries, record } from '../../../src/metrics/memory/live.ts';
import { createSeriesIds, type SeriesIds } from '../../../src/metrics/memory/series-ids.ts';
import {
  addReasons,
  countedInteractions,
  interactionKey,
  readReasons,
  writeInteractions,
} from '../../../src/metrics/storage/interactions-store.ts';
import {
  ensureSeriesIds,
  purgeMetrics,
  readCells,
  readNewestCells,
  writeCells,
} from '../../../src/metrics/storage/store.ts';
import { readWindows, unpackCells } from '../../../src/metrics/storage/windows-store.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { eachEngine } from '../../support/database.ts';

const stepMs = 10_000;
const start = cellStart(1_780_000_000_000, stepMs);

/** One changed cell: what memory holds of it, and the sample that changed it. */
function change(
  dirty: DirtyCells,
  cell: { start?: number; sum: number; weight: number; value: number; at: number; stray?: boolean },
): void {
  const entry = addDirty(dirty, 0, cell.start ?? start, cell.stray ?? false);
  dirty.sum[entry] = cell.sum;
  dirty.weight[entry] = cell.weight;
  markDirty(dirty, entry, cell.value, cell.at);
}

eachEngine('cells', (open, engine) => {
  async function begin(): Promise<{ database: Database; ids: SeriesIds }> {
    const database = await open();
    const ids = createSeriesIds();
    await ensureSeriesIds(database.db, ids, [{ index: 0, agent: 'a', metric: 'm' }]);
    return { database, ids };
  }
  const write = ({ database, ids }: Awaited<ReturnType<typeof begin>>, dirty: DirtyCells, twice = false) =>
    database.transaction((tx) => writeCells(tx, engine, ids, dirty, twice));
  const stored = ({ database }: Awaited<ReturnType<typeof begin>>): Promise<Cell[]> =>
    readCells(database.db, 'a', 'm', 0, Number.MAX_SAFE_INTEGER);

  test('sums are set and extremes merged, so that a write done twice is a write done once', async () => {
    const store = await begin();
    const first = createDirtyCells();
    change(first, { sum: 5, weight: 1, value: 5, at: start + 1 });
    const second = createDirtyCells();
    change(second, { sum: 3, weight: 2, value: -2, at: start + 9 });
    await write(store, first);
    await write(store, second);
    const expected = [{ start, sum: 3, weight: 2, min: -2, max: 5, last: -2, lastAt: start + 9 }];
    expect(await stored(store)).toEqual(expected);
    await write(store, second);
    expect(await stored(store)).toEqual(expected);
  });

  test('a cell that is twice in a batch is written once, as it was last', async () => {
    const store = await begin();
    const dirty = createDirtyCells();
    change(dirty, { sum: 5, weight: 1, value: 5, at: start + 1 });
    change(dirty, { start: start + stepMs, sum: 1, weight: 1, value: 1, at: start + stepMs });
    change(dirty, { sum: 9, weight: 2, value: 4, at: start + 2 });
    await write(store, dirty, true);
    expect(await stored(store)).toEqual([
      { start, sum: 9, weight: 2, min: 4, max: 5, last: 4, lastAt: start + 2 },
      cellOf(start + stepMs, 1, 1, start + stepMs),
    ]);
  });

  test('what is too late for memory is added to what is stored, also in the batch that wrote it', async () => {
    const store = await begin();
    const dirty = createDirtyCells();
    change(dirty, { sum: 5, weight: 1, value: 5, at: start + 1 });
    change(dirty, { sum: 2, weight: 1, value: 2, at: start, stray: true });
    change(dirty, { sum: 8, weight: 1, value: 8, at: start + 3, stray: true });
    await write(store, dirty, true);
    const later = createDirtyCells();
    change(later, { sum: 1, weight: 1, value: 1, at: start + 2, stray: true });
    await write(store, later, true);
    expect(await stored(store)).toEqual([
      { start, sum: 16, weight: 4, min: 1, max: 8, last: 8, lastAt: start + 3 },
    ]);
  });

  test('storage holds the plain fold of all samples, whenever they are written', async () => {
    const store = await begin();
    const samples = fc.sample(
      fc.record({
        value: fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0),
        weight: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        lagMs: fc.integer({ min: 0, max: 400_000 }),
        writes: fc.integer({ min: 0, max: 9 }),
      }),
      300,
    );
    const live = createLiveCells(stepMs);
    const series = ensureSeries(live, 'a', 'm', {
      aggregate: 'mean',
      windows: [{ lengthMs: 300_000, cellMs: stepMs, cells: 30 }],
    });
    const plain = new Map<number, Cell>();
    let now = start;
    for (const { value, weight, lagMs, writes } of samples) {
      now += 2_000;
      const at = now - lagMs;
      record(live, series, value, weight, at, now);
      const cell = cellOf(cellStart(at, stepMs), value, weight, at);
      const before = plain.get(cell.start);
      plain.set(cell.start, before === undefined ? cell : mergeCells(before, cell));
      const taken = writes === 0 ? takeChanged(live.changed) : undefined;
      if (taken !== undefined) await write(store, taken.cells, taken.twice);
    }
    const rest = takeChanged(live.changed);
    if (rest !== undefined) await write(store, rest.cells, rest.twice);
    expect(await stored(store)).toEqual([...plain.values()].sort((one, two) => one.start - two.start));
  });

  test('a restart reads the cells since an instant in their order, to the last bit, and the newest of any age', async () => {
    const store = await begin();
    await ensureSeriesIds(store.database.db, store.ids, [{ index: 1, agent: 'a', metric: 'fresh' }]);
    const dirty = createDirtyCells();
    change(dirty, { sum: 1, weight: 1, value: 1, at: start });
    change(dirty, { start: start - stepMs, sum: 2, weight: 1, value: 2, at: start - 1 });
    const old = addDirty(dirty, 1, start - 900_000, false);
    dirty.sum[old] = 7;
    dirty.weight[old] = 1;
    markDirty(dirty, old, 7, start - 900_000);
    await write(store, dirty);
    const { db } = store.database;
    const windows = new Map<number, readonly Cell[]>();
    unpackCells(await readWindows(store.database, start - stepMs, ['m'], false), (series, cell) =>
      windows.set(series, [...(windows.get(series) ?? []), { ...cell }]),
    );
    expect(windows).toEqual(
      new Map([[store.ids.get(0), [cellOf(start - stepMs, 2, 1, start - 1), cellOf(start, 1, 1, start)]]]),
    );
    const fresh = { series: store.ids.get(1), lastAt: start - 900_000 };
    expect(await readNewestCells(db, ['fresh'], start)).toMatchObject([fresh]);
    expect(await readNewestCells(db, ['fresh'], start - 900_000)).toMatchObject([fresh]);
    expect(await readNewestCells(db, ['fresh'], start - 900_001)).toEqual([]);
  });

  test('a restart reads sums and times alone of metrics that need no more', async () => {
    const store = await begin();
    await ensureSeriesIds(store.database.db, store.ids, [{ index: 1, agent: 'a', metric: 'peak' }]);
    const dirty = createDirtyCells();
    for (const series of [0, 1]) {
      const entry = addDirty(dirty, series, start, false);
      dirty.sum[entry] = 12;
      dirty.weight[entry] = 4;
      markDirty(dirty, entry, 3, start + 5);
    }
    await write(store, dirty);
    const none = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, last: 0 };
    const cell = { ...cellOf(start, 3, 4, start + 5), sum: 12 };
    for (const whole of [['peak'], []]) {
      const found = new Map<number, Cell>();
      unpackCells(await readWindows(store.database, start, whole, false), (series, one) =>
        found.set(series, { ...one }),
      );
      expect(found.get(store.ids.get(0) ?? 0)).toEqual({ ...cell, ...none });
      expect(found.get(store.ids.get(1) ?? 0)).toEqual(whole.length === 0 ? { ...cell, ...none } : cell);
    }
  });

  test('series keep their numbers', async () => {
    const { database, ids } = await begin();
    const again = createSeriesIds();
    const wanted = [
      { index: 4, agent: 'a', metric: 'm' },
      { index: 5, agent: 'a', metric: 'n' },
    ];
    await ensureSeriesIds(database.db, again, wanted);
    expect(again.get(4)).toBe(ids.get(0));
    expect(again.size).toBe(2);
  });

  test('an interaction is counted once, whatever its agent and id look like; reasons add up', async () => {
    const { database } = await begin();
    const { db } = database;
    const [one, other] = [
      { agent: 'a', id: '","' },
      { agent: 'a","', id: '' },
    ];
    for (const [facts, reason] of [
      [1, null],
      [4, 'item_unavailable'],
      [4, 'timeout'],
    ] as const)
      await database.transaction((tx) => writeInteractions(tx, [{ ...one, at: start, facts, reason }]));
    expect(await countedInteractions(db, [one, other])).toEqual(
      new Map([[interactionKey(one), { ...one, at: start, facts: 5, reason: 'item_unavailable' }]]),
    );
    const reason = { agent: 'a', start, reason: 'item_unavailable', count: 2 };
    await database.transaction((tx) => addReasons(tx, [reason]));
    await database.transaction((tx) => addReasons(tx, [reason, { ...reason, reason: 'rude', count: 1 }]));
    expect(await readReasons(db, 'a', start, start + 1)).toEqual([
      { reason: 'item_unavailable', count: 4 },
      { reason: 'rude', count: 1 },
    ]);
    expect(await readReasons(db, 'a', start + 1, start + 2)).toEqual([]);
  });

  test('what is past its retention goes, and nothing else', async () => {
    const store = await begin();
    const dirty = createDirtyCells();
    change(dirty, { sum: 1, weight: 1, value: 1, at: start });
    change(dirty, { start: start - stepMs, sum: 1, weight: 1, value: 1, at: start - 1 });
    await write(store, dirty);
    const gone = await store.database.transaction((tx) =>
      purgeMetrics(tx, { cells: start, interactions: start }),
    );
    expect(gone).toEqual({ cells: 1, interactions: 0 });
    expect((await stored(store)).map((cell) => cell.start)).toEqual([start]);
  });
});
