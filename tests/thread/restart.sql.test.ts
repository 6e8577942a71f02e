import { afterEach, expect, test, vi } from 'vitest';
import { breakable } from '../support/breakable.ts';
import { manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { type House, openHouse } from '../support/house.ts';
import { expireLease } from '../support/lease.ts';
import { rulesWith } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const minute = 60_000;

const waiting = `
- id: error-rate
  when: error_rate > 2% over 5m
  min_samples: 50
  for: 5m
  then: suspend
  severity: critical
  playbook: stale-answers
`;
const lasting = `
- id: error-rate
  when: error_rate > 2% over 1m
  min_samples: 50
  keep_firing_for: 10m
  then: alert
`;
const silent = `
- id: error-rate
  when: error_rate > 2% over 1m
  min_samples: 50
  on_no_data: suspend
  no_data_after: 10m
  then: alert
`;

eachEngine('after a crash and a restart', (open) => {
  const houses: House[] = [];
  afterEach(async () => {
    for (const house of houses.splice(0)) await house.stop();
  });

  async function start(rules: string) {
    const [database, rulesDir] = [await open(), await rulesWith(rules)];
    const clock = manualClock('2026-06-05T06:00:00Z');
    let wire = breakable(database);
    let house = await openHouse(wire, { clock, rulesDir });
    houses.push(house);
    return {
      clock,
      database,
      house: () => house,
      /** Kills the app without a word to the database, and starts another one on it. */
      crash: async () => {
        wire.cut();
        await expireLease(database);
        wire = breakable(database);
        house = await openHouse(wire, { clock, rulesDir });
        houses.push(house);
        await house.app.settled();
      },
    };
  }

  async function sample(house: House, value: number, weight = 100): Promise<void> {
    const at = new Date(house.clock.now()).toISOString();
    const { status } = await house
      .as('ingest')
      .post('/v1/samples', { samples: [{ agent: 'margaux', metric: 'error_rate', value, weight, at }] });
    expect(status).toBe(200);
    await house.app.settled();
  }

  const rule = async (house: House) =>
    (await house.as('viewer').get('/v1/agents/margaux')).body.rules.find(
      (each: { rule: string }) => each.rule === 'error-rate',
    );
  const incidents = async (house: House) => (await house.as('viewer').get('/v1/incidents')).body.items;

  test('an alert in the middle of its `for` fires when it would have fired', async () => {
    const { house, clock, crash } = await start(waiting);
    for (const value of [0.031, 0.0271, 0.0333]) {
      await sample(house(), value);
      await house().pass(minute - 1_000);
      clock.advance(1_000);
    }
    const before = await rule(house());
    expect(before).toMatchObject({ state: 'pending', since: '2026-06-05T06:00:00.000Z', weight: 300 });
    await crash();
    expect(await rule(house())).toEqual(before);
    expect((await house().as('viewer').get('/v1/agents')).body.items[0].rules).toEqual([before]);
    await house().pass(2 * minute - 1);
    expect(await incidents(house())).toEqual([]);
    await house().pass(1);
    expect(await incidents(house())).toMatchObject([
      { number: 1, opened: { at: '2026-06-05T06:05:00.000Z' } },
    ]);
    expect((await house().as('viewer').get('/v1/register/verify')).body).toMatchObject({ ok: true });
  });

  test('an alert that keeps firing ends when it would have ended', async () => {
    const { house, crash } = await start(lasting);
    await sample(house(), 0.05);
    await house().pass(minute);
    await sample(house(), 0);
    for (let passed = 0; passed < 5; passed += 1) {
      await house().pass(minute);
      await sample(house(), 0);
    }
    const before = await rule(house());
    expect(before).toMatchObject({ state: 'firing', peak: 0.05 });
    await crash();
    expect(await rule(house())).toEqual(before);
    for (let passed = 0; passed < 4; passed += 1) {
      await house().pass(minute);
      await sample(house(), 0);
    }
    expect(await rule(house())).toMatchObject({ state: 'firing' });
    await house().pass(minute);
    await sample(house(), 0);
    expect(await rule(house())).toMatchObject({
      state: 'inactive',
      resolvedWhy: 'cleared',
      resolvedAt: '2026-06-05T06:11:00.000Z',
    });
    const incident = (await house().as('viewer').get('/v1/incidents/1')).body;
    expect(incident.triggers).toMatchObject([{ resolvedAt: '2026-06-05T06:11:00.000Z' }]);
  });

  test('silence is an alarm when it would have been one', async () => {
    const { house, crash } = await start(silent);
    await sample(house(), 0);
    await house().pass(2 * minute);
    const before = await rule(house());
    expect(before).toMatchObject({ verdict: 'no_data', noDataSince: '2026-06-05T06:02:00.000Z' });
    await crash();
    expect(await rule(house())).toEqual(before);
    await house().pass(10 * minute - 1);
    expect(await incidents(house())).toEqual([]);
    await house().pass(1);
    expect((await house().as('margaux').get('/v1/agents/margaux/switch')).body).toMatchObject({
      mayRun: false,
      reasons: [{ kind: 'trip', rule: 'error-rate', cause: 'no_data' }],
    });
  });

  test('a metric that no rule reads goes on in the cell it was in', async () => {
    const { house, crash } = await start(silent);
    const send = async (value: number) => {
      const at = new Date(house().clock.now()).toISOString();
      const samples = [{ agent: 'margaux', metric: 'csat', value, at }];
      expect((await house().as('ingest').post('/v1/samples', { samples })).status).toBe(200);
    };
    await send(4);
    await send(3);
    await crash();
    await send(2);
    const { body } = await house()
      .as('viewer')
      .get(
        '/v1/agents/margaux/series?metric=csat&step=10s&from=2026-06-05T05:59:00Z&to=2026-06-05T06:01:00Z',
      );
    expect(body.points.filter(([, value]: [number, number | null]) => value !== null)).toEqual([
      [expect.any(Number), 3],
    ]);
  });

  test('a criterion goes on holding from where it was', async () => {
    const { house, crash, clock } = await start(lasting);
    const lea = () => house().as('lea');
    await lea().post('/v1/incidents', {
      source: 'manual',
      agent: 'margaux',
      title: 'Vu',
      description: 'Vu',
      playbook: 'stale-answers',
    });
    expect(
      (await lea().patch('/v1/actions/1-3', { criteria: ['error_rate < 1% over 10m for 1h'] })).status,
    ).toBe(200);
    expect((await lea().patch('/v1/actions/1-3', { status: 'done' })).status).toBe(200);
    const goOn = async (minutes: number) => {
      for (let passed = 0; passed < minutes; passed += 1) {
        clock.advance(minute);
        await sample(house(), 0.003);
        await house().app.tick();
      }
      await house().app.settled();
    };
    const action = async () =>
      (await house().as('viewer').get('/v1/plans/1')).body.actions.find(
        (each: { id: string }) => each.id === '1-3',
      );
    await goOn(40);
    const before = await action();
    expect(before.criteria[0]).toMatchObject({ verdict: 'holding', heldSeconds: 1_800 });
    await crash();
    expect(await action()).toEqual(before);
    await goOn(29);
    expect((await action()).criteria[0]).toMatchObject({ verdict: 'holding', heldSeconds: 3_540 });
    await goOn(1);
    expect(await action()).toMatchObject({
      verification: 'verified',
      criteria: [{ verdict: 'met', since: new Date(clock.now()).toISOString() }],
    });
  });
});

/** What two seconds would do: the lease of the process that died runs out. */
