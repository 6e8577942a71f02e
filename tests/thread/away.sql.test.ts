import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { breakable } from '../support/breakable.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { expireLease } from '../support/lease.ts';
import { rulesWith } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const alerting = `
- id: error-rate
  when: error_rate > 2% over 5m
  then: alert
`;

eachEngine('after days away', (open) => {
  const houses: House[] = [];
  afterEach(async () => {
    for (const house of houses.splice(0)) await house.stop();
  });

  /** A house with a plan whose action 1-3 is done; `leave` ends it, and another starts so much later. */
  async function start(criterion: string) {
    const [database, rulesDir] = [await open(), await rulesWith(alerting)];
    const clock = manualClock('2026-06-05T06:00:00Z');
    let wire = breakable(database);
    let house = await openHouse(wire, { clock, rulesDir });
    houses.push(house);
    const lea = () => house.as('lea');
    const order = { source: 'manual', agent: 'margaux', title: 'Vu', description: 'Vu' };
    await ok(lea().post('/v1/incidents', { ...order, playbook: 'stale-answers' }), 201);
    await ok(lea().patch('/v1/actions/1-3', { criteria: [criterion], status: 'in_progress' }));
    await ok(lea().patch('/v1/actions/1-3', { status: 'done' }));
    return {
      clock,
      database,
      house: () => house,
      leave: async (ms: number) => {
        wire.cut();
        clock.advance(ms);
        await expireLease(database);
        wire = breakable(database);
        house = await openHouse(wire, { clock, rulesDir });
        houses.push(house);
      },
      goOn: async (minutes: number, value = 0.003) => {
        for (let passed = 0; passed < minutes; passed += 1) {
          clock.advance(minute);
          await send(house, clock, value);
          await house.app.tick();
        }
        await house.app.settled();
      },
    };
  }

  async function send(house: House, clock: ManualClock, value: number): Promise<void> {
    const at = new Date(clock.now()).toISOString();
    const samples = [{ agent: 'margaux', metric: 'error_rate', value, weight: 100, at }];
    await ok(house.as('ingest').post('/v1/samples', { samples }));
  }

  const criterionOf = async (house: House) => {
    const { actions } = await ok(house.as('viewer').get('/v1/plans/1'));
    return actions.find(({ id }: { id: string }) => id === '1-3').criteria[0];
  };

  for (const days of [5, 61])
    test(`${days} days away count towards no hold: it goes on with the next measure`, async () => {
      const { house, goOn, leave, clock } = await start('error_rate < 1% over 2m for 30m');
      await goOn(15);
      expect(await criterionOf(house())).toMatchObject({ verdict: 'holding', heldSeconds: 300 });
      await leave(days * day);
      expect((await house().as('viewer').get('/readyz')).status).toBe(200);
      await house().app.settled();
      const current = new Date(Math.floor(clock.now() / 10_000) * 10_000).toISOString();
      expect(await criterionOf(house())).toMatchObject({
        verdict: 'no_data',
        heldSeconds: 300,
        assessedAt: current,
      });
      await goOn(10);
      const { verdict, heldSeconds } = await criterionOf(house());
      expect({ verdict, heldSeconds }).toEqual({ verdict: 'holding', heldSeconds: 300 + 9 * 60 - 10 });
    });

  describe('with much that was measured meanwhile', () => {
    /** A cell each five minutes, written while nobody evaluated. */
    async function measured(
      { database, clock }: Awaited<ReturnType<typeof start>>,
      days: number,
      value: number,
    ): Promise<void> {
      const [from, until] = [clock.now(), clock.now() + days * day];
      await database.db.execute(sql`
        INSERT INTO cells (series, start, sum, weight, min, max, last, last_at)
        SELECT s.id, t, ${value}::float8 * 100, 100, ${value}, ${value}, ${value}, t
        FROM series s, generate_series(${from}::bigint + 10000, ${until}::bigint - 300000, 300000) t
        WHERE s.agent = 'margaux' AND s.metric = 'error_rate'`);
    }

    test('it is ready at once, stops go between the pieces, and each piece is kept', async () => {
      const away = await start('error_rate < 1% over 1h for 24h');
      await away.goOn(12);
      const left = await criterionOf(away.house());
      await measured(away, 12, 0.003);
      await away.leave(12 * day);
      const { house, clock } = away;
      const stopped = ok(house().as('ops').post('/v1/agents/margaux/suspend', { reason: 'Arrêt' }));
      const seen = new Set<string>([left.assessedAt]);
      await stopped;
      const between = await criterionOf(house());
      expect(Date.parse(between.assessedAt)).toBeLessThan(clock.now() - hour);
      seen.add(between.assessedAt);
      while (!(await isUpToDate(house(), clock))) seen.add((await criterionOf(house())).assessedAt);
      // How many pieces are seen depends on how fast this reads; that there are several, the next test holds too.
      expect(seen.size).toBeGreaterThanOrEqual(2);
      expect(await criterionOf(house())).toMatchObject({ verdict: 'met' });
    });

    test('who is killed on the way goes on from the last piece', async () => {
      const away = await start('error_rate < 1% over 1h for 144h');
      await away.goOn(12);
      const left = await criterionOf(away.house());
      await measured(away, 12, 0.003);
      await away.leave(12 * day);
      const { house, clock, leave } = away;
      let reached = left.assessedAt;
      while (reached === left.assessedAt) reached = (await criterionOf(house())).assessedAt;
      expect(Date.parse(reached)).toBeLessThan(clock.now() - hour);
      await leave(0);
      expect(Date.parse((await criterionOf(house())).assessedAt)).toBeGreaterThanOrEqual(Date.parse(reached));
      await house().app.settled();
      expect(await criterionOf(house())).toMatchObject({ verdict: 'met' });
    });

    async function isUpToDate(house: House, clock: ManualClock): Promise<boolean> {
      return clock.now() - Date.parse((await criterionOf(house)).assessedAt) < 20_000;
    }
  });
});
