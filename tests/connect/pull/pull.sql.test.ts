import { rm } from 'node:fs/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../src/app/start.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { readSettings } from '../../../src/settings.ts';
import { eachEngine, postgresMaker } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { pullRules } from './files.ts';
import { type Answering, json, startAnswering, store, text } from './server.ts';

const fresh = postgresMaker();
const start = '2026-06-05T08:00:00Z';
const step = 10_000;
const first = Date.parse(start);
const margaux = { agent: 'margaux' };
const isQuestion = (path: string) => path.startsWith('/api/v1/');

let server: Awaited<ReturnType<typeof startAnswering>>;
let rulesDir: string;
const told: { query: Answering; page: Answering } = { query: store([]), page: text('') };
beforeAll(async () => {
  server = await startAnswering((asked, response) =>
    (isQuestion(asked.path) ? told.query : told.page)(asked, response),
  );
  rulesDir = await pullRules(`${server.url}/metrics`);
});
afterAll(async () => {
  await server.stop();
  await rm(rulesDir, { recursive: true, force: true });
});

eachEngine('metrics that filrouge asks for', (open) => {
  let house: House;
  afterEach(() => house.stop());
  const begin = async (env: Record<string, string> = { FILROUGE_PROMETHEUS_URL: server.url }) => {
    server.asked.length = 0;
    told.query = store([]);
    told.page = text('');
    house = await openHouse(await open(), { rulesDir, start, env });
    // So long after the beginning of a step everything is due.
    house.clock.advance(1_500);
  };
  const points = async (metric: string) => {
    const { body } = await house
      .as('viewer')
      .get(`/v1/agents/margaux/series?metric=${metric}&from=${start}&to=2026-06-05T09:00:00Z&step=10s`);
    return body.points
      .filter(([, value]: [number, number | null]) => value !== null)
      .map(([at, value]: [number, number]) => [(at - first) / 1_000, value]);
  };
  const agent = async () => ok(house.as('viewer').get('/v1/agents/margaux'));
  const reasons = async () =>
    ((await agent()).refused ?? []).map(
      ({ source, reason }: { source: string; reason: string }) => `${source}: ${reason}`,
    );
  const pulls = async () =>
    [
      ...(await house.as('viewer').get('/metrics')).body.matchAll(/^filrouge_pulls_total\{(.*)\} (\d+)$/gm),
    ].map(([, labels, count]) => `${labels} ${count}`);

  describe('by a query', () => {
    const quality = (at: (seconds: number) => number | string | undefined) =>
      store([{ metric: margaux, at }]);

    test('come each at its own time, also those of a gap, and stop the agent', async () => {
      await begin();
      told.query = quality(() => 0.9);
      await house.pass(0);
      await house.pass(step);
      told.query = json({ message: 'no' }, 502);
      for (let round = 0; round < 6; round++) await house.pass(step);
      expect(await points('answer_quality')).toEqual([
        [0, 0.9],
        [10, 0.9],
      ]);
      told.query = quality((seconds) => (seconds * 1_000 - first) / 100_000);
      await house.pass(step);
      const gap = [20, 30, 40, 50, 60, 70, 80].map((second) => [second, second / 100]);
      expect(await points('answer_quality')).toEqual([[0, 0.9], [10, 0.9], ...gap]);
      expect((await agent()).switch.mayRun).toBe(false);
      const asked = server.asked.filter(({ path }) => isQuestion(path)).slice(-4);
      expect(asked.map(({ parameters: { time, start: from, end } }) => time ?? `${from} to ${end}`)).toEqual([
        '1780646420 to 1780646450',
        '1780646460',
        '1780646470',
        '1780646480',
      ]);
      expect(await pulls()).toContain('kind="promql",outcome="http_error" 6');
    });

    test('count once when the next process asks for the same time', async () => {
      const database = await open();
      server.asked.length = 0;
      told.query = quality(() => 0.9);
      const env = { FILROUGE_PROMETHEUS_URL: server.url };
      house = await openHouse({ ...database, close: async () => {} }, { rulesDir, start, env });
      house.clock.advance(1_500);
      await house.pass(0);
      const { clock } = house;
      await house.stop();
      house = await openHouse(database, { rulesDir, clock, env });
      await house.pass(0);
      expect(server.asked.filter(({ path }) => path === '/api/v1/query')).toHaveLength(2);
      expect((await house.as('viewer').get('/metrics')).body).toContain(
        'filrouge_samples_total{source="pull",outcome="repeated"} 1',
      );
    });

    test.each<[string, Answering, string, string]>([
      [
        'an error',
        json({ status: 'error', errorType: 'bad_data', error: 'parse error' }, 400),
        'error',
        'bad_data: parse error',
      ],
      ['a part', store([{ metric: margaux, at: () => 0.1 }], { isPartial: true }), 'partial', 'isPartial'],
      [
        'a part of Thanos',
        store([{ metric: margaux, at: () => 0.1 }], { warnings: ['no store'] }),
        'partial',
        'no store',
      ],
      [
        'a redirect',
        (_, response) => void response.writeHead(307, { Location: '/other' }).end(),
        'redirect',
        'HTTP 307',
      ],
      ['a page', text('<html>'), 'malformed', 'none of a query'],
    ])('are no data, and never zero, where the answer is %s', async (_, answer, outcome, reason) => {
      await begin();
      told.query = answer;
      await house.pass(0);
      expect(await points('answer_quality')).toEqual([]);
      expect((await agent()).switch.mayRun).toBe(true);
      expect(await pulls()).toContain(`kind="promql",outcome="${outcome}" 1`);
      expect(await reasons()).toContainEqual(
        expect.stringMatching(new RegExp(`^pull: answer_quality: .*${reason}`)),
      );
    });

    test('are no data where they are no number, and refused where nobody knows whom they are about', async () => {
      await begin();
      told.query = quality(() => 'NaN');
      await house.pass(0);
      told.query = store([
        { metric: margaux, at: () => '+Inf' },
        { metric: { agent: 'leon' }, at: () => 0.5 },
        { metric: {}, at: () => 0.5 },
      ]);
      await house.pass(step);
      expect(await points('answer_quality')).toEqual([]);
      const { body } = await house.as('viewer').get('/metrics');
      expect(body).toContain('filrouge_samples_total{source="pull",outcome="no_data"} 1');
      expect(body).toContain('filrouge_samples_total{source="pull",outcome="rejected"} 3');
      expect(await reasons()).toEqual(['pull: value: expected a finite number']);
      told.query = store([
        { metric: { ...margaux, pod: 'a' }, at: () => 0.1 },
        { metric: { ...margaux, pod: 'b' }, at: () => 0.2 },
      ]);
      await house.pass(step);
      expect(await reasons()).toContain(
        'pull: answer_quality: the query gives 2 series for one agent, expected one',
      );
      expect(await points('answer_quality')).toEqual([]);
    });

    test('are missed with the reason where no store is set', async () => {
      await begin({});
      await house.pass(0);
      expect(await reasons()).toEqual(['pull: answer_quality: FILROUGE_PROMETHEUS_URL is not set']);
      expect(await pulls()).toContain('kind="promql",outcome="not_set" 1');
    });
  });

  describe('by a page', () => {
    const counters = (faults: number, answers: number, more = '') =>
      text(`# TYPE bot_answers_total counter
bot_answers_total{bot="margaux"} ${answers}
bot_faults_total{bot="margaux"} ${faults}
go_goroutines 7
${more}`);

    test('are read once a step for all metrics, and mean the same as by remote write, through a reset', async () => {
      await begin();
      for (const [faults, answers] of [
        [10, 100],
        [20, 200],
        [25, 220],
        [4, 8],
      ] as const) {
        told.page = counters(faults, answers);
        await house.pass(step);
      }
      expect(server.asked.filter(({ path }) => path === '/metrics')).toHaveLength(4);
      // The last one began anew: 4 of 8.
      expect(await points('bot_faults')).toEqual([
        [20, 0.1],
        [30, 0.25],
        [40, 0.5],
      ]);
      expect(await points('bot_answers')).toEqual([
        [20, 100],
        [30, 20],
        [40, 8],
      ]);
      // What feeds nothing is nobody's fault.
      expect(await reasons()).not.toContainEqual(expect.stringContaining('bot_'));
      expect(await pulls()).toContain('kind="scrape",outcome="answered" 4');
    });

    test('are no data while it cannot be read, and go on from where they stood', async () => {
      await begin();
      told.page = counters(10, 100);
      await house.pass(step);
      for (const answer of [json({}, 503), text('bot_answers_total{bot="margaux"} 1'), text('<html>\n')]) {
        told.page = answer;
        await house.pass(step);
      }
      expect(await points('bot_answers')).toEqual([]);
      expect(await reasons()).toContain(
        'pull: bot_faults: not a page with metrics: line 1: expected the name of a metric',
      );
      told.page = counters(15, 110);
      await house.pass(step);
      expect(await points('bot_answers')).toEqual([[50, 10]]);
      expect(await pulls()).toEqual(
        expect.arrayContaining([
          'kind="scrape",outcome="http_error" 1',
          'kind="scrape",outcome="malformed" 2',
        ]),
      );
    });

    test('are refused with the reason where they name an agent nobody knows', async () => {
      await begin();
      told.page = counters(1, 2, 'bot_answers_total{bot="leon"} 5\n');
      await house.pass(step);
      expect((await house.as('viewer').get('/metrics')).body).toContain(
        'filrouge_samples_total{source="pull",outcome="rejected"} 1',
      );
    });
  });
});

test('metrics are asked for by the process that evaluates alone, and by the next one when it does', async () => {
  told.query = store([]);
  const url = await fresh();
  const env = { FILROUGE_PROMETHEUS_URL: server.url };
  const house = await openHouse(await openDatabase({ url }), { rulesDir, start, env });
  const read = readSettings({ FILROUGE_PORT: '0', FILROUGE_RULES: rulesDir, ...env });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const standby = await createApp(read.settings, {
    ...{ clock: house.clock, ticksByHand: true, logger: pino({ level: 'silent' }) },
    leaseTiming: { ttlMs: 60_000, askMs: 20 },
    database: await openDatabase({ url }),
  });
  await standby.start();
  server.asked.length = 0;
  const pass = async () => {
    await standby.tick();
    await standby.settled();
  };
  await pass();
  expect(server.asked).toEqual([]);
  await house.pass(step);
  expect(server.asked).toHaveLength(2);
  await house.stop();
  await eventually(async () => {
    await pass();
    expect(server.asked).toHaveLength(4);
  });
  await standby.stop();
});
