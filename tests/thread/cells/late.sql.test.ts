import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { block, encodeWrite } from '../../metrics/intake/write-messages.ts';
import { crashingHouses } from '../../support/crashing.ts';
import { eachEngine } from '../../support/database.ts';
import type { House } from '../../support/house.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const hour = 3_600_000;

eachEngine('what comes late', (open) => {
  const { start } = crashingHouses(open);

  /** Sends `count` of a cell by every intake, each another one. */
  function sender(at: number) {
    let sent = 0;
    return async (house: House, count: number): Promise<void> => {
      const each = Array.from({ length: count }, () => sent++);
      const iso = new Date(at).toISOString();
      const client = house.as('ingest');
      const samples = each.map(() => ({ agent: 'margaux', metric: 'nps', value: 1, at: iso }));
      const contacts = each.map((id) => ({ id: `c-${id}`, agent: 'margaux', outcome: 'ok', at: iso }));
      expect((await client.post('/v1/samples', { samples })).body.accepted).toBe(count);
      expect((await client.post('/v1/interactions', { interactions: contacts })).body.accepted).toBe(count);
      const values = each.map((id) => ({ value: 4, at: at + id }));
      expect(await write(house, values)).toBe(204);
    };
  }

  async function write(
    house: House,
    samples: { value: number; at: number }[],
    name = 'csat',
  ): Promise<number> {
    const { body } = await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'prometheus' });
    const answer = await fetch(`${house.url}/api/v1/write`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${body.secret}`,
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
      },
      body: new Uint8Array(block(encodeWrite([{ labels: { __name__: name, agent: 'margaux' }, samples }]))),
    });
    return answer.status;
  }

  const stored = async (database: Database) => {
    const { rows } = await database.db.execute<{ metric: string; weight: number }>(sql`
      SELECT s.metric, sum(c.weight) AS weight FROM cells c JOIN series s ON s.id = c.series
      WHERE s.metric IN ('nps', 'error_rate', 'csat') GROUP BY s.metric ORDER BY s.metric`);
    return rows.map(({ weight }) => weight);
  };

  test('counts once, before and after a restart, when no window reaches back to it any more', async () => {
    const { house, database, clock, crash } = await start();
    const send = sender(clock.now());
    await send(house(), 10);
    await house().pass(1_000);
    clock.advance(200 * hour);
    await send(house(), 5);
    await crash();
    expect(await stored(database)).toEqual([15, 15, 15]);
    await send(house(), 5);
    await send(house(), 20);
    await house().pass(1_000);
    expect(await stored(database)).toEqual([40, 40, 40]);
    await crash();
    expect(await stored(database)).toEqual([40, 40, 40]);
  });

  test('is the rise of a counter over a crash: it counts, once', async () => {
    const { house, database, clock, crash } = await start();
    const answers = async (wrong: number, all: number): Promise<void> => {
      const at = clock.now();
      expect(await write(house(), [{ value: wrong, at }], 'bot_answers_wrong_total')).toBe(204);
      expect(await write(house(), [{ value: all, at }], 'bot_answers_total')).toBe(204);
    };
    const counted = async () => {
      const { rows } = await database.db.execute<{ sum: number; weight: number }>(sql`
        SELECT sum(c.sum) AS sum, sum(c.weight) AS weight FROM cells c JOIN series s ON s.id = c.series
        WHERE s.metric = 'error_rate'`);
      return [Math.round(rows[0]?.sum ?? 0), rows[0]?.weight ?? 0];
    };
    await answers(10, 1_000);
    clock.advance(10_000);
    await answers(11, 1_100);
    await house().pass(1_000);
    clock.advance(10_000);
    await answers(13, 1_200);
    // In the log alone: the position that is read back is that of the increases that were counted.
    await crash();
    expect(await counted()).toEqual([3, 200]);
    await answers(13, 1_200);
    clock.advance(60_000);
    await answers(18, 1_400);
    await house().pass(1_000);
    expect(await counted()).toEqual([8, 400]);
    await crash();
    clock.advance(10_000);
    await answers(2, 40);
    await house().pass(1_000);
    expect(await counted()).toEqual([10, 440]);
  });

  test('is not what a sender repeats after a crash, because its answer was lost', async () => {
    const { house, database, clock, crash } = await start();
    const at = clock.now();
    const batch = [0, 1_000, 2_000].map((ms) => ({ value: 4, at: at + ms }));
    clock.advance(5_000);
    await write(house(), batch);
    await crash();
    clock.advance(400 * hour);
    expect(await write(house(), batch)).toBe(204);
    expect(await write(house(), [...batch.slice(2), { value: 4, at: clock.now() }])).toBe(204);
    await house().pass(1_000);
    expect(await stored(database)).toEqual([4]);
  });

  test('of a gauge counts after a crash where nothing was counted before, once; what nobody can tell is refused', async () => {
    const { house, database, clock, crash } = await start();
    const at = clock.now();
    const of = (...seconds: number[]) => seconds.map((one) => ({ value: 4, at: at + one * 1_000 }));
    clock.advance(60_000);
    expect(await write(house(), of(1, 2, 3, 50))).toBe(204);
    await crash();
    clock.advance(10_000);
    // A newer one comes first, then what a sender had held back, and what it had sent, in another order.
    expect(await write(house(), of(65))).toBe(204);
    expect(await write(house(), of(22, 23, 31))).toBe(204);
    expect(await write(house(), of(21, 22, 23))).toBe(204);
    expect(await write(house(), of(2, 3, 50))).toBe(204);
    expect(await write(house(), of(2, 4))).toBe(400);
    await house().pass(1_000);
    expect(await stored(database)).toEqual([9]);
    await crash();
    expect(await stored(database)).toEqual([9]);
  });
});
