import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';

vi.setConfig({ testTimeout: 60_000 });

eachEngine('a suspended agent whose file vanishes', (open) => {
  let house: House | undefined;
  afterEach(() => house?.stop());

  test('goes on being told to stop, is warned of, and an approver may let it run', async () => {
    house = await openHouse(await open());
    const { as, rulesDir } = house;
    await ok(as('lea').post('/v1/agents/margaux/suspend', { reason: 'odd answers' }));
    const file = join(rulesDir, 'agents/margaux.yaml');
    for (const naming of ['agents/margaux.test.yaml', 'sources.yaml']) await rm(join(rulesDir, naming));
    const text = await readFile(file, 'utf8');
    await writeFile(join(rulesDir, 'agents/leo.yaml'), text.replaceAll(/\bmargaux\b/g, 'leo'));
    await rm(file);
    await eventually(async () => {
      const { warnings } = await ok(as('viewer').get('/v1/rules'));
      expect(warnings).toMatchObject([{ code: 'suspended_agent_dropped', agent: 'margaux' }]);
    });
    const told = await ok(as('margaux').get('/v1/agents/margaux/switch'));
    expect(told).toMatchObject({ mayRun: false, epoch: 1, onUnreachable: 'suspend' });
    expect((await ok(as('margaux').post('/v1/agents/margaux/switch/ack', { epoch: 1 }))).mayRun).toBe(false);
    expect(
      (await ok(as('viewer').get('/v1/agents'))).items.map((one: { agent: string }) => one.agent),
    ).toContain('margaux');
    expect(await ok(as('viewer').get('/metrics'))).toContain('filrouge_agent_suspended{agent="margaux"} 1');
    expect((await as('lea').post('/v1/agents/margaux/resume', { reason: 'fine' })).status).toBe(403);
    expect(await ok(as('camille').post('/v1/agents/margaux/resume', { reason: 'fine' }))).toMatchObject({
      mayRun: true,
    });
    expect((await as('margaux').get('/v1/agents/margaux/switch')).status).toBe(404);
    expect((await ok(as('viewer').get('/v1/rules'))).warnings).toBeUndefined();
  });
});
