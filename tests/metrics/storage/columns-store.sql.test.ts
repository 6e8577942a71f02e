import { expect, test } from 'vitest';
import { addDirty, createDirtyCells, markDirty } from '../../../src/metrics/memory/dirty.ts';
import { createSeriesIds } from '../../../src/metrics/memory/series-ids.ts';
import { cellsIn } from '../../../src/metrics/storage/cell-columns.ts';
import { readColumns } from '../../../src/metrics/storage/columns-store.ts';
import { ensureSeriesIds, readCells, writeCells } from '../../../src/metrics/storage/store.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { eachEngine } from '../../support/database.ts';

const first = 1_780_000_000_000;
const stepMs = 10_000;

eachEngine('cells as columns', (open, engine) => {
  async function withCells(count: number): Promise<Database> {
    const database = await open();
    const ids = createSeriesIds();
    const known = ['a', 'b'].map((agent, index) => ({ index, agent, metric: 'm' }));
    await ensureSeriesIds(database.db, ids, known);
    const dirty = createDirtyCells();
    // Written backwards: the order is asked for, not found.
    for (let place = count - 1; place >= 0; place--) addCell(dirty, place);
    await database.transaction((tx) => writeCells(tx, engine, ids, dirty, false));
    return database;
  }

  function addCell(dirty: ReturnType<typeof createDirtyCells>, place: number): void {
    const start = first + place * stepMs;
    for (const series of [0, 1]) {
      const entry = addDirty(dirty, series, start, false);
      dirty.sum[entry] = place / 3;
      dirty.weight[entry] = series + place;
      markDirty(dirty, entry, 0.1 + 0.2 * place, start + 17);
      markDirty(dirty, entry, -1e-300 * place, start + 4_711);
    }
  }

  test('are the stored cells to the last bit, in order', async () => {
    const { db } = await withCells(50);
    const until = first + 50 * stepMs;
    const columns = await readColumns(db, 'a', 'm', first, until);
    expect(columns.count).toBe(50);
    expect(cellsIn(columns)).toEqual(await readCells(db, 'a', 'm', first, until));
  });

  test('begin with `from` and end before `until`', async () => {
    const { db } = await withCells(5);
    const { start } = await readColumns(db, 'b', 'm', first + stepMs, first + 3 * stepMs);
    expect([...start]).toEqual([first + stepMs, first + 2 * stepMs]);
  });

  test('are none where nothing is stored', async () => {
    const { db } = await withCells(1);
    expect((await readColumns(db, 'nobody', 'm', 0, first * 2)).count).toBe(0);
    expect((await readColumns(db, 'a', 'm', 0, first)).count).toBe(0);
  });
});
