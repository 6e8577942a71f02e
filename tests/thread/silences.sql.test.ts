import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { type Breakable, breakable } from '../support/breakable.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { expireLease } from '../support/lease.ts';
import { rulesWith, writeRules } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const minute = 60_000;
const hour = 60 * minute;
const begin = '2026-06-05T06:00:00Z';

const rule = (then: string, id = 'error-rate') => `
- id: ${id}
  when: error_rate > 2% over 1m
  min_samples: 50
  then: ${then}
`;

eachEngine('silences', (open) => {
  let house: House;
  let clock: ManualClock;
  let database: Database;
  let rulesDir: string;
  let wire: Breakable;
  const houses: House[] = [];
  afterEach(async () => {
    for (const each of houses.splice(0)) await each.stop();
  });

  async function start(rules = rule('suspend')): Promise<void> {
    rulesDir = await rulesWith(rules);
    clock = manualClock(begin);
    database = await open();
    await begun();
  }
  async function begun(): Promise<void> {
    wire = breakable(database);
    house = await openHouse(wire, { clock, rulesDir });
    houses.push(house);
    await house.app.settled();
  }
  /** Kills the app without a word to the database, and starts another one on it a while later. */
  async function crash(awayMs: number): Promise<void> {
    wire.cut();
    clock.advance(awayMs);
    await expireLease(database);
    await begun();
  }

  const at = (ms: number) => new Date(Date.parse(begin) + ms).toISOString();
  const view = (path: string) => ok(house.as('viewer').get(path));
  const switchNow = () => ok(house.as('margaux').get('/v1/agents/margaux/switch'));
  const incidents = async () => (await view('/v1/incidents')).items;
  const firings = async () => (await view('/v1/silenced-firings')).items;
  const silence = (body: object, who: 'lea' | 'camille' = 'camille', status = 201) =>
    ok(house.as(who).post('/v1/silences', { agent: 'margaux', reason: 'we deploy', ...body }), status);
  const sample = async (value: number): Promise<void> => {
    const samples = [
      { agent: 'margaux', metric: 'error_rate', value, weight: 100, at: at(clock.now() - Date.parse(begin)) },
    ];
    await ok(house.as('ingest').post('/v1/samples', { samples }));
    await house.app.settled();
  };
  /** Lets time pass minute by minute, with samples of a value. */
  const last = async (minutes: number, value: number): Promise<void> => {
    for (let passed = 0; passed < minutes; passed += 1) {
      await house.pass(minute);
      await sample(value);
    }
  };

  test('what fires while it is silenced is recorded alone, and trips at once when the silence ends and it still does', async () => {
    await start();
    await silence({ until: at(10 * minute) });
    await sample(0.05);
    expect(await switchNow()).toMatchObject({ mayRun: true, epoch: 0 });
    expect(await incidents()).toEqual([]);
    // People hear of the silence, and of nothing that it holds back.
    expect((await view('/v1/notices')).items).toMatchObject([{ kind: 'stop_silenced' }]);
    expect((await view('/v1/agents/margaux')).rules).toMatchObject([
      { state: 'firing', silenced: { until: at(10 * minute), by: [{ silence: 1, reason: 'we deploy' }] } },
    ]);
    expect(await firings()).toMatchObject([
      { rule: 'error-rate', firedAt: at(0), outcome: 'held', silences: [1] },
    ]);
    await last(9, 0.05);
    await house.pass(minute - 1);
    expect(await switchNow()).toMatchObject({ mayRun: true });
    await house.pass(1);
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 1, incident: 1 });
    expect(await view('/v1/incidents/1')).toMatchObject({
      triggers: [{ firedAt: at(0), silenced: { until: at(10 * minute) }, suspended: true }],
      suspensions: [{ from: at(10 * minute) }],
    });
    expect(await firings()).toMatchObject([{ outcome: 'tripped', incident: 1 }]);
    expect(await view('/v1/silences')).toMatchObject({
      items: [{ silence: 1, running: false, hid: [{ rule: 'error-rate', outcome: 'tripped' }] }],
    });
    const kinds = (await view('/v1/register?limit=500')).items.map(({ kind }: { kind: string }) => kind);
    expect(kinds.filter((kind: string) => /ilence|ruleFired|agentTripped/.test(kind))).toEqual([
      'silenceSet',
      'firingSilenced',
      'ruleFired',
      'agentTripped',
    ]);
    // Once.
    await last(3, 0.05);
    expect(await switchNow()).toMatchObject({ epoch: 1 });
    expect(await incidents()).toHaveLength(1);
  });

  test('what stopped firing while it was silenced is recorded, and nothing comes of it', async () => {
    await start();
    await silence({ until: at(10 * minute) });
    await sample(0.05);
    await last(3, 0);
    expect(await firings()).toMatchObject([{ outcome: 'over' }]);
    await last(8, 0);
    expect(await switchNow()).toMatchObject({ mayRun: true, epoch: 0 });
    expect(await incidents()).toEqual([]);
  });

  test.each([
    ['that goes on while the process is away', 2 * minute],
    ['that ended while it was away', 20 * minute],
  ])('a silence %s is held to over a restart', async (_, awayMs) => {
    await start();
    await silence({ until: at(10 * minute) });
    await sample(0.05);
    await crash(awayMs);
    expect(await switchNow()).toMatchObject({ mayRun: awayMs < 10 * minute });
    await house.pass(10 * minute);
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 1 });
    expect(await firings()).toMatchObject([{ outcome: 'tripped', silences: [1] }]);
    expect(await incidents()).toHaveLength(1);
  });

  test('what stood before a silence stands on, and people stop the agent as ever', async () => {
    await start();
    await sample(0.05);
    await silence({ until: at(10 * minute) });
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 1 });
    expect(await incidents()).toHaveLength(1);
    await ok(house.as('lea').post('/v1/agents/margaux/suspend', { reason: 'odd' }));
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 2 });
  });

  test('a silence that is ended early trips what still fires, at once', async () => {
    await start();
    await silence({ until: at(4 * hour) });
    await sample(0.05);
    await ok(house.as('lea').del('/v1/silences/1'));
    await house.app.settled();
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 1 });
    expect((await house.as('lea').del('/v1/silences/1')).body).toMatchObject({ status: 409 });
    expect((await house.as('lea').del('/v1/silences/2')).status).toBe(404);
  });

  test('another silence extends the first without a gap', async () => {
    await start();
    await silence({ until: at(10 * minute) });
    await sample(0.05);
    await last(9, 0.05);
    await silence({ until: at(15 * minute) });
    await last(5, 0.05);
    expect(await switchNow()).toMatchObject({ mayRun: true });
    await last(1, 0.05);
    expect(await switchNow()).toMatchObject({ mayRun: false });
    expect(await firings()).toMatchObject([{ silences: [1, 2] }]);
  });

  test('what stops an agent is an approver’s to silence, alone or among others, also where it comes later', async () => {
    await start(rule('suspend') + rule('alert', 'errors-seen'));
    const until = at(hour);
    expect(await silence({ until, rule: 'error-rate' }, 'lea', 403)).toMatchObject({
      type: expect.stringContaining('role_missing'),
      rules: ['margaux/error-rate'],
    });
    await silence({ until }, 'lea', 403);
    await silence({ until, rule: 'errors-seen' }, 'lea');
    await writeRules(rulesDir, rule('observe') + rule('suspend', 'errors-seen'));
    await eventually(async () =>
      expect((await view('/v1/rules')).rules).toMatchObject([{ effect: 'observe' }, { effect: 'suspend' }]),
    );
    await sample(0.05);
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 1 });
  });

  test('whoever is told of a stop is told that a rule that stops is silenced, and nobody of the others', async () => {
    await start(rule('suspend') + rule('alert', 'errors-seen'));
    await silence({ until: at(hour), rule: 'errors-seen' });
    expect((await view('/v1/notices')).items).toEqual([]);
    await silence({ until: at(hour), rule: 'error-rate' });
    const told = (await view('/v1/notices?kind=stop_silenced')).items;
    const people = told[0].deliveries.flatMap(({ person }: { person?: string }) => person ?? []);
    expect(people.toSorted()).toEqual(['camille', 'lea']);
    expect(told[0]).toMatchObject({ kind: 'stop_silenced', agent: 'margaux' });
  });

  test('what a process holds back goes on being held by the one that takes over, and trips once', async () => {
    await start();
    await silence({ until: at(10 * minute) });
    await sample(0.05);
    const before = house;
    await crash(3 * minute);
    expect(await switchNow()).toMatchObject({ mayRun: true, epoch: 0 });
    expect(await firings()).toMatchObject([{ outcome: 'held', silences: [1] }]);
    // A second one, set with whoever took over, extends the first.
    await silence({ until: at(15 * minute) });
    await last(11, 0.05);
    expect(await switchNow()).toMatchObject({ mayRun: true, epoch: 0 });
    await before.app.tick();
    await last(1, 0.05);
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 1, incident: 1 });
    expect(await firings()).toMatchObject([{ outcome: 'tripped', silences: [1, 2] }]);
    expect(await incidents()).toHaveLength(1);
  });

  test('planned work of a fleet’s file holds each of its agents back, each alone, over a restart', async () => {
    const fleet = `
fleet: { ids: [bot-1, bot-2], tags: [bots] }
name: "{id}"
scope: { fr: Tri, en: Sorting }
owner: lea
approver: camille
timezone: UTC
maintenance:
  - { cron: "0 6 * * *", duration: 30m, reason: Import, rules: [fleet-errors] }
rules:
  - id: fleet-errors
    when: error_rate > 2% over 1m
    min_samples: 1
    then: suspend
`;
    await start();
    await writeFile(join(rulesDir, 'agents/bots.yaml'), fleet);
    await crash(0);
    const tell = async (agent: string, value: number) => {
      const now = at(clock.now() - Date.parse(begin));
      const samples = [{ agent, metric: 'error_rate', value, weight: 100, at: now }];
      await ok(house.as('ingest').post('/v1/samples', { samples }));
      await house.app.settled();
    };
    const stands = async () => {
      const seen = ['bot-1', 'bot-2'].map((id) => view(`/v1/agents/${id}/switch`));
      return (await Promise.all(seen)).map(({ mayRun }) => mayRun);
    };
    await tell('bot-1', 0.5);
    await tell('bot-2', 0);
    expect(await stands()).toEqual([true, true]);
    expect((await view('/v1/maintenance?days=1')).items.length).toBeGreaterThanOrEqual(2);
    expect(await firings()).toMatchObject([{ agent: 'bot-1', rule: 'fleet-errors', outcome: 'held' }]);
    await crash(minute);
    expect(await stands()).toEqual([true, true]);
    for (let passed = 1; passed < 30; passed += 1) {
      await tell('bot-1', 0.5);
      await house.pass(minute);
    }
    expect(await stands()).toEqual([false, true]);
    expect(await incidents()).toHaveLength(1);
  });

  test('a silence ends at most 4 h ahead, and after now', async () => {
    await start();
    await silence({ until: at(4 * hour) });
    expect(await silence({ until: at(4 * hour + 1) }, 'camille', 422)).toMatchObject({
      errors: [{ pointer: '/until' }],
    });
    await silence({ until: at(0) }, 'camille', 422);
    await silence({ until: at(1) });
    await silence({ until: at(hour), rule: 'error' }, 'camille', 404);
    await silence({ until: at(hour), agent: 'leo' }, 'camille', 404);
    await ok(house.as('camille').post('/v1/silences', { tag: 'none', reason: 'x', until: at(hour) }), 404);
  });
});
