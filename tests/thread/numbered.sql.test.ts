import { afterEach, expect, test } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { appendEntries } from '../../src/register/store.ts';
import { eachEngine } from '../support/database.ts';
import { type House, openHouse } from '../support/house.ts';
import { rulesWith, writeRules } from './rules.ts';

eachEngine('the numbers of a trip', (open) => {
  let house: House;
  let database: Database;
  afterEach(() => house.stop());

  async function start(): Promise<void> {
    database = await open();
    const rule = '- { id: error-rate, when: error_rate > 2% over 5m, then: suspend }';
    const rulesDir = await rulesWith(rule);
    for (const agent of ['leo', 'nora']) await writeRules(rulesDir, rule, agent);
    house = await openHouse(database, { rulesDir });
  }

  async function breach(...agents: string[]): Promise<void> {
    const at = new Date(house.clock.now()).toISOString();
    const samples = agents.map((agent) => ({ agent, metric: 'error_rate', value: 0.5, weight: 100, at }));
    expect((await house.as('ingest').post('/v1/samples', { samples })).status).toBe(200);
  }

  const numbered = async () =>
    (await house.as('viewer').get('/v1/incidents')).body.items
      .map(({ number, plan }: { number: number; plan: number }) => [number, plan])
      .toReversed();

  test('follow one another without gaps, whoever takes them: two breaches, a person, a breach', async () => {
    await start();
    await breach('margaux', 'leo');
    const order = { source: 'manual', agent: 'nora', title: 'Seen', description: 'By a customer' };
    expect((await house.as('lea').post('/v1/incidents', order)).status).toBe(201);
    await house.app.settled();
    expect(await numbered()).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect((await house.as('viewer').get('/v1/register/verify')).body).toMatchObject({ ok: true });
  });

  test('are decided again where somebody else has appended to the register, and the trip goes through', async () => {
    await start();
    await breach('margaux');
    await house.app.settled();
    const entry = { kind: 'keyCreated', actor: 'admin', data: {} };
    await database.transaction((tx) => appendEntries(tx, [entry], house.clock.now()));
    await breach('leo');
    expect((await house.as('viewer').get('/readyz')).status).toBe(200);
    await house.app.settled();
    expect(await numbered()).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect((await house.as('viewer').get('/v1/register/verify')).body).toMatchObject({ ok: true });
  });
});
