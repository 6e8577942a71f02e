import { afterEach, expect, test } from 'vitest';
import { createPuller } from '../../../src/connect/pull/puller.ts';
import type { PullRules } from '../../../src/connect/pull/wanted.ts';
import type { NamedMetric } from '../../../src/metrics/metric.ts';
import { eventually } from '../../support/eventually.ts';
import { type Answering, startAnswering, store } from './server.ts';

const everyMs = 10_000;
const open: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

function metricOf(name: string, promql = name): NamedMetric {
  const shape = { unit: 'number', better: 'lower', aggregate: 'mean', own_traffic: false } as const;
  return { name, ...shape, from: { promql }, label: { fr: name, en: name } };
}

function rulesOf(...metrics: NamedMetric[]): PullRules {
  return {
    agents: new Map(),
    rules: [],
    metrics: new Map(metrics.map((one) => [one.name, one])),
    stepMs: everyMs,
  };
}

/** A puller whose clock, rules and readiness a test sets, and whose batches it counts. */
async function begin(answer: Answering, rules: PullRules) {
  const server = await startAnswering(answer);
  const state = { now: 1_000 * everyMs + 1_000, rules, isBusy: false, batches: 0, counted: [] as string[] };
  const puller = createPuller({
    now: () => state.now,
    busy: () => (state.isBusy ? { kind: 'unavailable', code: 'starting', detail: '' } : undefined),
    ingestBatch: async () => {
      state.batches += 1;
    },
    count: () => {},
    countPull: (_, outcome) => void state.counted.push(outcome),
    rules: () => state.rules,
    store: { url: server.url },
  });
  open.push(server, puller);
  return { server, puller, state };
}
const series = store([{ metric: { agent: 'margaux' }, at: () => 1 }]);
const never: Answering = () => {};
const asked = ({ server }: Awaited<ReturnType<typeof begin>>) =>
  server.asked.map(({ parameters }) => parameters['query']);

test('each query is asked once a step, and never again while it is not answered', async () => {
  const house = await begin(never, rulesOf(metricOf('a')));
  for (let tick = 0; tick < 50; tick++) {
    house.puller.tick();
    house.state.now += everyMs;
  }
  await eventually(() => expect(asked(house)).toEqual(['a']));
});

test('eight are asked at once, and those left out come first', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `m${index}`);
  const house = await begin(series, rulesOf(...names.map((name) => metricOf(name))));
  house.puller.tick();
  house.puller.tick();
  await house.puller.idle();
  expect(asked(house)).toHaveLength(8);
  for (let tick = 0; tick < 2; tick++) {
    house.puller.tick();
    await house.puller.idle();
  }
  expect(asked(house).toSorted()).toEqual(names.toSorted());
});

test('nothing is asked while this process cannot take measures, and all of it when it can', async () => {
  const house = await begin(series, rulesOf(metricOf('a')));
  house.state.isBusy = true;
  house.puller.tick();
  await house.puller.idle();
  expect(asked(house)).toEqual([]);
  house.state.isBusy = false;
  house.puller.tick();
  await house.puller.idle();
  expect([asked(house), house.state.batches]).toEqual([['a'], 1]);
});

test('a reload of the rules begins and ends questions, and an answer that nobody wants any more is dropped', async () => {
  const house = await begin(series, rulesOf(metricOf('a')));
  house.puller.tick();
  // Read while the answer is under way.
  house.state.rules = rulesOf(metricOf('a', 'another'));
  house.puller.tick();
  await house.puller.idle();
  await eventually(() => expect(asked(house).toSorted()).toEqual(['a', 'another']));
  expect(house.state.batches).toBe(1);
  house.state.rules = rulesOf();
  house.state.now += everyMs;
  house.puller.tick();
  await house.puller.idle();
  expect(asked(house)).toHaveLength(2);
});

test('who stops waits for no answer', async () => {
  const house = await begin(never, rulesOf(metricOf('a')));
  house.puller.tick();
  await eventually(() => expect(asked(house)).toEqual(['a']));
  await house.puller.stop();
  house.state.now += everyMs;
  house.puller.tick();
  await house.puller.idle();
  expect([asked(house), house.state.counted]).toEqual([['a'], []]);
});

test('a gap of more values than are taken at once is made up in smaller pieces', async () => {
  const many = Array.from({ length: 400 }, (_, index) => ({ metric: { agent: `a${index}` }, at: () => 1 }));
  const house = await begin(store(many), rulesOf(metricOf('a')));
  const goOn = async () => {
    house.puller.tick();
    await house.puller.idle();
    house.state.now += everyMs;
  };
  await goOn();
  house.state.now += 400 * everyMs;
  await goOn();
  await goOn();
  const spans = house.server.asked.flatMap(({ parameters: { start, end } }) =>
    start === undefined ? [] : [(Number(end) - Number(start)) / 10 + 1],
  );
  expect(spans.slice(0, 2)).toEqual([358, 180]);
  expect(house.state.counted.slice(0, 3)).toEqual(['answered', 'too_large', 'answered']);
});
