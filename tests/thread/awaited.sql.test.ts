import { expect, test, vi } from 'vitest';
import { crashingHouses } from '../support/crashing.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok } from '../support/house.ts';
import { rulesWith, writeRules } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const minute = 60_000;
const errors = `
- id: error-rate
  when: error_rate > 2% over 5m
  then: alert
`;
const stale = `${errors}
- id: stale
  when: catalogue_freshness > 15m
  then: alert
`;

eachEngine('a feed that never sent anything', (open) => {
  let rulesDir = '';
  const { start } = crashingHouses(open, { rulesDir: () => rulesDir });

  const rule = async (house: House) =>
    (await ok(house.as('viewer').get('/v1/agents/margaux'))).rules.find(
      (each: { rule: string }) => each.rule === 'stale',
    );

  async function edit(house: House, rules: string): Promise<void> {
    const hash = async () => (await ok(house.as('viewer').get('/v1/rules'))).hash;
    const before = await hash();
    await writeRules(rulesDir, rules);
    await eventually(async () => expect(await hash()).not.toBe(before));
    await house.app.settled();
  }

  test('is as old as the first rules that watch its age, over restarts and edits, and alerts', async () => {
    rulesDir = await rulesWith(stale);
    const { house, clock, crash } = await start();
    await house().pass(10 * minute);
    await crash();
    await edit(house(), stale.replace('15m', '16m'));
    await house().pass(6 * minute);
    expect(await rule(house())).toMatchObject({ state: 'inactive', value: 960, weight: 0 });
    await house().pass(1_000);
    expect(await rule(house())).toMatchObject({ state: 'firing' });
    const at = new Date(clock.now() - 2_000).toISOString();
    const samples = [{ agent: 'margaux', metric: 'catalogue_freshness', value: 1, at }];
    await ok(house().as('ingest').post('/v1/samples', { samples }));
    expect(await rule(house())).toMatchObject({ state: 'inactive', value: 2, weight: 1 });
  });

  test('is waited for from the edit on that brought its rule', async () => {
    rulesDir = await rulesWith(errors);
    const { house } = await start();
    await house().pass(60 * minute);
    await edit(house(), stale);
    await house().pass(15 * minute);
    expect(await rule(house())).toMatchObject({ state: 'inactive', value: 900 });
    await house().pass(1_000);
    expect(await rule(house())).toMatchObject({ state: 'firing' });
  });
});
