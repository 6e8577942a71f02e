import { rename } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { rulesWith, writeRules } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const minute = 60_000;

const rule = (more: string, id = 'error-rate') => `
- id: ${id}
  when: error_rate > 2% over 1m
  min_samples: 50
  ${more}
`;
const alerting = rule('then: alert');
const suspending = rule('then: suspend');

eachEngine('the thread, policy by policy', (open) => {
  let house: House;
  let rulesDir: string;
  afterEach(() => house.stop());

  /** With Léo, the rules that playbooks name are still there when Margaux's are not. */
  async function start(rules: string, withLeo = false): Promise<void> {
    rulesDir = await rulesWith(rules);
    if (withLeo) await writeRules(rulesDir, rules, 'leo');
    house = await openHouse(await open(), { clock: manualClock('2026-06-05T06:00:00Z'), rulesDir });
  }

  const viewer = (path: string) => ok(house.as('viewer').get(path));
  const items = async (path: string) => (await viewer(path)).items;
  const switchNow = () => ok(house.as('margaux').get('/v1/agents/margaux/switch'));
  const sample = async (value: number, metric = 'error_rate') => {
    const at = new Date(house.clock.now()).toISOString();
    await ok(
      house
        .as('ingest')
        .post('/v1/samples', { samples: [{ agent: 'margaux', metric, value, weight: 100, at }] }),
    );
    await house.app.settled();
  };
  /** Edits the rules, and waits until the edit is in force. */
  const edit = async (rules: string): Promise<void> => {
    const before = (await viewer('/v1/rules')).hash;
    await writeRules(rulesDir, rules);
    await eventually(async () => expect((await viewer('/v1/rules')).hash).not.toBe(before));
    await house.app.settled();
  };
  const resume = () =>
    ok(house.as('camille').post('/v1/agents/margaux/resume', { reason: 'mended', override: true }));

  test('a rule that only observes is on record and stops nobody', async () => {
    await start(rule('then: observe'));
    await sample(0.05);
    expect(await switchNow()).toMatchObject({ mayRun: true });
    expect(await items('/v1/incidents')).toEqual([]);
    expect((await viewer('/v1/agents/margaux')).rules).toMatchObject([{ state: 'firing' }]);
  });

  test('a rule made stricter while it fires stops the agent, once, and a suspended agent stays so when it is relaxed', async () => {
    await start(alerting);
    await sample(0.05);
    expect(await switchNow()).toMatchObject({ mayRun: true });
    await edit(suspending);
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 1, incident: 1 });
    expect(await viewer('/v1/incidents/1')).toMatchObject({
      triggers: [{ rule: 'error-rate', suspended: true }],
      plan: 1,
    });
    await edit(alerting);
    await house.pass(minute);
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 1 });
    expect(await items('/v1/incidents')).toHaveLength(1);
  });

  test('an observed breach becomes an incident when its rule becomes an alert', async () => {
    await start(rule('then: observe'));
    await sample(0.05);
    await edit(alerting);
    expect(await items('/v1/incidents')).toMatchObject([{ number: 1, state: 'open' }]);
  });

  test('a rule that is removed while it fires ends its alert, and the agent stays suspended until a person lets it run', async () => {
    await start(suspending, true);
    await sample(0.05);
    await edit(rule('then: alert', 'another'));
    expect((await viewer('/v1/incidents/1')).triggers[0]).toMatchObject({
      rule: 'error-rate',
      resolvedAt: new Date(house.clock.now()).toISOString(),
    });
    expect(await switchNow()).toMatchObject({ mayRun: false, epoch: 1 });
    // It comes back as if it had never fired, and what it measures trips it anew only once.
    await house.pass(2 * minute);
    await edit(suspending);
    expect((await viewer('/v1/agents/margaux')).rules).toMatchObject([{ state: 'inactive' }]);
    expect(await resume()).toMatchObject({ mayRun: true, epoch: 2 });
  });

  test('a changed threshold never resets a clock', async () => {
    await start(rule('then: suspend\n  for: 5m'));
    await sample(0.05);
    for (let passed = 0; passed < 4; passed += 1) {
      await house.pass(minute);
      await sample(0.05);
    }
    await edit(rule('then: suspend\n  for: 5m').replace('2%', '1.5%'));
    expect((await viewer('/v1/agents/margaux')).rules).toMatchObject([
      { state: 'pending', since: '2026-06-05T06:00:00.000Z', threshold: 0.015 },
    ]);
    await house.pass(minute);
    await sample(0.05);
    expect(await switchNow()).toMatchObject({ mayRun: false });
  });

  test('an agent that leaves the rules while it is suspended stays so, away and when it comes back', async () => {
    await start(suspending, true);
    await sample(0.05);
    const file = `${rulesDir}/agents/margaux.yaml`;
    const waitFor = (rules: number) =>
      eventually(async () => expect((await viewer('/v1/agents/margaux')).rules).toHaveLength(rules));
    await rename(file, `${rulesDir}/away`);
    await waitFor(0);
    expect(await switchNow()).toMatchObject({ mayRun: false, incident: 1 });
    await rename(`${rulesDir}/away`, file);
    await waitFor(1);
    await house.pass(minute);
    expect(await switchNow()).toMatchObject({ mayRun: false, incident: 1 });
  });

  test('lasting silence does what the rule says once its time is over, and ends with the data', async () => {
    await start(rule('then: alert\n  on_no_data: suspend\n  no_data_after: 10m'));
    await sample(0);
    await house.pass(minute);
    await house.pass(10 * minute - 1);
    expect(await items('/v1/incidents')).toEqual([]);
    await house.pass(1);
    expect(await switchNow()).toMatchObject({ mayRun: false, incident: 1 });
    await sample(0);
    await house.pass(0);
    expect(await switchNow()).toMatchObject({ mayRun: false });
    const { triggers } = await viewer('/v1/incidents/1');
    expect(triggers).toMatchObject([{ cause: 'no_data', resolvedAt: expect.any(String) }]);
  });

  test('an audit opens a plan that keeps what it found', async () => {
    await start(alerting);
    const audit = {
      pains: [
        { text: 'Ressaisies sur papier', yearlyCost: 25_000 },
        { text: 'Demandes perdues', yearlyCost: 100_000 },
        { text: 'Relances oubliées', yearlyCost: 41_250 },
        { text: 'Clients partis', yearlyCost: 93_600 },
      ],
      expectedGain: 180_000,
      phases: [{ title: 'Gains rapides', items: ['Un seul registre des demandes'] }],
    };
    const order = { agent: 'margaux', title: 'Audit du support', description: 'Tout est sur papier.' };
    const refused = await house.as('lea').post('/v1/incidents', { ...order, source: 'review', audit });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/audit' }] } });
    await ok(house.as('lea').post('/v1/incidents', { ...order, source: 'audit', audit }), 201);
    const plan = await viewer('/v1/plans/1');
    expect(plan.audit).toEqual(audit);
    expect(plan.context.replaceAll('\u202f', ' ')).toContain('259 850 €');
  });

  test('what came back within a month takes the closed plan up again', async () => {
    await start(rule('then: suspend\n  playbook: stale-answers'));
    await sample(0.05);
    await house.pass(10 * minute);
    await resume();
    const { as } = house;
    await ok(as('lea').patch('/v1/plans/1', { rootCause: 'Le flux était arrêté.', indicators: [] }));
    for (const id of ['1-1', '1-2', '1-4', '1-5']) await ok(as('lea').del(`/v1/actions/${id}`));
    await ok(as('lea').patch('/v1/actions/1-3', { criteria: ['error_rate < 1% over 1m for 5m'] }));
    await ok(as('lea').patch('/v1/actions/1-3', { status: 'done' }));
    const sign = async (step: string) => {
      await ok(as('lea').post('/v1/plans/1/sign', { as: 'owner', for: step }));
      await ok(as('camille').post('/v1/plans/1/sign', { as: 'approver', for: step }));
    };
    await sign('activation');
    await ok(as('viewer').get('/v1/plans/1/playbook'), 409);
    for (let passed = 0; passed < 17; passed += 1) {
      await house.pass(minute);
      await sample(0);
    }
    await house.pass(10_000);
    expect((await viewer('/v1/plans/1')).actions).toMatchObject([{ verification: 'verified' }]);
    await sign('closure');
    await ok(as('camille').post('/v1/plans/1/close', {}));
    await ok(as('lea').post('/v1/incidents/1/resolve'));
    const learnt = await viewer('/v1/plans/1/playbook');
    expect(learnt).toMatchObject({ playbook: 'stale-answers', revises: true, problems: [] });
    expect(learnt.patch).toContain('+++ b/');
    expect(learnt.text).toContain('# Closure in the register: entry ');
    expect(await viewer('/v1/plans/1/playbook?name=feed')).toMatchObject({
      ...{ playbook: 'feed', file: 'playbooks/feed.yaml', revises: false },
    });
    expect((await viewer('/v1/plans/1')).watch).toMatchObject({ state: 'watching', rules: ['error-rate'] });
    const metrics = async (): Promise<string> => ok(as('viewer').get('/metrics'));
    expect(await metrics()).toMatch(/^filrouge_plan_watched_until_timestamp_seconds\{.*\} \d/m);
    expect(await metrics()).toMatch(/^filrouge_plan_open_tasks\{.*\} 2$/m);
    await house.pass(2 * minute);
    await sample(0.05);
    expect(await switchNow()).toMatchObject({ mayRun: false, incident: 2 });
    expect(await viewer('/v1/incidents/1')).toMatchObject({ cameBackAs: [2] });
    expect(await viewer('/v1/incidents/2')).toMatchObject({ plan: 1, recurrenceOf: 1, cameBackAs: [] });
    expect(await metrics()).toMatch(/^filrouge_plan_recurrences\{.*\} 1$/m);
    expect(await metrics()).not.toMatch(/^filrouge_plan_watched_until/m);
    expect(await viewer('/v1/plans/1')).toMatchObject({
      state: 'active',
      watch: { state: 'came_back' },
      reopened: [{ incident: 2, rule: 'error-rate', as: 'rule', signatures: [{}, {}] }],
      actions: [{ status: 'in_progress', verification: 'regressed' }],
    });
    expect(await items('/v1/plans')).toHaveLength(1);
    // Until the first cell after that has ended there is nothing to look at, and nobody looks without end.
    await house.pass(0);
    await house.pass(20_000);
    const [indicator] = (await viewer('/v1/plans/1')).actions[0].criteria;
    expect(indicator.assessedAt).toBe(new Date(house.clock.now()).toISOString());
  });

  test('a breach has an incident and a plan beside an audit of the agent and one of the whole organisation', async () => {
    await start(suspending);
    const { as } = house;
    const found = {
      source: 'audit',
      title: 'Notes on paper',
      description: 'A fallen note is a lost customer.',
    };
    const whole = await ok(as('lea').post('/v1/incidents', found), 201);
    expect(whole).toMatchObject({ number: 1, plan: 1 });
    expect(whole).not.toHaveProperty('agent');
    await ok(as('lea').post('/v1/incidents', { ...found, agent: 'margaux' }), 201);
    await ok(as('lea').post('/v1/incidents', { ...found, source: 'manual' }), 422);
    await sample(0.05);
    expect(await switchNow()).toMatchObject({ mayRun: false, incident: 3 });
    expect(await viewer('/v1/agents/margaux')).toMatchObject({ incident: 3 });
    const plans = await items('/v1/plans');
    expect(plans.map((plan: { incident: number }) => plan.incident)).toEqual([3, 2, 1]);
    for (const number of [1, 2]) {
      expect(await viewer(`/v1/incidents/${number}`)).toMatchObject({ state: 'open', triggers: [] });
      expect(await viewer(`/v1/plans/${number}`)).toMatchObject({ state: 'draft', version: 1 });
    }
    // The plan without an agent is edited, signed and followed as any other.
    const action = {
      title: 'One register',
      owner: 'lea',
      due: '2026-06-20',
      criteria: ['attested "all is traced"'],
    };
    await ok(as('lea').post('/v1/plans/1/actions', action), 201);
    await ok(as('lea').patch('/v1/plans/1', { rootCause: 'Nobody had a tool.' }));
    await ok(as('lea').post('/v1/plans/1/sign', { as: 'owner', for: 'activation' }));
    await ok(as('camille').post('/v1/plans/1/sign', { as: 'approver', for: 'activation' }));
    await ok(as('lea').patch('/v1/actions/1-1', { status: 'done' }));
    await ok(as('lea').post('/v1/criteria/1-1-1/attest', {}));
    await house.pass(10_000);
    expect((await viewer('/v1/plans/1')).actions).toMatchObject([
      { verification: 'verified', verifiedBy: ['attested'] },
    ]);
    for (const step of ['owner', 'approver'] as const)
      await ok(
        as(step === 'owner' ? 'lea' : 'camille').post('/v1/plans/1/sign', { as: step, for: 'closure' }),
      );
    const closed = await ok(as('camille').post('/v1/plans/1/close', {}));
    expect(closed).toMatchObject({ state: 'closed', tasks: [{ id: '1-t-1', code: 'report_to_register' }] });
    expect(await ok(as('lea').patch('/v1/tasks/1-t-1', { done: true }))).toMatchObject({
      done: true,
      doneBy: 'lea',
    });
    await ok(as('lea').post('/v1/incidents/1/resolve'));
    await resume();
    expect(await viewer('/v1/incidents/3')).toMatchObject({ suspensions: [{ until: expect.any(String) }] });
    const metrics = await (await fetch(`${house.url}/metrics`)).text();
    expect(metrics).toContain('filrouge_incidents_open{agent="margaux"} 2');
    expect(metrics).toContain('filrouge_incidents_open{agent=""} 0');
    expect(await ok(as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
  });

  test('a criterion that looks further back than any rule measures what was stored before it was asked for', async () => {
    await start(alerting);
    for (let passed = 0; passed < 30; passed += 1) {
      await sample(0.005);
      await house.pass(minute);
    }
    const order = {
      source: 'manual',
      agent: 'margaux',
      title: 'Vu',
      description: 'Vu',
      playbook: 'stale-answers',
    };
    await ok(house.as('lea').post('/v1/incidents', order), 201);
    await sample(0.02);
    await house.pass(10_000);
    const { indicators } = await viewer('/v1/plans/1');
    expect(indicators[0].value).toBeCloseTo((30 * 0.005 + 0.02) / 31, 10);
  });
});
