import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDirty, createDirtyCells } from '../../../../src/metrics/memory/dirty.ts';
import { openWriteAheadLog } from '../../../../src/metrics/storage/wal/write-ahead-log.ts';

describe('the cell log', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'filrouge-cell-log-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function cells(start: number, count = 1) {
    const list = createDirtyCells();
    for (let place = 0; place < count; place++) addDirty(list, place + 7, start, false);
    return [list.series.slice(0, count), list] as const;
  }

  async function left() {
    const log = await openWriteAheadLog(folder);
    const found = await log.read();
    await log.close();
    return found.map(({ log: name, records }) => ({
      log: name,
      records: records.map(({ seq, cells: list }) => [seq, list.start[0]]),
    }));
  }

  test('keeps what was appended, in order, for whoever opens the folder next', async () => {
    const log = await openWriteAheadLog(folder);
    await log.begin('first');
    await log.append(...cells(10));
    await log.append(...cells(20));
    expect(log.position()).toEqual({ log: 'first', seq: 2 });
    // Not closed: the process died.
    expect(await left()).toEqual([
      {
        log: 'first',
        records: [
          [1, 10],
          [2, 20],
        ],
      },
    ]);
    await log.close();
  });

  test('begins empty under a new name', async () => {
    const log = await openWriteAheadLog(folder);
    await log.begin('first');
    await log.append(...cells(10));
    await log.begin('second');
    expect(log.position()).toEqual({ log: 'second', seq: 0 });
    await log.append(...cells(30));
    expect(await left()).toEqual([{ log: 'second', records: [[1, 30]] }]);
    await log.close();
  });

  test('lets go of full segments once the database has all that is in them, and of nothing before', async () => {
    const log = await openWriteAheadLog(folder);
    await log.begin('long');
    // Three records of some 12 MB: a segment holds two of them.
    for (const start of [10, 20, 30]) await log.append(...cells(start, 200_000));
    expect(await readdir(folder)).toHaveLength(2);
    await log.release({ log: 'long', seq: 1 });
    await log.release({ log: 'other', seq: 3 });
    expect(await readdir(folder)).toHaveLength(2);
    await log.release({ log: 'long', seq: 2 });
    expect(await left()).toEqual([{ log: 'long', records: [[3, 30]] }]);
    await log.close();
  });

  test('a record that could not be written is not in the way of those behind it', async () => {
    const log = await openWriteAheadLog(folder);
    await log.begin('torn');
    await log.append(...cells(10));
    const [, list] = cells(20);
    await expect(log.append(new Int32Array(0), list)).rejects.toThrow();
    await log.append(...cells(30));
    expect(await left()).toEqual([
      {
        log: 'torn',
        records: [
          [1, 10],
          [3, 30],
        ],
      },
    ]);
    await log.close();
  });
});
