import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { leaseTiming } from '../../src/platform/lease/lease.ts';
import { visitorOf } from '../console/visitor.ts';
import { type Breakable, breakable, connectionLost } from '../support/breakable.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { expireLease } from '../support/lease.ts';
import { rulesWith } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const both = [
  '- { id: too-slow, when: error_rate > 1% over 1m, min_samples: 1, clear: error_rate < 0.8% over 1m, then: degrade, share: 20% }',
  '- { id: error-rate, when: error_rate > 2% over 1m, min_samples: 1, clear: error_rate < 1.5% over 1m, then: suspend }',
].join('\n');
const stops =
  '- { id: error-rate, when: error_rate > 5% over 1m, min_samples: 1, clear: error_rate < 1% over 1m, then: suspend }';
const minute = 60_000;

eachEngine('answers by degree', (open) => {
  let house: House;
  let killed: Breakable;
  afterEach(() => house.stop());

  async function start(
    rules: string,
    options: { readonly unwatchedAfterMs?: number } = {},
  ): Promise<{ database: Awaited<ReturnType<typeof open>>; rulesDir: string }> {
    const rulesDir = await rulesWith(rules);
    const file = join(rulesDir, 'agents/margaux.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('\nrules:', '\nresume: [10% for 2m, 50% for 3m]\nrules:'));
    const database = await open();
    killed = breakable(database);
    house = await openHouse(killed, { rulesDir, ...options });
    return { database, rulesDir };
  }

  const viewer = () => house.as('viewer');
  const switchNow = () => ok(viewer().get('/v1/agents/margaux/switch'));
  const resume = (body: object = {}) =>
    house.as('camille').post('/v1/agents/margaux/resume', { reason: 'The feed is mended', ...body });
  const gauge = async () => {
    const text: string = await ok(viewer().get('/metrics'));
    return text.split('\n').find((line) => line.startsWith('filrouge_agent_share{agent="margaux"}'));
  };
  const entries = async (kind: string) => (await ok(viewer().get(`/v1/register?kind=${kind}`))).items;

  /** Answers of the agent, of which so many are wrong, and ten seconds that pass. */
  async function answer(wrong: number): Promise<void> {
    const at = new Date(house.clock.now()).toISOString();
    const sample = { agent: 'margaux', metric: 'error_rate', value: wrong, weight: 100, at };
    await ok(house.as('ingest').post('/v1/samples', { samples: [sample] }));
    await house.pass(10_000);
  }
  async function answerFor(ms: number, wrong: number): Promise<void> {
    for (let left = ms; left > 0; left -= 10_000) await answer(wrong);
  }

  test('a rule leaves the agent a share, the strictest counts, and everybody who asks is told', async () => {
    await start(both);
    expect(await switchNow()).toMatchObject({ mode: 'normal', share: 1, mayRun: true });
    expect(await gauge()).toBe('filrouge_agent_share{agent="margaux"} 1');
    await answer(0.015);
    expect(await switchNow()).toMatchObject({
      ...{ mode: 'degraded', share: 0.2, mayRun: true, epoch: 1, incident: 1 },
      reasons: [{ kind: 'trip', rule: 'too-slow', share: 0.2 }],
    });
    expect(await gauge()).toBe('filrouge_agent_share{agent="margaux"} 0.2');
    const flag = (kind: string) =>
      ok(house.as('margaux').post(`/ofrep/v1/evaluate/flags/agent.margaux.${kind}`, { context: {} }));
    expect(await flag('share')).toMatchObject({ value: 0.2, variant: 'degraded' });
    expect(await flag('mode')).toMatchObject({ value: 'degraded' });
    expect(await flag('may_run')).toMatchObject({ value: true });
    expect(await ok(viewer().get('/v1/incidents/1'))).toMatchObject({
      ...{ downtimeMs: 0, degradations: [{ share: 0.2 }], severity: 'warning' },
      triggers: [{ rule: 'too-slow', suspended: false, share: 0.2 }],
    });
    expect((await ok(viewer().get('/v1/plans'))).items).toEqual([]);
    const lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    expect((await lea.get('/agents/margaux')).text).toContain('Margaux est réduit à 20');
    expect((await lea.get('/')).text).toContain('agent réduit');
    // The same incident is joined, and the agent stopped for it: what was degraded becomes downtime.
    await answer(0.5);
    await answer(0.5);
    expect(await switchNow()).toMatchObject({ mode: 'suspended', share: 0, mayRun: false, incident: 1 });
    const incident = await ok(viewer().get('/v1/incidents/1'));
    expect(incident.suspensions).toHaveLength(1);
    expect(incident.degradations[0].until).toBe(incident.suspensions[0].from);
    expect(await ok(viewer().get('/v1/register/verify'))).toMatchObject({ ok: true });
    const reduced = await entries('agentDegraded');
    expect(reduced).toMatchObject([{ incident: 1, data: { rule: 'too-slow', share: 0.2 } }]);
  });

  test('a share outlives its breach until an approver ends it, who is refused while it is measured', async () => {
    await start(both);
    await answer(0.015);
    expect(await resume()).toMatchObject({
      status: 409,
      body: { type: 'urn:filrouge:problem:still_in_breach' },
    });
    expect(await house.as('lea').post('/v1/agents/margaux/resume', { reason: 'x' })).toMatchObject({
      status: 403,
    });
    await answerFor(2 * minute, 0.001);
    expect(await switchNow()).toMatchObject({ mode: 'degraded', share: 0.2 });
    expect(await house.as('lea').post('/v1/incidents/1/resolve')).toMatchObject({
      status: 409,
      body: { missing: expect.arrayContaining([expect.objectContaining({ code: 'agent_degraded' })]) },
    });
    await ok(resume({ atOnce: true }));
    expect(await switchNow()).toMatchObject({ mode: 'normal', share: 1, epoch: 2, reasons: [] });
    const { degradedMs, downtimeMs } = await ok(viewer().get('/v1/incidents/1'));
    expect([degradedMs > 2 * minute - 1, downtimeMs]).toEqual([true, 0]);
    await ok(house.as('lea').post('/v1/incidents/1/resolve'));
    expect(await resume()).toMatchObject({ status: 409 });
  });

  test('an agent comes back step by step, only while it is measured to be well, and over a restart', async () => {
    const { database, rulesDir } = await start(stops);
    await answer(0.5);
    expect(await switchNow()).toMatchObject({ mode: 'suspended' });
    await house.pass(2 * minute);
    expect(await ok(resume())).toMatchObject({ mode: 'degraded', share: 0.1, epoch: expect.any(Number) });
    const first = (await switchNow()).epoch;
    // Nothing is measured: nothing goes on, however long it takes.
    for (let passed = 0; passed < 10; passed++) await house.pass(minute);
    expect(await switchNow()).toMatchObject({
      share: 0.1,
      epoch: first,
      reasons: [{ kind: 'step', step: 1, of: 2 }],
    });
    await answerFor(70_000, 0.001);
    expect(await switchNow()).toMatchObject({ share: 0.1, epoch: first });
    await house.stop();
    house = await openHouse(breakable(database), { rulesDir, clock: house.clock });
    await answerFor(90_000, 0.001);
    expect(await switchNow()).toMatchObject({ share: 0.5, epoch: first + 1 });
    expect(await entries('resumeAdvanced')).toMatchObject([{ data: { step: 2, of: 2, share: 0.5 } }]);
    // Measured not to be clear, though no rule fires: one step back.
    await answerFor(30_000, 0.001);
    await answer(0.06);
    expect(await switchNow()).toMatchObject({ share: 0.1, epoch: first + 2 });
    expect(await entries('resumeFellBack')).toMatchObject([
      { data: { step: 1, of: 2, share: 0.1, rule: 'error-rate' } },
    ]);
    await answerFor(2 * minute + 20_000, 0.001);
    expect(await switchNow()).toMatchObject({ share: 0.5 });
    await answerFor(3 * minute + 20_000, 0.001);
    expect(await switchNow()).toMatchObject({ mode: 'normal', share: 1, reasons: [] });
    expect((await ok(viewer().get('/v1/notices?kind=resume_completed'))).items.length).toBeGreaterThan(0);
    await ok(house.as('lea').post('/v1/incidents/1/resolve'));
    expect(await ok(viewer().get('/v1/register/verify'))).toMatchObject({ ok: true });
  });

  test('from the first step the agent is suspended again, as a further trigger of its incident', async () => {
    await start(stops);
    await answer(0.5);
    await house.pass(2 * minute);
    await ok(resume());
    await answer(0.001);
    await answer(0.001);
    await answer(0.045);
    expect(await switchNow()).toMatchObject({ mode: 'suspended', incident: 1 });
    const { triggers, suspensions } = await ok(viewer().get('/v1/incidents/1'));
    expect(triggers.at(-1)).toMatchObject({ rule: 'error-rate', step: 1, suspended: true, threshold: 0.01 });
    expect(suspensions).toHaveLength(2);
    await house.pass(2 * minute);
    await ok(resume());
    expect(await switchNow()).toMatchObject({ share: 0.1 });
  });

  const silence = (minutes: number) =>
    ok(
      house.as('camille').post('/v1/silences', {
        ...{ agent: 'margaux', rule: 'error-rate', reason: 'we deploy' },
        until: new Date(house.clock.now() + minutes * minute).toISOString(),
      }),
      201,
    );

  test('a silence holds back what fires, and no step back: what was given on a condition is taken back', async () => {
    await start(stops);
    await silence(3);
    await answer(0.5);
    expect(await switchNow()).toMatchObject({ mode: 'normal', epoch: 0 });
    // The window is empty again before the silence ends.
    await house.pass(2 * minute);
    await answerFor(minute, 0.001);
    expect(await switchNow()).toMatchObject({ mode: 'normal', epoch: 0 });
    await answer(0.5);
    await house.pass(2 * minute);
    await ok(resume());
    await silence(60);
    await answerFor(2 * minute + 20_000, 0.001);
    expect(await switchNow()).toMatchObject({ share: 0.5 });
    await answerFor(30_000, 0.001);
    await answer(0.5);
    expect(await switchNow()).toMatchObject({ share: 0.1, reasons: [{ kind: 'step', step: 1 }] });
    expect((await ok(viewer().get('/v1/notices?kind=resume_fell_back'))).items.length).toBeGreaterThan(0);
    await answerFor(30_000, 0.5);
    expect(await switchNow()).toMatchObject({ mode: 'suspended', mayRun: false, incident: 1 });
    const { triggers } = await ok(viewer().get('/v1/incidents/1'));
    expect(triggers.at(-1)).toMatchObject({ rule: 'error-rate', step: 1, suspended: true });
  });

  test('of a degraded agent a stop of a whole fleet is whole, and so is one that the database cannot take', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'filrouge-degree-'));
    const rulesDir = await rulesWith(both);
    const wire = breakable(await open());
    house = await openHouse(wire, { rulesDir, lease: leaseTiming, stopLogFile: join(folder, 'kept.jsonl') });
    await answer(0.015);
    expect(await switchNow()).toMatchObject({ mode: 'degraded', share: 0.2 });
    await ok(house.as('margaux').get('/v1/agents/margaux/switch'));
    const order = { reason: 'Réponses fausses' };
    const fleet = await ok(house.as('ops').post('/v1/suspend', { all: true, ...order }));
    expect(fleet.agents).toMatchObject([{ agent: 'margaux', outcome: 'suspended' }]);
    expect(await switchNow()).toMatchObject({
      ...{ mode: 'suspended', share: 0, epoch: 2 },
      reasons: expect.arrayContaining([
        expect.objectContaining({ kind: 'hold' }),
        expect.objectContaining({ kind: 'trip', share: 0.2 }),
      ]),
    });
    await answerFor(2 * minute, 0.001);
    await ok(resume());
    await answer(0.015);
    expect(await switchNow()).toMatchObject({ mode: 'degraded', share: 0.2, epoch: 4 });
    wire.breakWhile(connectionLost);
    const kept = await ok(house.as('ops').post('/v1/agents/margaux/suspend', order));
    expect(kept).toMatchObject({ mode: 'suspended', share: 0, mayRun: false, recorded: false });
    expect(await switchNow()).toMatchObject({ mode: 'suspended', share: 0, recorded: false });
    wire.breakWhile(() => undefined);
    await eventually(async () => {
      const told = await switchNow();
      expect([told.mode, told.share, told.recorded]).toEqual(['suspended', 0, undefined]);
    });
    await rm(folder, { recursive: true, force: true });
  });

  test('another process that takes over goes on with the step from what was kept, and once', async () => {
    const { database, rulesDir } = await start(stops);
    await answer(0.5);
    await house.pass(2 * minute);
    await ok(resume());
    const { epoch } = await switchNow();
    await answerFor(80_000, 0.001);
    // It is killed, and an hour passes in which nobody measures.
    const before = house;
    killed.cut();
    house.clock.advance(60 * minute);
    await expireLease(database);
    killed = breakable(database);
    house = await openHouse(killed, { rulesDir, clock: before.clock });
    await house.app.settled();
    expect(await switchNow()).toMatchObject({ share: 0.1, epoch });
    await answerFor(20_000, 0.001);
    expect(await switchNow()).toMatchObject({ share: 0.1, epoch });
    await answerFor(minute, 0.001);
    expect(await switchNow()).toMatchObject({ share: 0.5, epoch: epoch + 1 });
    // Who was killed comes back and finds that nothing is its any more.
    await before.app.tick();
    expect(await switchNow()).toMatchObject({ share: 0.5, epoch: epoch + 1 });
    expect(await entries('resumeAdvanced')).toHaveLength(1);
    await answerFor(30_000, 0.001);
    await answer(0.06);
    expect(await switchNow()).toMatchObject({ share: 0.1, epoch: epoch + 2 });
    await before.stop();
  });

  test.each([
    ['back', -60 * minute],
    ['ahead', 60 * minute],
  ])('a clock that is set %s by an hour gives a step no time, and hides no breach from it', async (_, ms) => {
    await start(stops, { unwatchedAfterMs: 5 * minute });
    await answer(0.5);
    await house.pass(2 * minute);
    await ok(resume());
    const { epoch } = await switchNow();
    await answerFor(80_000, 0.001);
    house.clock.step(ms);
    await house.app.tick();
    await eventually(async () => {
      await house.app.tick();
      await house.app.settled();
      expect((await house.as('viewer').get('/readyz')).status).toBe(200);
    });
    expect(await switchNow()).toMatchObject({ share: 0.1, epoch });
    await answerFor(20_000, 0.001);
    expect(await switchNow()).toMatchObject({ share: 0.1, epoch });
    await answerFor(80_000, 0.001);
    expect(await switchNow()).toMatchObject({ share: 0.5, epoch: epoch + 1 });
    await answerFor(30_000, 0.001);
    await answer(0.06);
    expect(await switchNow()).toMatchObject({ share: 0.1, epoch: epoch + 2 });
  });
});
