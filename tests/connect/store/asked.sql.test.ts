import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { iso } from '../../../src/platform/iso.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { type Answering, json, startAnswering } from '../pull/server.ts';
import { storeRules } from './files.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const minute = 60_000;
let rulesDir: string;
beforeAll(async () => {
  rulesDir = await storeRules();
});
afterAll(() => rm(rulesDir, { recursive: true, force: true }));

/** A store with ten answers each minute of which a part is wrong; `undefined`: none is recorded then. */
const answering =
  (wrongAt: (at: number) => number | undefined): Answering =>
  ({ parameters }, response) => {
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(parameters[name]));
    const times: number[] = [];
    if (start === undefined || end === undefined || step === undefined) throw new Error('no range');
    for (let at = start; at <= end; at += step) if (wrongAt(at * 1_000) !== undefined) times.push(at);
    const series = (of: string, value: (at: number) => number) => ({
      metric: { agent: 'margaux', metric: 'wrong_answers', of },
      values: times.map((at) => [at, String(value(at * 1_000))]),
    });
    const result = [series('sum', (at) => 10 * (wrongAt(at) ?? 0)), series('weight', () => 10)];
    json({ status: 'success', data: { resultType: 'matrix', result } })(
      {
        path: '',
        parameters,
        authorization: undefined,
        query: new URLSearchParams(),
        headers: {},
        method: '',
        body: '',
      },
      response,
    );
  };

eachEngine('metrics that live in a store', (open) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function begin(wrongAt: (at: number) => number | undefined) {
    const store = await startAnswering(answering(wrongAt));
    ends.push(store.stop);
    const env = { FILROUGE_PROMETHEUS_URL: store.url };
    const house = await openHouse(await open(), { rulesDir, env, start: '2026-06-05T06:00:00Z' });
    ends.push(house.stop);
    return { store, house };
  }

  /** A plan whose action 1-3 is done, with this criterion. */
  async function done(house: House, criterion: string): Promise<void> {
    const order = { source: 'manual', agent: 'margaux', title: 'Vu', description: 'Vu' };
    await ok(house.as('lea').post('/v1/incidents', { ...order, playbook: 'stale-answers' }), 201);
    await ok(house.as('lea').patch('/v1/actions/1-3', { criteria: [criterion], status: 'in_progress' }));
    await ok(house.as('lea').patch('/v1/actions/1-3', { status: 'done' }));
  }
  const criterionOf = async (house: House) => {
    const { actions } = await ok(house.as('viewer').get('/v1/plans/1'));
    return actions.find(({ id }: { id: string }) => id === '1-3').criteria[0];
  };
  async function goOn(house: House, minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 1) await house.pass(minute);
  }

  test('have criteria that hold by what the store has recorded, and fail by it', async () => {
    const shown = { wrong: 0.05 };
    const { house, store } = await begin(() => shown.wrong);
    await done(house, 'wrong_answers < 10% over 5m for 30m');
    await goOn(house, 25);
    expect(await criterionOf(house)).toMatchObject({ verdict: 'holding', value: 0.05 });
    // Ten minutes to settle, and what is not a minute old is not counted yet.
    const { heldSeconds } = await criterionOf(house);
    expect(heldSeconds).toBeGreaterThanOrEqual(12 * 60);
    expect(heldSeconds).toBeLessThanOrEqual(15 * 60);
    await goOn(house, 20);
    expect(await criterionOf(house)).toMatchObject({ verdict: 'met' });
    // A question a minute, whatever the number of steps.
    expect(store.asked.length).toBeLessThan(60);
    shown.wrong = 0.2;
    await goOn(house, 7);
    // It failed, so its action is open again.
    const { verdict, value } = await criterionOf(house);
    expect(verdict).toBe('pending');
    expect(value).toBeGreaterThan(0.1);
  });

  test('pass no criterion on what was not recorded, nor while the store is silent', async () => {
    const gap = { from: Number.POSITIVE_INFINITY };
    const { house, store } = await begin((at) => (at < gap.from ? 0.05 : undefined));
    await done(house, 'wrong_answers < 10% over 5m for 30m');
    await goOn(house, 20);
    const { heldSeconds } = await criterionOf(house);
    expect(heldSeconds).toBeGreaterThan(0);
    gap.from = house.clock.now();
    await goOn(house, 40);
    const silent = await criterionOf(house);
    expect(silent.verdict).toBe('no_data');
    expect(silent.heldSeconds).toBeLessThanOrEqual(heldSeconds + 8 * 60);
    store.answers((_, response) => void response.destroy());
    gap.from = Number.POSITIVE_INFINITY;
    await goOn(house, 30);
    expect(await criterionOf(house)).toMatchObject({ verdict: 'no_data', heldSeconds: silent.heldSeconds });
  });

  test('are charted from there, down-sampled, and say so where the store is silent', async () => {
    const { house, store } = await begin((at) => (at % (2 * minute) === 0 ? 0.05 : 0.15));
    await house.pass(0);
    const until = house.clock.now();
    const points = (ms: number, step: string) =>
      house
        .as('viewer')
        .get(
          `/v1/agents/margaux/series?metric=wrong_answers&from=${iso(until - ms)}&to=${iso(until)}&step=${step}`,
        );
    const { points: minutes } = await ok(points(10 * minute, '1m'));
    expect(minutes.map(([, value]: [number, number | null]) => value)).toEqual([
      ...Array.from({ length: 9 }, (_, place) => (place % 2 === 0 ? 0.15 : 0.05)),
      null,
    ]);
    expect((await points(10 * minute, '10s')).status).toBe(422);
    const asked = store.asked.length;
    await ok(points(10 * minute, '1m'));
    expect(store.asked.length).toBe(asked);
    await ok(points(30 * 24 * 60 * minute, '1h'));
    expect(store.asked.at(-1)?.parameters).toMatchObject({ step: '3600' });
    store.answers((_, response) => void response.destroy());
    expect(await points(20 * minute, '1m')).toMatchObject({ status: 503 });
  });
});
