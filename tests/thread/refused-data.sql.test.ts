import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { refuseRows } from '../support/refusing.ts';
import { rulesWith, writeRules } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const metrics = `metrics:
  error_rate: { unit: ratio, better: lower, aggregate: mean, label: { fr: Erreurs, en: Errors } }
`;
const stopping = '- { id: error-rate, when: error_rate > 2% over 1m, min_samples: 1, then: suspend }';
const alerting = '- { id: error-rate, when: error_rate > 2% over 1m, min_samples: 1, then: alert }';

eachEngine('what the database refuses for its data', (open) => {
  let house: House;
  let database: Database;
  let lines: string[] = [];
  let lift: () => Promise<void>;
  afterEach(async () => {
    await lift();
    await house.stop();
  });

  async function start(agents: readonly string[], rules: string): Promise<void> {
    const rulesDir = await rulesWith(rules);
    for (const left of ['shared.yaml', 'demo', 'playbooks', 'agents'])
      await rm(join(rulesDir, left), { recursive: true, force: true });
    await mkdir(join(rulesDir, 'agents'));
    await writeFile(join(rulesDir, 'metrics.yaml'), metrics);
    for (const agent of agents) await writeRules(rulesDir, rules, agent);
    database = await open();
    lines = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    house = await openHouse(database, { rulesDir, logger, clock: manualClock('2026-06-05T06:00:00Z') });
  }

  const send = async (agents: readonly string[], value: number): Promise<void> => {
    const at = new Date(house.clock.now()).toISOString();
    const samples = agents.map((agent) => ({ agent, metric: 'error_rate', value, weight: 100, at }));
    await ok(house.as('ingest').post('/v1/samples', { samples }));
    await house.app.settled();
  };

  const mayRun = async (agent: string): Promise<unknown> =>
    (await ok(house.as('viewer').get(`/v1/agents/${agent}/switch`))).mayRun;

  /** The memory was never given up: every agent could be stopped all the time. */
  const expectNothingReadAgain = async (): Promise<void> => {
    expect(lines.filter((line) => line.includes('everything is read again'))).toEqual([]);
    expect(lines.filter((line) => line.includes('read windows, clocks and switches'))).toHaveLength(1);
    expect((await house.as('viewer').get('/readyz')).status).toBe(200);
    expect(await ok(house.as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
  };

  test('of one trip in a storm stops all other agents, and that one as soon as it is taken', async () => {
    // More than one batch, so that one is decided ahead of the one that fails.
    const agents = Array.from({ length: 105 }, (_, place) => `agent-${place}`);
    await start(['margaux', ...agents], stopping);
    lift = await refuseRows(database, 'incidents', "NEW.agent = 'agent-7'");
    await send(agents, 0.5);
    for (const agent of agents) expect([agent, await mayRun(agent)]).toEqual([agent, agent === 'agent-7']);
    expect(lines.filter((line) => line.includes('A TRIP COULD NOT BE WRITTEN'))).not.toEqual([]);
    await lift();
    for (let seconds = 0; seconds < 5; seconds += 1) await house.pass(1_000);
    expect(await mayRun('agent-7')).toBe(false);
    expect((await ok(house.as('viewer').get('/v1/incidents?limit=200'))).items).toHaveLength(105);
    await expectNothingReadAgain();
  });

  test('of one trip alone is tried again until it is taken', async () => {
    await start(['margaux'], stopping);
    lift = await refuseRows(database, 'incidents', 'true');
    await send(['margaux'], 0.5);
    for (let seconds = 0; seconds < 3; seconds += 1) await house.pass(1_000);
    expect(await mayRun('margaux')).toBe(true);
    await lift();
    for (let seconds = 0; seconds < 30; seconds += 1) await house.pass(1_000);
    expect(await mayRun('margaux')).toBe(false);
    await expectNothingReadAgain();
  });

  test('of a command is refused to whoever gave it, and changes nothing', async () => {
    await start(['margaux'], stopping);
    lift = await refuseRows(database, 'incidents', "NEW.title = 'Refused'");
    const opened = (title: string) =>
      house
        .as('lea')
        .post('/v1/incidents', { source: 'manual', agent: 'margaux', title, description: 'Seen' });
    const { status, body } = await opened('Refused');
    expect({ status, type: body.type }).toEqual({ status: 422, type: 'urn:filrouge:problem:not_kept' });
    expect(body.detail).toContain('22003');
    expect((await opened('Kept')).body.number).toBe(1);
    await ok(house.as('lea').post('/v1/agents/margaux/suspend', { reason: 'Seen' }));
    await expectNothingReadAgain();
  });

  test('of the end of an alert, or of its evidence, is tried again while everything else goes on', async () => {
    await start(['margaux', 'leo'], alerting);
    await send(['margaux'], 0.5);
    lift = await refuseRows(database, 'incidents', "NEW.agent = 'margaux' OR NEW.evidence IS NOT NULL");
    await send(['leo'], 0.5);
    house.clock.advance(61_000);
    await send(['margaux', 'leo'], 0);
    for (let seconds = 0; seconds < 3; seconds += 1) await house.pass(1_000);
    const triggers = async (incident: number) =>
      (await ok(house.as('viewer').get(`/v1/incidents/${incident}`))).triggers;
    expect((await triggers(1))[0].resolvedAt).toBeUndefined();
    expect((await triggers(2))[0].resolvedAt).toBeDefined();
    await lift();
    for (let seconds = 0; seconds < 30; seconds += 1) await house.pass(1_000);
    expect((await triggers(1))[0].resolvedAt).toBeDefined();
    for (const incident of [1, 2])
      expect(await ok(house.as('viewer').get(`/v1/incidents/${incident}`))).toHaveProperty('evidence.at');
    await expectNothingReadAgain();
  });

  test('of one interaction keeps no other from being counted, once', async () => {
    await start(['margaux'], stopping);
    lift = await refuseRows(database, 'interactions', "NEW.id = 'i-3'");
    const at = new Date(house.clock.now()).toISOString();
    const interactions = Array.from({ length: 9 }, (_, place) => ({
      ...{ id: `i-${place}`, agent: 'margaux', at },
      ...(place % 2 === 0 ? { outcome: 'ok' } : { outcome: 'error', reason: 'wrong_price' }),
    }));
    const sent = () => house.as('margaux').post('/v1/interactions', { interactions });
    expect(await ok(sent())).toMatchObject({ accepted: 9, rejected: [] });
    const without = interactions.filter(({ id }) => id !== 'i-3');
    await ok(house.as('margaux').post('/v1/interactions', { interactions: without }));
    await house.app.settled();
    const { rows } = await database.db.execute<{ count: number }>(
      sql`SELECT count(*)::int AS count FROM interactions`,
    );
    expect(rows[0]?.count).toBe(8);
    expect(lines.filter((line) => line.includes('THE DATABASE REFUSES INTERACTIONS'))).toHaveLength(1);
    await expectNothingReadAgain();
  });
});
