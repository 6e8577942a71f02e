import { fc } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { bucketedCellOf, type Cell, cellStart, mergeCells } from '../../../src/metrics/cell.ts';
import { createChangedCells, mergeChanged, takeChanged } from '../../../src/metrics/memory/changed.ts';
import { createLiveCells, ensureSeries, record } from '../../../src/metrics/memory/live.ts';
import { createSeriesIds } from '../../../src/metrics/memory/series-ids.ts';
import { readBatches, saveBatch } from '../../../src/metrics/storage/batch-store.ts';
import { cellsIn } from '../../../src/metrics/storage/cell-columns.ts';
import { coarseCells } from '../../../src/metrics/storage/coarse-store.ts';
import { readColumns } from '../../../src/metrics/storage/columns-store.ts';
import {
  ensureSeriesIds,
  purgeMetrics,
  readCells,
  readCellsOf,
  writeCells,
} from '../../../src/metrics/storage/store.ts';
import { cellBucketsTable } from '../../../src/metrics/storage/tables.ts';
import { readWindows, unpackCells } from '../../../src/metrics/storage/windows-store.ts';
import { coarsen } from '../../../src/metrics/window.ts';
import { eachEngine } from '../../support/database.ts';

const stepMs = 10_000;
const start = cellStart(1_780_000_000_000, stepMs);
const agents = ['a', 'b'];

const samples = () =>
  fc.sample(
    fc.record({
      agent: fc.nat(1),
      value: fc
        .oneof(fc.double({ min: 0, max: 1e4, noNaN: true }), fc.integer({ min: -3, max: 3 }))
        .map((one) => one + 0),
      weight: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0.001, max: 1e6, noNaN: true })),
      lagMs: fc.integer({ min: 0, max: 400_000 }),
      writes: fc.integer({ min: 0, max: 9 }),
    }),
    300,
  );

eachEngine('the buckets of cells', (open, engine) => {
  /** Two series told by a p95, as they are stored, and the plain fold of their samples. */
  async function written() {
    const database = await open();
    const ids = createSeriesIds();
    await ensureSeriesIds(
      database.db,
      ids,
      agents.map((agent, index) => ({ index, agent, metric: 'm' })),
    );
    const live = createLiveCells(stepMs);
    const windows = [{ lengthMs: 300_000, cellMs: stepMs, cells: 30 }];
    const series = agents.map((agent) => ensureSeries(live, agent, 'm', { aggregate: 'p95', windows }));
    const plain = agents.map(() => new Map<number, Cell>());
    let now = start;
    let batch = 0;
    /** As the evaluator does it: some cells by way of a batch, strays never. */
    const write = async (): Promise<void> => {
      const taken = takeChanged(live.changed);
      if (taken === undefined) return;
      const waiting = createChangedCells();
      mergeChanged(waiting, taken);
      if (!taken.twice) {
        const numbers = Int32Array.from(
          taken.cells.series.subarray(0, taken.cells.count),
          (one) => ids.get(one) ?? 0,
        );
        await saveBatch(database.db, ++batch, numbers, taken.cells);
        const [read] = (await readBatches(database.db)).slice(-1);
        expect(read?.cells.buckets).toEqual(taken.cells.buckets);
      }
      const all = takeChanged(waiting);
      if (all) await database.transaction((tx) => writeCells(tx, engine, ids, all.cells, all.twice));
    };
    for (const { agent, value, weight, lagMs, writes } of samples()) {
      now += 2_000;
      const at = now - lagMs;
      record(live, series[agent] ?? 0, value, weight, at, now);
      const cells = plain[agent];
      const cell = bucketedCellOf(cellStart(at, stepMs), value, weight, at);
      const before = cells?.get(cell.start);
      cells?.set(cell.start, before === undefined ? cell : mergeCells(before, cell));
      if (writes === 0) await write();
    }
    await write();
    const expected = plain.map((cells) => [...cells.values()].sort((one, two) => one.start - two.start));
    return { database, ids, expected };
  }

  test('are stored as memory holds them, late ones merged, and read back the same by every reader', async () => {
    const { database, ids, expected } = await written();
    const { db } = database;
    const [until, from] = [start + 1e7, start - 1e7];
    const byId = new Map<number, Cell[]>();
    unpackCells(await readWindows(database, from, ['m'], true), (id, cell) =>
      byId.set(id, [...(byId.get(id) ?? []), { ...cell }]),
    );
    for (const [index, agent] of agents.entries()) {
      expect(await readCells(db, agent, 'm', from, until)).toEqual(expected[index]);
      expect(await readCellsOf(db, ids.get(index) ?? 0, from)).toEqual(expected[index]);
      expect(cellsIn(await readColumns(db, agent, 'm', from, until))).toEqual(expected[index]);
      expect(byId.get(ids.get(index) ?? 0)).toEqual(expected[index]);
      const drawn = await coarseCells(db, { agent, metric: 'm' }, { from, until, stepMs: 60_000 });
      const coarse = coarsen(expected[index] ?? [], 60_000);
      expect(drawn.map(({ buckets }) => buckets)).toEqual(coarse.map(({ buckets }) => buckets));
    }
  });

  test('go with their cells when these are old', async () => {
    const { database } = await written();
    await database.transaction((tx) => purgeMetrics(tx, { cells: start + 1e7, interactions: 0 }));
    expect(await database.db.$count(cellBucketsTable)).toBe(0);
  });
});
