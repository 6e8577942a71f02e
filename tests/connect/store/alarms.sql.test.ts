import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { iso } from '../../../src/platform/iso.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { storeRules } from './files.ts';

let rulesDir: string;
beforeAll(async () => {
  rulesDir = await storeRules();
});
afterAll(() => rm(rulesDir, { recursive: true, force: true }));

const start = '2026-06-05T08:00:00Z';
const minute = 60_000;

eachEngine('alarms of rules that a store evaluates', (open) => {
  let house: House;
  afterEach(() => house.stop());
  const begin = async () => {
    house = await openHouse(await open(), { rulesDir, start });
  };
  const alarm = (change: object = {}, labels: object = {}) => ({
    status: 'firing',
    labels: {
      alertname: 'FilrougeWrongAnswers',
      ...{ agent: 'margaux', rule: 'wrong-answers', filrouge: 'breach', effect: 'suspend' },
      ...labels,
    },
    annotations: { value: '0.125' },
    startsAt: start,
    fingerprint: 'f1',
    ...change,
  });
  const tell = (...alerts: readonly object[]) =>
    house.as('ingest').post('/v1/alerts/alertmanager', { version: '4', status: 'firing', alerts });
  const ended = (change: object = {}) =>
    alarm({ status: 'resolved', endsAt: iso(house.clock.now()), ...change });
  const agent = async () => (await house.as('viewer').get('/v1/agents/margaux')).body;
  const rule = async () =>
    (await agent()).rules.find((one: { rule: string }) => one.rule === 'wrong-answers');
  const mayRun = async () => (await agent()).switch.mayRun;
  const incidents = async () => (await house.as('viewer').get('/v1/incidents')).body.items;
  const resume = (more: object = {}) =>
    house.as('camille').post('/v1/agents/margaux/resume', { reason: 'seen', ...more });

  test('stop the agent with incident and plan, once, and their end lets it run for nobody but the approver', async () => {
    await begin();
    expect((await rule()).verdict).toBe('no_data');
    for (let time = 0; time < 3; time++) await ok(tell(alarm()));
    expect(await mayRun()).toBe(false);
    expect(await rule()).toMatchObject({ state: 'firing', verdict: 'breach', value: 0.125 });
    expect(await incidents()).toMatchObject([{ agent: 'margaux', source: 'rule' }]);
    expect((await house.as('viewer').get('/v1/plans')).body.items).toHaveLength(1);
    expect((await resume()).status).toBe(409);
    const states = async () =>
      (await house.as('viewer').get('/metrics')).body
        .split('\n')
        .filter((line: string) => line.includes('rule="wrong-answers"') && line.includes('filrouge_rule_'));
    expect(await states()).toEqual([
      'filrouge_rule_state{agent="margaux",rule="wrong-answers",state="firing"} 1',
    ]);
    await house.pass(minute);
    await ok(tell(ended()));
    expect(await states()).toEqual([]);
    expect(await rule()).toMatchObject({ state: 'inactive', verdict: 'no_data', value: null });
    expect(await mayRun()).toBe(false);
    expect((await resume()).status).toBe(200);
    expect(await mayRun()).toBe(true);
  });

  test('trip nothing again once a person has let the agent run in spite of them, until they begin anew', async () => {
    await begin();
    await ok(tell(alarm()));
    await house.pass(minute);
    expect((await resume({ override: true })).status).toBe(200);
    await ok(tell(alarm()));
    await house.pass(minute);
    expect(await mayRun()).toBe(true);
    await ok(tell(ended()));
    await ok(tell(alarm({ startsAt: iso(house.clock.now()) })));
    expect(await mayRun()).toBe(false);
  });

  test('go on until the last of two senders says that it is over, in whatever order they tell', async () => {
    await begin();
    await ok(tell(ended({ fingerprint: 'f2' }), alarm()));
    expect((await rule()).state).toBe('firing');
    await ok(tell(alarm({ fingerprint: 'f2', startsAt: iso(house.clock.now() + 1) })));
    await ok(tell(ended()));
    expect((await rule()).state).toBe('firing');
    house.clock.advance(minute);
    await ok(tell(ended({ fingerprint: 'f2', startsAt: iso(Date.parse(start) + 1) })));
    expect((await rule()).state).toBe('inactive');
  });

  test('are known after a restart: the breach goes on, and the approver is told so', async () => {
    const database = await open();
    house = await openHouse({ ...database, close: async () => {} }, { rulesDir, start });
    await ok(tell(alarm()));
    const { clock } = house;
    await house.stop();
    house = await openHouse(database, { rulesDir, clock });
    expect(await rule()).toMatchObject({ state: 'firing', verdict: 'breach' });
    expect((await resume()).status).toBe(409);
    await ok(tell(alarm()));
    expect(await incidents()).toHaveLength(1);
  });

  const silence = () => alarm({ fingerprint: 's' }, { filrouge: 'no_data' });

  test('that say there is nothing to measure raise no data, as the rule wants it', async () => {
    await begin();
    for (let time = 0; time < 2; time++) {
      await ok(tell(silence()));
      await house.pass(1_000);
    }
    expect(await rule()).toMatchObject({ state: 'inactive', verdict: 'no_data' });
    expect(await mayRun()).toBe(true);
    const [{ number }, ...others] = await incidents();
    expect(others).toEqual([]);
    const { triggers } = (await house.as('viewer').get(`/v1/incidents/${number}`)).body;
    expect(triggers).toMatchObject([{ rule: 'wrong-answers', cause: 'no_data' }]);
  });

  test('that end because their data has vanished are no recovery', async () => {
    await begin();
    await ok(tell(alarm()));
    await ok(tell(silence()));
    expect(await rule()).toMatchObject({ state: 'firing', verdict: 'breach' });
    await ok(tell(ended()));
    await house.pass(1_000);
    expect(await rule()).toMatchObject({ state: 'firing', verdict: 'no_data' });
    expect(await mayRun()).toBe(false);
  });

  test('are refused where nobody can be sure whom they mean, and samples for a metric of the store as well', async () => {
    await begin();
    const answer = await tell(
      alarm({}, { agent: 'nobody' }),
      alarm({}, { rule: 'none' }),
      alarm({}, { rule: 'error-rate' }),
    );
    expect(answer.status).toBe(422);
    for (const reason of [
      'alert FilrougeWrongAnswers: unknown agent "nobody"',
      'alert FilrougeWrongAnswers: There is no rule "none" over margaux. Compile the rules again.',
      'alert FilrougeWrongAnswers: filrouge evaluates the rule error-rate itself',
    ])
      expect(answer.body.detail).toContain(reason);
    await ok(tell(alarm({ labels: { alertname: 'FilrougeWatchdog', filrouge: 'alive' } })));
    const sample = { agent: 'margaux', metric: 'wrong_answers', value: 0.5 };
    const { status, body } = await house.as('ingest').post('/v1/samples', { samples: [sample] });
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('it lives in the store (keep: store): send it there');
  });
});
