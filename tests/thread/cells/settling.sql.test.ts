import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cellsTable } from '../../../src/metrics/storage/tables.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { block, encodeWrite } from '../../metrics/intake/write-messages.ts';
import { crashingHouses } from '../../support/crashing.ts';
import { eachEngine } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { type House, openHouse, shippedRules } from '../../support/house.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

/** More series than go to the table of cells at once. */
const agents = 1_001;
const metrics = ['csat', 'error_rate'] as const;
const count = agents * metrics.length;
const stepMs = 10_000;

let rulesDir: string;
beforeAll(async () => {
  rulesDir = await mkdtemp(join(tmpdir(), 'filrouge-many-'));
  await cp(shippedRules, rulesDir, { recursive: true });
  for (let number = 0; number < agents; number++)
    await writeFile(
      join(rulesDir, 'agents', `crowd-${number}.yaml`),
      `agent: crowd-${number}\nname: Crowd\nscope: { fr: foule, en: crowd }\nowner: lea\napprover: camille\nrules: []\n`,
    );
});
afterAll(() => rm(rulesDir, { recursive: true, force: true }));

eachEngine('many changed cells', (open, engine) => {
  const { start, newFolder, keep, release } = crashingHouses(open, { rulesDir: () => rulesDir });

  /** One sample of every series. */
  async function writeAll(house: House, value: number, at = house.clock.now()): Promise<void> {
    const { body } = await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'prometheus' });
    const series = Array.from({ length: agents }, (_, number) =>
      metrics.map((name) => ({
        labels: { __name__: name, agent: `crowd-${number}` },
        samples: [{ value, at }],
      })),
    ).flat();
    const answer = await fetch(`${house.url}/api/v1/write`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${body.secret}`,
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
      },
      body: new Uint8Array(block(encodeWrite(series))),
    });
    expect(answer.status).toBe(204);
  }

  /** A house whose transactions wait from `hold` on, until what it answers is called. */
  async function startHeld() {
    const real = await open();
    let [waiting, begun] = [Promise.resolve(), 0];
    const database = {
      ...real,
      transaction: (async (work, opening) => {
        begun += 1;
        await waiting;
        return real.transaction(work, opening);
      }) satisfies Database['transaction'] as Database['transaction'],
      begun: () => begun,
    };
    const house = keep(await openHouse(database, { rulesDir, cellLogDir: await newFolder() }));
    const hold = (): (() => void) => {
      let release = (): void => {};
      waiting = new Promise((resolve) => {
        release = resolve;
      });
      begun = 0;
      return release;
    };
    return { database, house, hold };
  }

  /** How many cells the table has, and what they amount to. */
  const table = async (database: Database) => {
    const { rows } = await database.db.execute<{ cells: string; sum: number; weight: number }>(sql`
      SELECT count(*) AS cells, COALESCE(sum(sum), 0) AS sum, COALESCE(sum(weight), 0) AS weight FROM cells`);
    const [row] = rows;
    return [Number(row?.cells), Number(row?.sum), Number(row?.weight)];
  };
  const batches = async (database: Database) => {
    const { rows } = await database.db.execute<{ n: string }>(sql`SELECT count(*) AS n FROM cell_batches`);
    return Number(rows[0]?.n);
  };

  test('are in a batch with the next tick, and in the table of cells after the step that follows', async () => {
    const { house, database } = await start();
    await writeAll(house(), 0.5);
    await house().pass(1_000);
    expect([await batches(database), (await table(database))[0]]).toEqual([1, 1_000]);
    await writeAll(house(), 0.25);
    for (let second = 0; second < 20; second++) await house().pass(1_000);
    expect(await batches(database)).toBe(0);
    expect(await table(database)).toEqual([count, 0.75 * count, 2 * count]);
  });

  test('go to the table in transactions so short that a stop can wait for the one in the only session', async () => {
    const real = await open();
    const added: number[] = [];
    const database: Database = {
      ...real,
      transaction: (work, opening) =>
        real.transaction(async (tx, opened) => {
          const before = await tx.$count(cellsTable);
          const result = await work(tx, opened);
          added.push((await tx.$count(cellsTable)) - before);
          return result;
        }, opening),
    };
    const house = keep(await openHouse(database, { rulesDir, cellLogDir: await newFolder() }));
    await writeAll(house, 0.5);
    for (let second = 0; second < 20; second++) await house.pass(1_000);
    expect((await table(real))[0]).toBe(count);
    expect(Math.max(...added)).toBe(engine === 'pglite' ? 500 : 1_000);
  });

  test.each(['here', 'elsewhere'] as const)(
    'are all there after a crash in the middle, once, for a process that starts %s',
    async (where) => {
      const { house, database, crash, clock } = await start();
      await writeAll(house(), 0.5);
      await house().pass(1_000);
      await writeAll(house(), 0.25);
      await house().pass(1_000);
      expect(await batches(database)).toBe(2);
      await crash(where === 'here' ? undefined : await newFolder());
      expect(await batches(database)).toBe(0);
      expect(await table(database)).toEqual([count, 0.75 * count, 2 * count]);
      // What comes then adds to what memory has again.
      clock.advance(1_000);
      await writeAll(house(), 0.25);
      await crash(where === 'here' ? undefined : await newFolder());
      // The log of the last second stayed where it was written.
      const kept = where === 'here' ? 1 : 0.75;
      expect((await table(database))[1]).toBe(kept * count);
    },
  );

  test('are up to the last tick for whoever reads an agent, and for a process that follows one which stopped', async () => {
    const { house, database } = await start();
    await writeAll(house(), 0.5);
    await house().pass(1_000);
    await writeAll(house(), 0.25);
    await house().pass(1_000);
    const from = new Date(house().clock.now() - 60_000).toISOString();
    const { body } = await house()
      .as('viewer')
      .get(`/v1/agents/crowd-${agents - 1}/series?metric=csat&from=${from}&step=10s`);
    expect(body.points.filter(([, value]: [number, number | null]) => value !== null)).toEqual([
      [expect.any(Number), 0.375],
    ]);
    await release().stop();
    expect(await batches(database)).toBe(0);
    expect(await table(database)).toEqual([count, 0.75 * count, 2 * count]);
  });

  test('take the few with them that something asks for in between', async () => {
    const { house, database } = await start();
    await writeAll(house(), 0.5);
    await house().pass(1_000);
    const samples = [{ agent: 'crowd-0', metric: 'csat', value: 0.25 }];
    expect((await house().as('ingest').post('/v1/samples', { samples })).status).toBe(200);
    expect(await batches(database)).toBe(2);
    for (let second = 0; second < 30; second++) await house().pass(1_000);
    expect(await batches(database)).toBe(0);
    expect(await table(database)).toEqual([count, 0.5 * count + 0.25, count + 1]);
    // Nothing else is under way then: a few go straight to the table.
    expect((await house().as('ingest').post('/v1/samples', { samples })).status).toBe(200);
    expect(await batches(database)).toBe(0);
  });

  test('come to whoever asks while others are being written, with those that came before he asked', async () => {
    const { database, house, hold } = await startHeld();
    const [from, agent] = [new Date(house.clock.now() - 60_000).toISOString(), `crowd-${agents - 1}`];
    await writeAll(house, 0.5);
    await house.pass(1_000);
    const post = (metric: string, value: number) =>
      house.as('ingest').post('/v1/samples', { samples: [{ agent, metric, value }] });
    const release = hold();
    const first = post('error_rate', 0.5);
    await eventually(() => expect(database.begun()).toBe(1));
    const second = post('csat', 0.25);
    await house.as('viewer').get('/readyz');
    const read = house.as('viewer').get(`/v1/agents/${agent}/series?metric=csat&from=${from}&step=10s`);
    await house.as('viewer').get('/readyz');
    release();
    expect((await first).status).toBe(200);
    expect((await second).status).toBe(200);
    const { body } = await read;
    expect(body.points.filter(([, value]: [number, number | null]) => value !== null)).toEqual([
      [expect.any(Number), 0.375],
    ]);
  });

  test('do not lose a sample that comes when memory has let go of its cell and the table does not have it yet', async () => {
    const { house, database, clock, crash } = await start();
    const first = clock.now();
    await writeAll(house(), 0.5, first);
    await house().pass(1_000);
    // Whatever the windows are, an hour later nobody holds that cell; its round has not begun, for nobody ticked.
    clock.advance(6 * 3_600_000);
    await writeAll(house(), 0.25, first + 1);
    await crash();
    expect(await table(database)).toEqual([count, 0.75 * count, 2 * count]);
    await house().pass(stepMs);
    expect(await table(database)).toEqual([count, 0.75 * count, 2 * count]);
  });
});
