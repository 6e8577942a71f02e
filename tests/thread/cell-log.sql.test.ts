import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { block, encodeWrite } from '../metrics/intake/write-messages.ts';
import { breakable } from '../support/breakable.ts';
import { manualClock } from '../support/clock.ts';
import { crashingHouses } from '../support/crashing.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, openHouse } from '../support/house.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

eachEngine('the cell log', (open) => {
  const { start, newFolder, keep, release } = crashingHouses(open);

  async function write(house: House, value: number, at = house.clock.now(), pod = 'a'): Promise<number> {
    const { body } = await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'prometheus' });
    const series = { labels: { __name__: 'csat', agent: 'margaux', pod }, samples: [{ value, at }] };
    const answer = await fetch(`${house.url}/api/v1/write`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${body.secret}`,
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
      },
      body: new Uint8Array(block(encodeWrite([series]))),
    });
    return answer.status;
  }

  const stored = async (database: Database) => {
    const { rows } = await database.db.execute<{ sum: number; weight: number; max: number }>(sql`
      SELECT c.sum, c.weight, c.max FROM cells c JOIN series s ON s.id = c.series
      WHERE s.metric = 'csat' ORDER BY c.start`);
    return rows.map(({ sum, weight, max }) => [sum, weight, max]);
  };

  test('answers before the database has the samples, and brings them there with the next tick', async () => {
    const { house, database } = await start();
    expect(await write(house(), 4)).toBe(204);
    expect(await write(house(), 3, house().clock.now() + 1)).toBe(204);
    expect(await stored(database)).toEqual([]);
    await house().pass(1_000);
    expect(await stored(database)).toEqual([[7, 2, 4]]);
  });

  test('a process that stops in good order leaves nothing in its log alone: whoever takes over has all', async () => {
    const { database } = await start();
    const house = release();
    expect(await write(house, 4)).toBe(204);
    expect(await stored(database)).toEqual([]);
    await house.stop();
    expect(await stored(database)).toEqual([[4, 1, 4]]);
  });

  test('what was answered is there after a crash, once, however often it crashes', async () => {
    const { house, database, clock, crash } = await start();
    await write(house(), 4);
    await house().pass(1_000);
    await write(house(), 3);
    await write(house(), 2, clock.now() + 1);
    await crash();
    expect(await stored(database)).toEqual([[9, 3, 4]]);
    await crash();
    expect(await stored(database)).toEqual([[9, 3, 4]]);
    // What is added afterwards adds to what memory has again.
    clock.advance(1_000);
    await write(house(), 1);
    await crash();
    expect(await stored(database)).toEqual([[10, 4, 4]]);
  });

  test('a sample that is older than memory holds is added once', async () => {
    const { house, database, clock, crash } = await start();
    const old = clock.now() - 6 * 86_400_000;
    await write(house(), 4, old);
    await house().pass(1_000);
    await write(house(), 4);
    await write(house(), 2, old + 1, 'b');
    await crash();
    expect(await stored(database)).toEqual([
      [6, 2, 4],
      [4, 1, 4],
    ]);
    await crash();
    expect((await stored(database))[0]).toEqual([6, 2, 4]);
  });

  test('a log from before another evaluator took over is given up: what that one wrote stands', async () => {
    const { house, database, clock, cellLogDir, crash } = await start();
    await write(house(), 4);
    await crash(await newFolder());
    expect(await stored(database)).toEqual([]);
    clock.advance(1_000);
    await write(house(), 1);
    await crash(cellLogDir);
    await house().pass(1_000);
    expect(await stored(database)).toEqual([]);
    clock.advance(1_000);
    await write(house(), 2);
    await house().pass(1_000);
    expect(await stored(database)).toEqual([[2, 1, 2]]);
  });

  test('where no log can be kept the samples go to the database before they are answered', async () => {
    const database = await open();
    const house = keep(await openHouse(database, { cellLogDir: '/dev/null/cell-log' }));
    expect(await write(house, 4)).toBe(204);
    expect(await stored(database)).toEqual([[4, 1, 4]]);
  });

  test('what memory had when a write failed is read again from the log, once', async () => {
    const [database, cellLogDir] = [await open(), await newFolder()];
    const wire = breakable(database);
    const house = keep(await openHouse(wire, { clock: manualClock('2026-06-05T06:00:00Z'), cellLogDir }));
    await write(house, 4);
    for (const when of ['before_commit', 'after_commit'] as const) {
      await write(house, 3, house.clock.now() + 1);
      wire.breakOnce(when, 0);
      await house.pass(1_000);
      await eventually(async () => {
        await house.pass(0);
        expect((await house.as('viewer').get('/readyz')).status).toBe(200);
      });
    }
    await house.pass(1_000);
    const [cell] = await stored(database);
    expect(cell).toEqual([10, 3, 4]);
  });

  test('interactions never pass through the log: they count with their ids, or not at all', async () => {
    const { house, database, crash } = await start();
    const contact = {
      agent: 'margaux',
      id: 'contact-1',
      outcome: 'ok',
      csat: 4,
      at: house().clock.now(),
    };
    const at = new Date(contact.at).toISOString();
    const post = () =>
      house()
        .as('ingest')
        .post('/v1/interactions', { interactions: [{ ...contact, at }] });
    await write(house(), 3);
    expect((await post()).status).toBe(200);
    await crash();
    expect((await post()).status).toBe(200);
    expect(await stored(database)).toEqual([[7, 2, 4]]);
  });
});
