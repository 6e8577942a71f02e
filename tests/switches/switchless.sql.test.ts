import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { environment, filrouge } from '../cli/run.ts';
import { visitorOf } from '../console/visitor.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse, shippedRules } from '../support/house.ts';
import { rulesWith } from '../thread/rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const adminKey = `fr_${'a'.repeat(43)}`;
const rule = (then: string) =>
  `- { id: error-rate, when: error_rate > 2% over 5m, min_samples: 1, then: ${then}, playbook: stale-answers }`;
const people =
  'agent: support-desk\nname: Accueil\nscope: { fr: Accueil, en: Desk }\nowner: lea\napprover: camille\ntags: [people]';

eachEngine('an agent whose work people do', (open) => {
  let house: House;
  afterEach(() => house.stop());

  async function start(): Promise<void> {
    const rulesDir = await rulesWith(rule('suspend'));
    const desk = `${people}\nswitch: none\nrules:\n  ${rule('alert')}\n`;
    await writeFile(join(rulesDir, 'agents/support-desk.yaml'), desk);
    house = await openHouse(await open(), { rulesDir });
  }

  test('is alerted on and gets its plan, and nobody suspends it: by API, OFREP, page or command', async () => {
    await start();
    const at = new Date(house.clock.now()).toISOString();
    const sample = { agent: 'support-desk', metric: 'error_rate', value: 0.5, weight: 100, at };
    await ok(house.as('ingest').post('/v1/samples', { samples: [sample] }));
    const viewer = house.as('viewer');
    const { items } = await ok(viewer.get('/v1/incidents'));
    expect(items).toMatchObject([{ agent: 'support-desk', plan: 1 }]);

    const reason = 'They answer too late';
    const alone = await house.as('ops').post('/v1/agents/support-desk/suspend', { reason });
    expect(alone).toMatchObject({ status: 409, body: { type: 'urn:filrouge:problem:no_switch' } });
    expect((await viewer.get('/v1/agents/support-desk/switch')).body).toMatchObject({
      ...{ status: 404, type: 'urn:filrouge:problem:no_switch' },
    });
    const flag = await house
      .as('admin')
      .post('/ofrep/v1/evaluate/flags/agent.support-desk.may_run', { context: {} });
    expect([flag.status, flag.body.errorCode]).toEqual([404, 'FLAG_NOT_FOUND']);
    expect(flag.body.errorDetails).toContain('switch: none');

    const run = (...args: string[]) =>
      filrouge(environment(shippedRules, { FILROUGE_ADMIN_KEY: adminKey }), [
        ...['suspend', '--url', house.url, '--reason', reason, '--yes', ...args],
      ]);
    const said = await run('support-desk');
    expect(said.printed).toContain('0 stopped (1 no_switch)');
    expect(said.failures).toEqual([
      'No kill switch (switch: none in the mandate), people do the work: support-desk: not stopped.',
    ]);
    const all = await ok(house.as('ops').post('/v1/suspend', { all: true, reason }));
    expect(all).toMatchObject({ suspended: 1 });
    expect(all.agents).toContainEqual({ agent: 'support-desk', outcome: 'no_switch' });
    expect(all.agents).toContainEqual({ agent: 'margaux', outcome: 'suspended', epoch: 1 });
    expect((await run('--all')).failures).toEqual([]);

    const { readiness, ...agent } = await ok(viewer.get('/v1/agents/support-desk'));
    expect(readiness).toBeUndefined();
    expect(agent).toMatchObject({
      mandate: { switch: 'none' },
      switch: { mayRun: true, epoch: 0, outOfReach: false },
    });
    const metrics: string = (await viewer.get('/metrics')).body;
    expect(metrics).toMatch(/^filrouge_rule_state\{.*support-desk.*firing.*\} 1$/m);
    expect(metrics).toMatch(/^filrouge_switch_ready\{.*margaux.*\}/m);
    for (const name of ['switch_ready', 'switch_not_ready', 'agent_out_of_reach'])
      expect(metrics).not.toMatch(new RegExp(`^filrouge_${name}\\{.*support-desk`, 'm'));
  });

  test('has a page that says so, in both languages, and refuses a stop that comes all the same', async () => {
    await start();
    const ops = await visitorOf(house, { role: 'operator' });
    const french = (await ops.get('/agents/support-desk')).text;
    expect(french).toMatch(/Accueil\s: pas de kill switch/);
    expect(french).not.toContain('action="/agents/support-desk/suspend"');
    const english = await ops.get('/agents/support-desk', { 'Accept-Language': 'en' });
    expect(english.text).toContain('Accueil: no kill switch');
    const tried = await ops.post('/agents/support-desk/suspend', { reason: 'Now' });
    expect(tried.status).toBe(409);
    expect(tried.text).toMatch(/rien\sn’a\sété\ssuspendu/);
    const stop = (await ops.get('/stop')).text;
    expect(stop).not.toContain('tag:people');
    const sure = (await ops.post('/stop', { of: 'all', reason: 'Now' })).text;
    expect(sure).not.toContain('Accueil');
  });

  test('that was stopped while it had a switch is told so until an approver lets it run', async () => {
    const rulesDir = await rulesWith(rule('suspend'));
    const file = join(rulesDir, 'agents/support-desk.yaml');
    await writeFile(file, `${people}\nrules:\n  ${rule('alert')}\n`);
    house = await openHouse(await open(), { rulesDir });
    await ok(house.as('ops').post('/v1/agents/support-desk/suspend', { reason: 'Odd' }));
    await writeFile(file, `${people}\nswitch: none\nrules:\n  ${rule('alert')}\n`);
    const read = () => house.as('viewer').get('/v1/agents/support-desk/switch');
    const view = () => ok(house.as('viewer').get('/v1/agents/support-desk'));
    await eventually(async () => expect((await view()).mandate.switch).toBe('none'));
    expect((await read()).body).toMatchObject({ mayRun: false });
    await ok(house.as('camille').post('/v1/agents/support-desk/resume', { reason: 'Mended' }));
    expect((await read()).status).toBe(404);
  });
});
