import { afterEach, expect, test, vi } from 'vitest';
import { environment, filrouge } from '../cli/run.ts';
import { visitorOf } from '../console/visitor.ts';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse, shippedRules } from '../support/house.ts';
import { many, rulesOfThousand } from './thousand.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const rules = '- { id: error-rate, when: error_rate > 2% over 5m, min_samples: 1, then: suspend }';
const adminKey = `fr_${'a'.repeat(43)}`;
const reason = 'A wrong price list is out';

eachEngine('the stop of many agents', (open) => {
  let house: House;
  afterEach(() => house.stop());

  /** Margaux, and a thousand agents of one fleet. */
  async function start(): Promise<void> {
    house = await openHouse(await open(), { rulesDir: await rulesOfThousand(rules), stopPatienceMs: 30_000 });
  }

  const stop = (body: object, who: 'ops' | 'viewer' | 'margaux' = 'ops') =>
    house.as(who).post('/v1/suspend', { reason, ...body });
  const switchOf = (agent: string) => ok(house.as('viewer').get(`/v1/agents/${agent}/switch`));

  test('by their tag holds all of them and no other, each with an entry of its own', async () => {
    await start();
    const at = new Date(house.clock.now()).toISOString();
    const sample = { agent: 'bot-7', metric: 'error_rate', value: 0.5, weight: 100, at };
    await ok(house.as('ingest').post('/v1/samples', { samples: [sample] }));
    await ok(house.as('ops').post('/v1/agents/bot-9/suspend', { reason: 'Seen' }));
    const { suspended, agents } = await ok(stop({ tag: 'bots' }));
    expect([suspended, agents.length]).toEqual([many - 1, many]);
    expect(agents).toContainEqual({ agent: 'bot-7', outcome: 'suspended', epoch: 2 });
    expect(agents).toContainEqual({ agent: 'bot-9', outcome: 'held_already', epoch: 1 });
    expect(await switchOf('margaux')).toMatchObject({ mayRun: true, epoch: 0 });
    expect(await switchOf('bot-999')).toMatchObject({ mayRun: false, epoch: 1 });
    expect((await switchOf('bot-7')).reasons).toMatchObject([
      { kind: 'trip' },
      { kind: 'hold', incident: 1 },
    ]);
    expect(await ok(house.as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
    const { items } = await ok(house.as('viewer').get('/v1/register?kind=agentSuspended&limit=200'));
    expect(new Set(items.map(({ agent }: { agent: string }) => agent)).size).toBe(200);
    await ok(house.as('camille').post('/v1/agents/bot-0/resume', { reason: 'Mended' }));
    expect(await switchOf('bot-0')).toMatchObject({ mayRun: true, epoch: 2 });
  });

  test('by name holds those that there are, and says which there are not', async () => {
    await start();
    expect(await ok(stop({ agents: ['margaux', 'nobody', 'bot-3'] }))).toEqual({
      suspended: 2,
      agents: [
        { agent: 'margaux', outcome: 'suspended', epoch: 1 },
        { agent: 'nobody', outcome: 'unknown' },
        { agent: 'bot-3', outcome: 'suspended', epoch: 1 },
      ],
    });
  });

  test('is refused to whoever may not stop agents, without a choice, with two, and for an unknown tag', async () => {
    await start();
    expect((await stop({ all: true }, 'viewer')).status).toBe(403);
    expect((await stop({ all: true }, 'margaux')).status).toBe(403);
    expect((await stop({})).status).toBe(422);
    expect((await stop({ all: true, tag: 'bots' })).status).toBe(422);
    expect((await stop({ agents: [] })).status).toBe(422);
    expect((await stop({ all: true, reason: ' ' })).status).toBe(422);
    expect((await stop({ tag: 'bot' })).body).toMatchObject({
      ...{ status: 404, type: 'urn:filrouge:problem:unknown_tag' },
    });
    expect(await switchOf('margaux')).toMatchObject({ mayRun: true, epoch: 0 });
  });

  test('in the console asks which and why, asks again, and says what became of them', async () => {
    await start();
    const [ops, viewer] = [
      await visitorOf(house, { role: 'operator' }),
      await visitorOf(house, { role: 'viewer' }),
    ];
    expect((await viewer.get('/')).text).not.toContain('href="/stop"');
    expect((await viewer.get('/stop')).status).toBe(404);
    expect((await viewer.post('/stop', { of: 'all', reason, sure: 'yes' })).status).toBe(404);
    expect((await ops.get('/stop')).text).toContain('value="tag:bots"');
    expect((await ops.post('/stop', { of: 'tag:bots', reason: ' ', sure: 'yes' })).status).toBe(409);
    const again = await ops.post('/stop', { of: 'tag:bots', reason });
    expect(again.text).toContain(reason);
    expect(await switchOf('bot-1')).toMatchObject({ mayRun: true });
    const back = await ops.post('/stop', { of: 'tag:bots', reason, sure: 'no' });
    expect([back.text.includes(reason), (await switchOf('bot-1')).mayRun]).toEqual([true, true]);
    const done = await ops.post('/stop', { of: 'tag:bots', reason, sure: 'yes' });
    expect(done.text).toMatch(/1.000 agents (are|sont)/);
    expect(await switchOf('bot-1')).toMatchObject({ mayRun: false });
    expect(await switchOf('margaux')).toMatchObject({ mayRun: true });
  });

  test('on the command line asks again unless told not to, and fails for a name that no rule knows', async () => {
    await start();
    const run = (...args: string[]) =>
      filrouge(environment(shippedRules, { FILROUGE_ADMIN_KEY: adminKey }), [
        ...['suspend', '--url', house.url, '--reason', reason, ...args],
      ]);
    expect((await run('--all')).failures).toEqual([
      'Nothing was stopped: there is nobody to ask. Give --yes to stop without asking.',
    ]);
    expect((await run('--all', 'margaux', '--yes')).failures).toEqual([
      'Which agents? Give either their ids, --tag, or --all.',
    ]);
    expect(await switchOf('margaux')).toMatchObject({ mayRun: true });
    const said = await run('margaux', 'nobody', '--yes');
    expect(said.failures).toEqual(['No rule names nobody: not stopped.']);
    expect(said.printed).toContain('1 stopped (1 suspended, 1 unknown)');
    expect((await run('--all', '--yes')).printed).toContain('1000 stopped (1000 suspended, 1 held_already)');
    expect(await switchOf('bot-999')).toMatchObject({ mayRun: false });
  });
});
