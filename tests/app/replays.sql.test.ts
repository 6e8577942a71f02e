import { afterEach, beforeEach, expect, test } from 'vitest';
import { retryMs } from '../../src/plans/cases/due.ts';
import { forgetAnswers } from '../../src/plans/cases/store.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { breakable } from '../support/breakable.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { actionWith, type ReplayedAgent, replayed, replayOf, startAgent } from './replaying.ts';

const minute = 60_000;
const secret = 'Bearer s3cret-of-the-agent';

eachEngine('replays', (open) => {
  let agent: ReplayedAgent;
  let database: Database;
  let house: House;
  const allowed = { FILROUGE_ALLOW_PRIVATE_TARGETS: 'true' };
  const criterionOf = async (id: string) =>
    (await ok(house.as('lea').get(`/v1/plans/${planOf(id)}`))).actions[0];
  const planOf = (id: string) => id.split('-')[0];
  const begin = (id: string) => ok(house.as('lea').post(`/v1/actions/${id}/replay`, {}), 202);
  const finish = async (id: string) => {
    await ok(house.as('lea').patch(`/v1/actions/${id}`, { status: 'done' }));
    await house.pass(10 * minute);
  };
  const entriesOf = async (kind: string) =>
    (await ok(house.as('lea').get('/v1/register?limit=500'))).items.filter(
      (entry: { kind: string }) => entry.kind === kind,
    );

  beforeEach(async () => {
    agent = await startAgent();
    database = await open();
    house = await openHouse(breakable(database), { env: allowed });
  });
  afterEach(async () => {
    await house.stop();
    await agent.close();
    await database.close();
  });

  test('an agent that is out of order in every way proves nothing, answers rightly later, and then regresses', async () => {
    const manners = ['hangs', 'error', 'huge', 'elsewhere', 'garbage', 'cut', 'silent'] as const;
    for (const manner of manners) agent.manners.set(`(${manner})`, manner);
    const questions = [...manners, 'right'].map((manner) => `Is the lamp (${manner}) in stock?`);
    const id = await actionWith(house.as('lea'), questions, replayOf(agent.url));
    await finish(id);
    const first = await replayed(house, id);
    const reasons = first.questions.map(({ reason }: { reason?: string }) => reason);
    expect(reasons).toEqual([
      ...[
        'timeout',
        'http_error',
        'too_large',
        'redirect',
        'not_json',
        'unreachable',
        'path_missing',
        undefined,
      ],
    ]);
    expect(first).toMatchObject({
      cases: 8,
      passed: 1,
      failed: 0,
      unmeasured: 7,
      run: { ended: 'complete' },
    });
    const open1 = await criterionOf(id);
    expect(open1).toMatchObject({
      verification: 'unverified',
      criteria: [{ verdict: 'no_data', value: 1 / 8 }],
    });

    agent.manners.clear();
    agent.asked.length = 0;
    await house.pass(retryMs);
    const second = await replayed(house, id);
    expect(second).toMatchObject({ passed: 8, unmeasured: 0, run: { number: 2, scope: 'missing' } });
    expect(agent.asked.map(({ question }) => question).toSorted()).toEqual(questions.slice(0, 7).toSorted());
    await eventually(async () =>
      expect(await criterionOf(id)).toMatchObject({
        ...{ verification: 'verified', verifiedBy: ['measured'] },
        criteria: [{ verdict: 'met', basis: 'measured', attributed: true }],
      }),
    );

    agent.manners.set('(cut)', 'wrong');
    await begin(id);
    const third = await replayed(house, id);
    expect(third).toMatchObject({ passed: 7, failed: 1, run: { number: 3, scope: 'all', by: 'person:lea' } });
    expect(third.questions[5]).toMatchObject({
      ...{ outcome: 'failed', reason: '$.answer lacks "unavailable"', status: 200 },
      answer: '{"answer":"That item is unavailable."}',
    });
    await eventually(async () =>
      expect(await criterionOf(id)).toMatchObject({ verification: 'regressed', status: 'in_progress' }),
    );
    const notices = await ok(house.as('admin').get('/v1/notices'));
    expect(JSON.stringify(notices)).toContain('action_regressed');

    const told = await entriesOf('casesReplayed');
    const evidence = told.flatMap(({ data }: { data: { answers: string[] } }) => data.answers);
    expect(evidence).toContain(`${third.questions[5].key} failed ${third.questions[5].hash}`);
    expect(evidence).toHaveLength(8 + 7 + 8);
    expect(JSON.stringify(await ok(house.as('lea').get('/v1/register?limit=500')))).not.toContain(
      'unavailable.',
    );
    expect(await ok(house.as('lea').get('/v1/register/verify'))).toMatchObject({ ok: true });
    const metrics = await (await fetch(`${house.url}/metrics`)).text();
    expect(/^filrouge_replayed_cases_total\{.*unmeasured.*$/m.exec(metrics)?.[0]).toMatch(/ 7$/);

    expect(await forgetAnswers(database.db, house.clock.now() + 1)).toBeGreaterThan(0);
    const later = await ok(house.as('lea').get(`/v1/actions/${id}/replay`));
    expect(later.questions[5]).toMatchObject({ hash: third.questions[5].hash, outcome: 'failed' });
    expect(later.questions[5].answer).toBeUndefined();
  });

  test('every request is a drill with an id that no interaction may have, and shows the header that is set for its address', async () => {
    await house.stop();
    house = await openHouse(breakable(database), {
      env: {
        ...allowed,
        FILROUGE_REPLAY_SUPPORT_AGENT_URL: new URL('/', agent.url).href,
        FILROUGE_REPLAY_SUPPORT_AGENT_VALUE: secret,
        FILROUGE_REPLAY_OTHER_URL: 'https://other.example/',
        FILROUGE_REPLAY_OTHER_VALUE: 'Bearer of-another',
      },
    });
    const shown = await actionWith(
      house.as('lea'),
      ['Is it there?'],
      replayOf(agent.url, { headers: { Authorization: 'support-agent' } }),
    );
    // The agent is stopped for customers: that is no reason not to ask it.
    await ok(house.as('ops').post('/v1/agents/margaux/suspend', { reason: 'false answers' }));
    await begin(shown);
    const replay = await replayed(house, shown);
    expect(replay).toMatchObject({ run: { ended: 'complete' }, passed: 1 });
    expect(replay.countsFrom).toBeUndefined();
    const [request] = agent.asked;
    expect(request?.headers).toMatchObject({
      ...{ authorization: secret, 'filrouge-switch': 'drill', 'content-type': 'application/json' },
    });
    const drill = String(request?.headers['filrouge-replay']);
    const sent = await house.as('ingest').post('/v1/interactions', {
      interactions: [{ id: drill, agent: 'margaux', outcome: 'ok' }],
    });
    expect(sent).toMatchObject({ status: 422 });
    expect(JSON.stringify(sent.body)).toContain('of a replay');

    for (const name of ['other', 'nobody']) {
      const before = agent.asked.length;
      const id = await actionWith(
        house.as('lea'),
        ['Is it there?', 'And that?'],
        replayOf(agent.url, { headers: { Authorization: name } }),
      );
      await begin(id);
      const reason = name === 'other' ? 'header_elsewhere' : 'header_not_set';
      expect(await replayed(house, id)).toMatchObject({
        run: { ended: 'given_up' },
        questions: [{ reason }, {}],
      });
      expect(agent.asked).toHaveLength(before);
    }
    const register = JSON.stringify(await ok(house.as('lea').get('/v1/register?limit=500')));
    expect(register).not.toContain('s3cret');
  });

  test('goes on where a process stopped, asks what was written once, and counts nothing twice', async () => {
    const questions = Array.from({ length: 11 }, (_, place) => `Is lamp ${place} in stock?`);
    const id = await actionWith(house.as('lea'), questions, replayOf(agent.url));
    await finish(id);
    await house.pass(1_000);
    await house.pass(1_000);
    const half = await ok(house.as('lea').get(`/v1/actions/${id}/replay`));
    expect(half.passed).toBeGreaterThan(0);
    expect(half.passed).toBeLessThan(11);
    const { rulesDir, clock } = house;
    const env = { env: allowed, clock };
    await house.stop();
    agent.asked.length = 0;
    house = await openHouse(breakable(database), env);
    expect(rulesDir).not.toBe(house.rulesDir);
    const whole = await replayed(house, id);
    expect(whole).toMatchObject({ passed: 11, run: { number: 1, ended: 'complete' } });
    const again = half.questions.filter(({ outcome }: { outcome?: string }) => outcome !== undefined);
    expect(agent.asked).toHaveLength(11 - again.length);
    const told = await entriesOf('casesReplayed');
    const sum = told.reduce(
      (count: number, { data }: { data: { passed: number } }) => count + data.passed,
      0,
    );
    expect(sum).toBe(11);
    await eventually(async () => expect(await criterionOf(id)).toMatchObject({ verification: 'verified' }));
  });

  test('gives an agent up that answers nobody, and an address that is not for the public at once', async () => {
    agent.manners.set('lamp', 'error');
    const questions = Array.from({ length: 30 }, (_, place) => `Is lamp ${place} in stock?`);
    const id = await actionWith(house.as('lea'), questions, replayOf(agent.url));
    await begin(id);
    expect(await house.as('lea').post(`/v1/actions/${id}/replay`, {})).toMatchObject({
      ...{ status: 409, body: { type: 'urn:filrouge:problem:replay_running' } },
    });
    expect(await replayed(house, id)).toMatchObject({ run: { ended: 'given_up' } });
    expect(agent.asked.length).toBeGreaterThanOrEqual(5);
    expect(agent.asked.length).toBeLessThan(12);
    await house.stop();
    house = await openHouse(breakable(database), {});
    const guarded = await actionWith(house.as('lea'), ['Is it there?'], replayOf(agent.url));
    agent.asked.length = 0;
    await begin(guarded);
    expect(await replayed(house, guarded)).toMatchObject({ questions: [{ reason: 'private_target' }] });
    expect(agent.asked).toEqual([]);
  });
});
