import { afterEach, expect, test, vi } from 'vitest';
import { environment, filrouge } from '../cli/run.ts';
import { visitorOf } from '../console/visitor.ts';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse, shippedRules } from '../support/house.ts';
import { many, rulesOfThousand } from './thousand.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 120_000 });

const rules =
  '- { id: error-rate, when: error_rate > 2% over 5m, min_samples: 1, then: suspend, playbook: stale-answers }';
const adminKey = `fr_${'a'.repeat(43)}`;
const reason = 'The price list is right again';
type Outcome = { agent: string; outcome: string; epoch?: number };

eachEngine('letting many agents run again', (open) => {
  let house: House;
  afterEach(() => house.stop());

  /** Margaux, and a thousand agents of one fleet. */
  async function start(): Promise<void> {
    house = await openHouse(await open(), { rulesDir: await rulesOfThousand(rules), stopPatienceMs: 30_000 });
  }

  const breaches = (agents: readonly string[], value = 0.5) =>
    ok(
      house.as('ingest').post('/v1/samples', {
        samples: agents.map((agent) => ({
          ...{ agent, metric: 'error_rate', value, weight: 100 },
          at: new Date(house.clock.now()).toISOString(),
        })),
      }),
    );
  const suspend = () => ok(house.as('ops').post('/v1/suspend', { tag: 'bots', reason: 'Wrong prices' }));
  const preview = (body: object = {}) =>
    ok(house.as('camille').post('/v1/resume/preview', { tag: 'bots', ...body }));
  const resume = (body: object = {}) =>
    ok(house.as('camille').post('/v1/resume', { tag: 'bots', reason, ...body }));
  const switchOf = (agent: string) => ok(house.as('viewer').get(`/v1/agents/${agent}/switch`));
  const byAgent = (answer: { agents: Outcome[] }) =>
    new Map(answer.agents.map((one): [string, Outcome] => [one.agent, one]));

  test('by their tag releases trips and holds of a thousand, each with an entry of its own', async () => {
    await start();
    await breaches(Array.from({ length: 60 }, (_, place) => `bot-${place}`));
    await house.app.settled();
    await suspend();
    // The windows are empty by then: nothing measures a breach.
    await house.pass(600_000);
    const seen = byAgent(await preview());
    expect(seen.get('bot-7')).toMatchObject({
      ...{ outcome: 'let_run', epoch: 2 },
      reasons: [{ kind: 'trip', rule: 'error-rate', value: 0.5 }, { kind: 'hold' }],
    });
    const epochs = Object.fromEntries([...seen.values()].map((one) => [one.agent, one.epoch]));
    const answer = await resume({ epochs });
    expect(answer.resumed).toBe(many);
    expect(byAgent(answer).get('bot-7')).toEqual({ agent: 'bot-7', outcome: 'let_run', epoch: 3 });
    expect(await switchOf('bot-999')).toMatchObject({ mayRun: true, epoch: 2 });
    expect(await ok(house.as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
    const { items } = await ok(house.as('viewer').get('/v1/register?kind=agentResumed&limit=200'));
    expect(new Set(items.map(({ agent }: { agent: string }) => agent)).size).toBe(200);
    expect((await resume()).agents[0]).toEqual({ agent: 'bot-0', outcome: 'not_suspended' });
  });

  test('leaves those stopped that measure a breach, changed since the preview, or were not in it', async () => {
    await start();
    await suspend();
    await breaches(['bot-1', 'bot-2']);
    await house.app.settled();
    const seen = byAgent(await preview());
    expect(seen.get('bot-1')).toMatchObject({
      outcome: 'still_in_breach',
      breaches: [{ rule: 'error-rate', value: 0.5, threshold: 0.02 }],
    });
    await breaches(['bot-3']);
    await house.app.settled();
    const epochs = { 'bot-1': 2, 'bot-3': 1, 'bot-4': 1 };
    const answer = byAgent(await resume({ epochs }));
    expect(answer.get('bot-1')).toMatchObject({ outcome: 'still_in_breach' });
    expect(answer.get('bot-3')).toEqual({ agent: 'bot-3', outcome: 'changed', epoch: 2 });
    expect(answer.get('bot-4')).toMatchObject({ outcome: 'let_run' });
    expect(answer.get('bot-5')).toEqual({ agent: 'bot-5', outcome: 'changed', epoch: 1 });
    expect(await switchOf('bot-3')).toMatchObject({ mayRun: false });
    const forced = byAgent(await resume({ override: true, agents: ['bot-1', 'nobody'], tag: undefined }));
    expect([...forced.values()].map(({ outcome }) => outcome)).toEqual(['let_run', 'unknown']);
    expect(await switchOf('bot-1')).toMatchObject({ mayRun: true });
    const { items } = await ok(house.as('viewer').get('/v1/register?kind=agentResumed&limit=200'));
    expect(items.map(({ data }: { data: { override: boolean } }) => data.override)).toEqual([false, true]);
  });

  test('is for approvers; the console shows what each would come to, asks again, and lets run what was shown', async () => {
    await start();
    for (const path of ['/v1/resume', '/v1/resume/preview'])
      for (const who of ['ops', 'viewer', 'margaux'] as const)
        expect((await house.as(who).post(path, { tag: 'bots', reason })).status).toBe(403);
    const status = async (body: object) => (await house.as('camille').post('/v1/resume', body)).status;
    expect(await status({ reason })).toBe(422);
    expect(await status({ all: true, reason })).toBe(422);
    expect(await status({ tag: 'bots', agents: ['bot-1'], reason })).toBe(422);
    expect(await status({ tag: 'bots', reason: ' ' })).toBe(422);
    expect(await status({ tag: 'bot', reason })).toBe(404);

    await suspend();
    await breaches(['bot-1']);
    await house.app.settled();
    const [ops, camille] = [
      await visitorOf(house, { role: 'operator' }),
      await visitorOf(house, { role: 'approver', person: 'camille' }),
    ];
    expect((await ops.get('/resume')).status).toBe(404);
    expect((await ops.post('/resume', { of: 'tag:bots', reason, sure: 'yes', epochs: '{}' })).status).toBe(
      404,
    );
    expect((await camille.get('/resume')).text).toContain('value="tag:bots"');
    expect((await camille.post('/resume', { of: 'tag:bots', reason: ' ' })).status).toBe(409);
    const shown = (await camille.post('/resume', { of: 'tag:bots', reason })).text;
    expect(shown).toContain(reason);
    expect(await switchOf('bot-2')).toMatchObject({ mayRun: false });
    const epochs = /name="epochs" value="([^"]*)"/.exec(shown)?.[1]?.replaceAll('&quot;', '"') ?? '';
    expect(JSON.parse(epochs)['bot-2']).toBe(1);
    const [none, odd] = [{ of: 'tag:bots', reason, sure: 'yes' }, { epochs: '[' }];
    expect((await camille.post('/resume', { ...none, key: camille.secret })).text).not.toMatch(
      /agents (run again|sont remis)/,
    );
    expect((await camille.post('/resume', { ...none, ...odd, key: camille.secret })).status).toBe(409);
    // Letting agents run asks anew who it is.
    expect((await camille.post('/resume', { ...none, epochs })).status).toBe(422);
    expect((await camille.post('/resume', { ...none, epochs, key: `${camille.secret}x` })).status).toBe(422);
    expect(await switchOf('bot-2')).toMatchObject({ mayRun: false });
    const done = await camille.post('/resume', { ...none, epochs, key: camille.secret });
    expect(done.text).toMatch(/999 agents (run again|sont remis)/);
    expect(await switchOf('bot-1')).toMatchObject({ mayRun: false });
    expect(await switchOf('bot-2')).toMatchObject({ mayRun: true });

    const run = (...args: string[]) =>
      filrouge(environment(shippedRules, { FILROUGE_ADMIN_KEY: adminKey }), [
        ...['resume', '--url', house.url, '--reason', reason, '--tag', 'bots', ...args],
      ]);
    expect((await run()).failures).toEqual([
      'Nobody runs by this: there is nobody to ask. Give --yes to let them run without asking.',
    ]);
    const refusedOnce = await run('--yes');
    expect(refusedOnce.printed).toContain('0 run again');
    expect(refusedOnce.printed).toContain('error-rate');
    expect((await run('--yes', '--override')).printed).toContain('1 run again');
  });
});
