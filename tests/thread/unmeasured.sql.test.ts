import { afterEach, expect, test, vi } from 'vitest';
import { breakable } from '../support/breakable.ts';
import { manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { expireLease } from '../support/lease.ts';
import { rulesWith } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
const tickMs = 15 * second;
const rules = `
- id: error-rate
  when: error_rate > 2% over 1m
  for: 5m
  then: alert
- id: stale
  when: catalogue_freshness > 15m
  then: alert
- id: silent
  when: csat < 3 over 1m
  no_data_after: 10m
  on_no_data: alert
  then: alert
`;

/** Told on the embedded database alone, but for these. */
const everywhere = /killed twice|back by an hour/;

eachEngine('time that nobody measured', (open, engine) => {
  const houses: House[] = [];
  afterEach(async () => {
    for (const house of houses.splice(0)) await house.stop();
  });

  async function start(of = rules) {
    const [database, rulesDir] = [await open(), await rulesWith(of)];
    const clock = manualClock('2026-06-05T06:00:00Z');
    let wire = breakable(database);
    const from = async (): Promise<House> => {
      const opened = await openHouse(wire, { clock, rulesDir, unwatchedAfterMs: tickMs });
      houses.push(opened);
      return opened;
    };
    let house = await from();
    const send = async (metric: string, value: number): Promise<number> => {
      const samples = [
        { agent: 'margaux', metric, value, weight: 100, at: new Date(clock.now()).toISOString() },
      ];
      return (await house.as('ingest').post('/v1/samples', { samples })).status;
    };
    return {
      clock,
      house: () => house,
      send,
      /** Time passes under watch; an error rate is sent at each tick unless it is undefined. */
      live: async (ms: number, errorRate?: number) => {
        for (let passed = 0; passed < ms; passed += tickMs) {
          clock.advance(tickMs);
          if (errorRate !== undefined) expect(await send('error_rate', errorRate)).toBe(200);
          await house.app.tick();
        }
        await house.app.settled();
      },
      kill: async (awayMs: number) => {
        wire.cut();
        clock.advance(awayMs);
        await expireLease(database);
        wire = breakable(database);
        house = await from();
      },
      ready: async () => {
        await house.app.tick();
        await eventually(async () => expect((await house.as('viewer').get('/readyz')).status).toBe(200));
        await house.app.settled();
      },
      triggers: async () => {
        const { items } = await ok(house.as('viewer').get('/v1/incidents'));
        return items.flatMap(({ triggers }: { triggers: { rule: string }[] }) =>
          triggers.map((trigger) => trigger.rule),
        );
      },
      steps: async () => {
        const { items } = await ok(house.as('viewer').get('/v1/register?kind=clockStepped'));
        return items.map((entry: { data: { bySeconds: number } }) => entry.data.bySeconds);
      },
    };
  }
  type Scene = Awaited<ReturnType<typeof start>>;

  const away: readonly [string, (scene: Scene) => unknown, number[]][] = [
    ['killed, and started 20 minutes later', ({ kill }) => kill(20 * minute), []],
    ['killed, and started five days later', ({ kill }) => kill(5 * day), []],
    ['killed twice', ({ kill }) => kill(20 * minute).then(() => kill(day)), []],
    ['asleep for 20 minutes', ({ clock }) => clock.advance(20 * minute), []],
    ['its clock set back by a day', ({ clock }) => clock.step(-day), [-86_400]],
    ['its clock set back by an hour', ({ clock }) => clock.step(-hour), [-3_600]],
    ['its clock set back by 20 seconds', ({ clock }) => clock.step(-20 * second), [-20]],
    ['its clock set ahead by 20 seconds', ({ clock }) => clock.step(20 * second), [20]],
    ['its clock set ahead by an hour', ({ clock }) => clock.step(hour), [3_600]],
    ['its clock set ahead by a day', ({ clock }) => clock.step(day), [86_400]],
  ];
  for (const [how, leave, steps] of away.filter(([name]) => engine === 'pglite' || everywhere.test(name)))
    test(`counts towards nothing: ${how}`, async () => {
      const scene = await start();
      const { live, send, ready, triggers } = scene;
      await send('catalogue_freshness', 0);
      await send('csat', 5);
      await send('error_rate', 0.05);
      await live(2 * minute, 0.05);
      await leave(scene);
      await ready();
      expect(await triggers()).toEqual([]);
      await send('error_rate', 0.05);
      await live(3 * minute - tickMs, 0.05);
      expect(await triggers()).toEqual([]);
      await live(tickMs, 0.05);
      expect(await triggers()).toEqual(['error-rate']);
      await live(6 * minute - tickMs);
      expect(await triggers()).toEqual(['error-rate']);
      await live(tickMs);
      expect(await triggers()).toEqual(['error-rate', 'silent']);
      await live(4 * minute - tickMs);
      expect(await triggers()).toEqual(['error-rate', 'silent']);
      await live(2 * tickMs);
      expect(await triggers()).toEqual(['error-rate', 'silent', 'stale']);
      expect(await scene.steps()).toEqual(steps);
    });

  test('a clock that is set back by an hour blinds nothing: the next breach is seen at once', async () => {
    const { live, clock, ready, send, triggers } = await start(`
- id: error-rate
  when: error_rate > 2% over 5m
  min_samples: 50
  then: alert
`);
    await live(10 * minute, 0.001);
    clock.step(-hour);
    await ready();
    await send('error_rate', 0.5);
    expect(await triggers()).toEqual(['error-rate']);
  });
});
