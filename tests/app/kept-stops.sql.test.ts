import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeptStops } from '../../src/app/kept-stops.ts';
import type { Actor } from '../../src/platform/actor.ts';
import { leaseTiming } from '../../src/platform/lease/lease.ts';
import { done, refused } from '../../src/platform/refusal.ts';
import { withKeptStop } from '../../src/switches/kept-stop.ts';
import { type KillSwitch, untouchedSwitch } from '../../src/switches/switch.ts';
import { breakable, connectionLost } from '../support/breakable.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { expireLease } from '../support/lease.ts';

vi.setConfig({ testTimeout: 60_000 });
const order = { reason: 'Réponses fausses' };
const stopPath = '/v1/agents/margaux/suspend';
const switchPath = '/v1/agents/margaux/switch';

eachEngine('a stop that the database cannot take', (open) => {
  const houses: House[] = [];
  let folder: string;
  let stopLogFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'filrouge-kept-'));
    stopLogFile = join(folder, 'kept-stops.jsonl');
  });
  afterEach(async () => {
    for (const house of houses.splice(0)) await house.stop();
    await rm(folder, { recursive: true });
  });
  const start = async (...[database, options]: Parameters<typeof openHouse>): Promise<House> => {
    const house = await openHouse(database, { ...options, lease: leaseTiming, stopLogFile });
    houses.push(house);
    return house;
  };
  const suspensions = async (house: House) =>
    (await ok(house.as('viewer').get('/v1/register?kind=agentSuspended'))).items.length;
  const kept = () => readFile(stopLogFile, 'utf8').catch(() => '');

  test('holds for the agents that read it here, says so, and is in the register once it can be', async () => {
    const wire = breakable(await open());
    const house = await start(wire);
    await ok(house.as('margaux').get(switchPath));
    wire.breakWhile(connectionLost);
    expect(await ok(house.as('ops').post(stopPath, order))).toMatchObject({
      ...{ mayRun: false, epoch: 1, recorded: false, reasons: [{ kind: 'hold', by: 'person:it-ops' }] },
    });
    expect(await ok(house.as('margaux').get(switchPath))).toMatchObject({
      ...{ mayRun: false, epoch: 1, recorded: false },
    });
    expect(await kept()).toContain('"agent":"margaux"');
    expect((await house.as('camille').post('/v1/agents/margaux/resume', order)).body.type).toBe(
      'urn:filrouge:problem:stop_not_written',
    );
    wire.breakWhile(() => undefined);
    await eventually(async () => {
      const told = await ok(house.as('margaux').get(switchPath));
      expect([told.mayRun, told.recorded]).toEqual([false, undefined]);
    });
    await eventually(async () => expect(await kept()).toBe(''));
    expect(await suspensions(house)).toBe(1);
    await ok(house.as('camille').post('/v1/agents/margaux/resume', order));
  });

  test('of all agents at once holds for each, and is in the register of each once it can be', async () => {
    const wire = breakable(await open());
    const house = await start(wire);
    wire.breakWhile(connectionLost);
    const stopped = await ok(house.as('ops').post('/v1/suspend', { all: true, ...order }));
    expect(stopped).toMatchObject({ suspended: stopped.agents.length });
    expect(new Set(stopped.agents.map(({ outcome }: { outcome: string }) => outcome))).toEqual(
      new Set(['kept']),
    );
    expect(await ok(house.as('margaux').get(switchPath))).toMatchObject({ mayRun: false, recorded: false });
    wire.breakWhile(() => undefined);
    await eventually(async () => expect(await kept()).toBe(''));
    await eventually(async () => expect(await suspensions(house)).toBe(stopped.agents.length));
    const again = await ok(house.as('ops').post('/v1/suspend', { all: true, ...order }));
    expect(again).toMatchObject({ suspended: 0, agents: [{ outcome: 'held_already', epoch: 1 }] });
  });

  test('is still in force after the process was killed', async () => {
    const database = await open();
    const wire = breakable(database);
    const first = await start(wire);
    wire.breakWhile(connectionLost);
    await ok(first.as('ops').post(stopPath, order));
    wire.cut();
    await expireLease(database);
    const next = await start(database, { clock: first.clock });
    expect(await ok(next.as('margaux').get(switchPath))).toMatchObject({ mayRun: false });
    await eventually(async () => expect(await suspensions(next)).toBe(1));
  });

  test('is in force after a start that cannot read the line beside it, which is set aside', async () => {
    const database = await open();
    const by = { kind: 'person', person: 'it-ops', key: '3f2a' };
    const line = JSON.stringify({ agent: 'margaux', reason: 'Réponses fausses', by, askedAt: 0 });
    await writeFile(stopLogFile, `{"agent":"leo","of":"another version"}\n${line}\n`);
    const house = await start(database);
    expect(await ok(house.as('margaux').get(switchPath))).toMatchObject({ mayRun: false });
    await eventually(async () => expect(await kept()).toBe(''));
    expect(await readFile(`${stopLogFile}.unread`, 'utf8')).toContain('another version');
  });

  test('is refused as ever to whoever may not stop agents, and for an agent that nobody knows', async () => {
    const wire = breakable(await open());
    const house = await start(wire);
    wire.breakWhile(connectionLost);
    expect((await house.as('viewer').post(stopPath, order)).status).toBe(403);
    expect((await house.as('ops').post('/v1/agents/nobody/suspend', order)).status).toBe(404);
    expect(await kept()).toBe('');
  });
});

eachEngine('a stop that a process takes which stands by', (open) => {
  test('is told here at once, and carried out by the evaluator', async () => {
    const database = await open();
    const written = new Map<string, KillSwitch>();
    const told: string[] = [];
    const logger = { error: () => {}, warn: () => {}, info: () => {} };
    const processOf = (isEvaluator: boolean) =>
      createKeptStops({
        ...{ database, logger, now: () => 0, log: undefined, canAct: () => isEvaluator },
        isAgent: (agent) => agent === 'margaux',
        isSwitchless: () => false,
        written: (agent) => written.get(agent),
        onKept: (agent) => told.push(agent),
        chosen: () => done(['margaux']),
        toFleet: async () => refused({ kind: 'unavailable', code: 'not_ready', detail: 'Stands by.' }),
        resumeFleet: async () => refused({ kind: 'unavailable', code: 'not_ready', detail: 'Stands by.' }),
        toSwitch: async (command) => {
          if (!isEvaluator) return refused({ kind: 'unavailable', code: 'not_ready', detail: 'Stands by.' });
          const held = withKeptStop(untouchedSwitch('margaux', 0), { ...stop, askedAt: 0 });
          written.set(command.agent, held);
          return done(held);
        },
      });
    const by: Actor = { kind: 'person', person: 'it-ops', key: '3f2a' };
    const stop = { agent: 'margaux', reason: 'Réponses fausses', by };
    const [evaluator, standby] = [processOf(true), processOf(false)];
    await Promise.all([evaluator.start(), standby.start()]);
    // Whoever else speaks on the channel, and whatever he says, ends nothing.
    for (const odd of ['', '{', '[]', '{"agent":1}'])
      await database.db.execute(sql`SELECT pg_notify('filrouge_kept_stop', ${odd})`);
    const ask = (agent: string, role: 'operator' | 'viewer') =>
      standby.toSwitch({ kind: 'suspendAgent', agent, reason: stop.reason }, { actor: by, role });
    expect(await ask('margaux', 'viewer')).toMatchObject({ ok: false, refusal: { kind: 'forbidden' } });
    expect(await ask('nobody', 'operator')).toMatchObject({ ok: false, refusal: { kind: 'not_found' } });
    expect(told).toEqual([]);
    expect(await ask('margaux', 'operator')).toMatchObject({ ok: true, value: { hold: { by } } });
    expect([told, standby.has('margaux')]).toEqual([['margaux'], true]);
    await eventually(() => expect(standby.has('margaux')).toBe(false));
    expect(written.get('margaux')?.hold).toMatchObject({ by });
    await Promise.all([evaluator.stop(), standby.stop()]);
  });
});
