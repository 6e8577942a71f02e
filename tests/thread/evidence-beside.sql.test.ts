import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/database/open.ts';
import { postgresMaker } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { openHouse } from '../support/house.ts';
import { rulesWith, writeRules } from './rules.ts';

const fresh = postgresMaker();

test('an agent is stopped while the evidence of the stop before is still being read', async () => {
  const url = await fresh();
  const [database, other] = await Promise.all([openDatabase({ url }), openDatabase({ url })]);
  const rule = '- { id: error-rate, when: error_rate > 2% over 5m, then: suspend }';
  const rulesDir = await rulesWith(rule);
  await writeRules(rulesDir, rule, 'leo');
  const house = await openHouse(database, { rulesDir });
  const breach = async (agent: string) => {
    const at = new Date(house.clock.now()).toISOString();
    const samples = [{ agent, metric: 'error_rate', value: 0.5, weight: 100, at }];
    expect((await house.as('ingest').post('/v1/samples', { samples })).status).toBe(200);
  };
  const evidence = async (incident: number) =>
    (await house.as('viewer').get(`/v1/incidents/${incident}`)).body.evidence;
  await other.transaction(async (tx) => {
    await tx.execute(sql`LOCK TABLE rule_sets IN ACCESS EXCLUSIVE MODE`);
    await breach('margaux');
    await eventually(async () => {
      const { rows } = await tx.execute(sql`SELECT 1 FROM pg_locks WHERE NOT granted`);
      expect(rows).toHaveLength(1);
    });
    await breach('leo');
    expect((await house.as('viewer').get('/v1/agents/leo/switch')).body).toMatchObject({ mayRun: false });
    expect([await evidence(1), await evidence(2)]).toEqual([undefined, undefined]);
  });
  await house.app.settled();
  expect(await evidence(1)).toBeDefined();
  expect(await evidence(2)).toBeDefined();
  await house.stop();
  await other.close();
});
