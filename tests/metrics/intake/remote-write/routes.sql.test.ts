import { appendFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { mostSamples } from '../../../../src/metrics/intake/remote-write/columns.ts';
import { mostDecodedBytes } from '../../../../src/metrics/intake/remote-write/routes.ts';
import { eachEngine } from '../../../support/database.ts';
import { type House, openHouse, shippedRules } from '../../../support/house.ts';
import {
  block,
  encodeWrite,
  encodeWrite2,
  markStale,
  type TestSeries,
  withLabelTwice,
} from '../write-messages.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const sources = `sources:
  - metric: error_rate
    ratio: { part: bot_wrong_total, whole: bot_answers_total }
    agent_label: bot
  - metric: csat
    gauge: bot_csat_percent
    factor: 0.05
  - metric: catalogue_freshness
    timestamp: catalogue_sync_timestamp_seconds
    agent: margaux
  - metric: failures
    counter: bot_failures_total
`;
const failures = `
  failures:
    unit: count
    better: lower
    aggregate: sum
    label: { fr: Pannes, en: Failures }
`;
const version2 = { 'Content-Type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request' };

eachEngine('remote write', (open) => {
  let house: House;
  let key: string;
  afterEach(async () => {
    await house.stop();
    await rm(house.rulesDir, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    const rulesDir = await mkdtemp(join(tmpdir(), 'filrouge-sources-'));
    await cp(shippedRules, rulesDir, { recursive: true });
    await writeFile(join(rulesDir, 'sources.yaml'), sources);
    await appendFile(join(rulesDir, 'metrics.yaml'), failures);
    house = await openHouse(await open(), { rulesDir });
    key = (await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'prometheus' })).body.secret;
  }

  const post = (body: Uint8Array, headers: Record<string, string> = {}) =>
    fetch(`${house.url}/api/v1/write`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
        ...headers,
      },
      body: new Uint8Array(body),
    });
  const send = (...series: TestSeries[]) => post(block(encodeWrite(series)));
  const now = () => house.clock.now();
  const one = (name: string, labels: Record<string, string>, value: number, at = now()): TestSeries => ({
    labels: { __name__: name, ...labels },
    samples: [{ value, at }],
  });
  const cells = async (metric: string) => {
    const [from, to] = [-3_600_000, 10_000].map((ms) => new Date(now() + ms).toISOString());
    const { body } = await house
      .as('viewer')
      .get(`/v1/agents/margaux/series?metric=${metric}&from=${from}&to=${to}&step=10s`);
    return body.points.filter(([, value]: [number, number | null]) => value !== null);
  };
  const csat = (value: number, at = now()) => one('bot_csat_percent', { agent: 'margaux' }, value, at);

  test('is taken whole with 204, and stops an agent like any other sample', async () => {
    await start();
    const answers = (wrong: number, all: number) => [
      one('bot_wrong_total', { bot: 'margaux', pod: 'a' }, wrong),
      one('bot_answers_total', { bot: 'margaux', pod: 'a' }, all),
    ];
    expect((await send(...answers(50, 10_000))).status).toBe(204);
    house.clock.advance(15_000);
    expect((await send(...answers(53, 10_100))).status).toBe(204);
    await house.app.settled();
    const { body } = await house.as('margaux').get('/v1/agents/margaux/switch');
    expect(body).toMatchObject({ mayRun: false, reasons: [{ rule: 'error-rate', value: 0.03 }] });
  });

  test('counts a ratio only when both counters are known at the same time, and across a reset', async () => {
    await start();
    const [wrong, all] = ['bot_wrong_total', 'bot_answers_total'];
    await send(one(wrong, { bot: 'margaux' }, 10), one(all, { bot: 'margaux' }, 1_000));
    house.clock.advance(10_000);
    await send(one(wrong, { bot: 'margaux' }, 11));
    expect(await cells('error_rate')).toEqual([]);
    await send(one(all, { bot: 'margaux' }, 1_100));
    expect((await cells('error_rate')).map(([, value]: number[]) => value)).toEqual([0.01]);
    house.clock.advance(10_000);
    await send(one(wrong, { bot: 'margaux' }, 1), one(all, { bot: 'margaux' }, 50));
    expect((await cells('error_rate')).map(([, value]: number[]) => value)).toEqual([0.01, 0.02]);
  });

  test('is taken part by part when it is large, each sample once', async () => {
    await start();
    const unknown = Array.from({ length: 40_000 }, (_, n) => one('nobody_knows', { n: String(n) }, 1));
    const body = block(encodeWrite([csat(80), ...unknown, csat(100, now() - 1_000)]));
    const taken = await post(body);
    expect(taken.status).toBe(400);
    expect(await taken.json()).toMatchObject({ accepted: 2, repeated: 0, rejected: 40_000 });
    expect(await (await post(body)).json()).toMatchObject({ accepted: 0, repeated: 2, rejected: 40_000 });
    expect((await cells('csat')).map(([, value]: number[]) => value)).toEqual([5, 4]);
  });

  test('of more samples than are taken at once is refused before any is counted', async () => {
    await start();
    const samples = Array.from({ length: mostSamples + 1 }, (_, n) => ({ value: 80, at: now() - n }));
    const answer = await send(csat(80), { labels: csat(80).labels, samples });
    expect(answer.status).toBe(413);
    expect((await answer.json()).detail).toContain('Send it in several requests');
    expect(await cells('csat')).toEqual([]);
  });

  test('reads 2.0 by its content type, and repeats change nothing', async () => {
    await start();
    const body = block(encodeWrite2([csat(80), csat(90, now() + 1)]));
    for (let time = 0; time < 3; time++) {
      const answer = await post(body, version2);
      expect(answer.status).toBe(204);
      expect(answer.headers.get('x-prometheus-remote-write-samples-written')).toBe('2');
    }
    expect((await house.as('viewer').get('/v1/agents/margaux')).body.rules).toContainEqual(
      expect.objectContaining({ rule: 'csat', weight: 2 }),
    );
    expect((await cells('csat'))[0]?.[1]).toBeCloseTo(4.25);
  });

  test('keeps what is good of a request and says with 400 what was not', async () => {
    await start();
    const answer = await send(
      csat(84),
      one('bot_csat_percent', { agent: 'nobody' }, 80),
      one('up', { job: 'x' }, 1),
      csat(Number.POSITIVE_INFINITY, now() + 1),
      csat(80, now() + 300_001),
    );
    expect(answer.status).toBe(400);
    const problem = await answer.json();
    expect(problem).toMatchObject({ accepted: 1, rejected: 4 });
    expect(problem.reasons).toHaveLength(4);
    expect((await cells('csat'))[0]?.[1]).toBeCloseTo(4.2);
  });

  test('takes the end of a series for no data, and each new timestamp for one sample', async () => {
    await start();
    expect((await post(markStale(block(encodeWrite([]))))).status).toBe(204);
    expect((await post(block(markStale(encodeWrite([csat(Number.NaN)]))))).status).toBe(204);
    expect(await cells('csat')).toEqual([]);
    const synced = now() / 1_000 - 60;
    for (let time = 0; time < 3; time++) {
      await send(one('catalogue_sync_timestamp_seconds', {}, synced));
      house.clock.advance(10_000);
    }
    const { body } = await house.as('viewer').get('/v1/agents/margaux');
    expect(body.rules).toContainEqual(
      expect.objectContaining({ rule: 'catalogue-freshness', value: 90, weight: 1 }),
    );
  });

  test('counts what comes late or from a clock that is ahead in its own cell, and what is sent again once', async () => {
    await start();
    const send = async (...times: number[]) => {
      const answer = await post(block(encodeWrite(times.map((ms) => csat(80, now() + ms)))));
      return [answer.status, answer.headers.get('x-prometheus-remote-write-samples-written')];
    };
    expect(await send(0, 240_000)).toEqual([204, '2']);
    expect(await send(-30_000, -20_000, 1_000)).toEqual([204, '3']);
    expect(await send(-30_000, -25_000, -20_000, 0, 1_000, 240_000)).toEqual([204, '6']);
    expect((await cells('csat')).map(([at]: number[]) => (at ?? 0) - now())).toEqual([-30_000, -20_000, 0]);
    const { body } = await house.as('viewer').get('/v1/agents/margaux');
    expect(body.rules).toContainEqual(expect.objectContaining({ rule: 'csat', weight: 5 }));
    const text = await (await fetch(`${house.url}/metrics`)).text();
    expect(text).toContain('filrouge_samples_total{source="remote_write",outcome="accepted"} 6');
    expect(text).toContain('filrouge_samples_total{source="remote_write",outcome="repeated"} 5');
  });

  test('counts what a counter shows at first when it is born beside others, else says that it counts from there', async () => {
    await start();
    const of = (kind: string, value: number) => one('bot_failures_total', { agent: 'margaux', kind }, value);
    const counted = async () => {
      const points: [number, number][] = await cells('failures');
      return points.reduce((sum, [, value]) => sum + value, 0);
    };
    await send(of('old', 70));
    house.clock.advance(10_000);
    await send(of('old', 70), of('beside', 5_000));
    house.clock.advance(10_000);
    await send(of('old', 71), of('new', 3));
    expect(await counted()).toBe(4);
    const text = await (await fetch(`${house.url}/metrics`)).text();
    expect(text).toContain('filrouge_samples_total{source="remote_write",outcome="baseline"} 2');
    expect(text).toContain('filrouge_samples_total{source="remote_write",outcome="accepted"} 3');
  });

  test('counts from the start time that 2.0 gives, of a sample or of a series, when it was listening then', async () => {
    await start();
    const since = now();
    const of = (pod: string, value: number, startedAt?: number) => ({
      labels: { __name__: 'bot_failures_total', agent: 'margaux', instance: pod },
      samples: [{ value, at: now(), ...(startedAt === undefined ? {} : { startedAt }) }],
    });
    await post(block(encodeWrite2([of('a', 100, since - 60_000)])), version2);
    house.clock.advance(10_000);
    await post(block(encodeWrite2([of('b', 7, since + 5_000)])), version2);
    await post(block(encodeWrite2([of('c', 8)], { createdTimestamp: since + 5_000 })), version2);
    // It began again, and has come further since.
    await post(block(encodeWrite2([of('a', 120, since + 1_000)])), version2);
    const points: [number, number][] = await cells('failures');
    expect(points.map(([, value]) => value)).toEqual([135]);
  });

  test('counts once what a pair of Prometheus sends, the other one from where the first fell silent', async () => {
    await start();
    const scrape = (replica: string, total: number, at: number) =>
      send(
        one('bot_failures_total', { agent: 'margaux', prometheus_replica: replica }, total, at),
        one('bot_csat_percent', { agent: 'margaux', prometheus_replica: replica }, 80, at),
      );
    const since = now();
    for (let turn = 0; turn < 3; turn++) {
      await scrape('a', 10 + turn, now());
      const answer = await scrape('b', 10 + turn, now() - 300);
      expect(answer.headers.get('x-prometheus-remote-write-samples-written')).toBe('2');
      house.clock.advance(10_000);
    }
    house.clock.advance(19_999);
    await scrape('b', 14, now());
    house.clock.advance(1);
    // It has not heard yet of what the first one had brought.
    await send(
      ...[since + 20_000, now()].map((at) =>
        one('bot_csat_percent', { agent: 'margaux', prometheus_replica: 'b' }, 80, at),
      ),
      one('bot_failures_total', { agent: 'margaux', prometheus_replica: 'b' }, 15, now()),
    );
    const points: [number, number][] = await cells('failures');
    expect(points.reduce((sum, [, value]) => sum + value, 0)).toBe(5);
    const { body } = await house.as('viewer').get('/v1/agents/margaux');
    expect(body.rules).toContainEqual(expect.objectContaining({ rule: 'csat', weight: 4 }));
    const text = await (await fetch(`${house.url}/metrics`)).text();
    expect(text).toContain('filrouge_samples_total{source="remote_write",outcome="replica"} 8');
    expect(text).toContain('filrouge_samples_total{source="remote_write",outcome="repeated"} 1');
  });

  test('counts on from a counter whose clock was ahead', async () => {
    await start();
    const both = (wrong: number, all: number, at: number) => [
      one('bot_wrong_total', { bot: 'margaux' }, wrong, at),
      one('bot_answers_total', { bot: 'margaux' }, all, at),
    ];
    await send(...both(0, 1_000, now()));
    await send(...both(0, 1_100, now() + 240_000));
    house.clock.advance(10_000);
    await send(...both(20, 1_200, now()));
    await house.app.settled();
    expect((await house.as('margaux').get('/v1/agents/margaux/switch')).body.mayRun).toBe(false);
  });

  test('takes NaN for no data: neither a measure nor a fault', async () => {
    await start();
    const answer = await send(csat(Number.NaN), csat(84, now() + 1));
    expect(answer.status).toBe(204);
    expect((await cells('csat'))[0]?.[1]).toBeCloseTo(4.2);
    const text = await (await fetch(`${house.url}/metrics`)).text();
    expect(text).toContain('filrouge_samples_total{source="remote_write",outcome="no_data"} 1');
  });

  test('refuses what cannot be meant so, with the remedy, and notes it at the agent', async () => {
    await start();
    const plain = (name: string, value: number, at = now()) => one(name, { agent: 'margaux' }, value, at);
    const answer = await send(
      plain('error_rate', 3),
      csat(80, Math.floor(now() / 1_000)),
      one('catalogue_sync_timestamp_seconds', {}, now()),
      one('catalogue_sync_timestamp_seconds', { pod: 'never' }, 0),
      csat(81),
    );
    expect(answer.status).toBe(400);
    const problem = await answer.json();
    expect(problem).toMatchObject({ accepted: 1, noData: 1, rejected: 3 });
    expect(problem.reasons).toEqual([
      expect.stringContaining('3 % is 0.03'),
      expect.stringContaining('seconds since 1970'),
      expect.stringContaining('a timestamp in seconds'),
    ]);
    const { body } = await house.as('viewer').get('/v1/agents/margaux');
    expect(body.refused).toHaveLength(3);
    expect(body.refused).toContainEqual(
      expect.objectContaining({ source: 'remote_write', count: 1, reason: expect.stringContaining('3 %') }),
    );
  });

  test('takes the value of an age for the age, not its coming for the news', async () => {
    await start();
    const age = async (seconds: number) => {
      await send(one('catalogue_freshness', { agent: 'margaux' }, seconds));
      const { body } = await house.as('viewer').get('/v1/agents/margaux');
      return body.rules.find(({ rule }: { rule: string }) => rule === 'catalogue-freshness').value;
    };
    expect(await age(3_600)).toBe(3_600);
    house.clock.advance(10_000);
    expect(await age(3_610)).toBe(3_610);
    house.clock.advance(1_000);
    expect(await age(5)).toBe(5);
  });

  test('refuses a series in which a label stands twice, and keeps the others', async () => {
    await start();
    const answer = await post(block(withLabelTwice(csat(20), csat(84, now() + 1))));
    expect(answer.status).toBe(400);
    expect((await answer.json()).reasons).toEqual([expect.stringContaining('agent stands twice')]);
    expect((await cells('csat'))[0]?.[1]).toBeCloseTo(4.2);
  });

  test('reads its headers as HTTP does, and refuses exemplars, which 2.0 wants to be told', async () => {
    await start();
    const quoted = { 'Content-Type': 'application/x-protobuf; proto="io.prometheus.write.v2.Request"' };
    const body = encodeWrite2([csat(80)]);
    expect((await post(block(body), { ...quoted, 'Content-Encoding': 'Snappy' })).status).toBe(204);
    const answer = await post(
      block(encodeWrite2([csat(80, now() + 1)], { exemplars: [{ value: 1 }] })),
      quoted,
    );
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-prometheus-remote-write-samples-written')).toBe('1');
    expect(answer.headers.get('x-prometheus-remote-write-exemplars-written')).toBe('0');
  });

  test('refuses what it cannot read before it makes room for it', async () => {
    await start();
    const huge = Buffer.alloc(8);
    let at = 0;
    for (let rest = mostDecodedBytes + 1; rest > 0; rest = Math.floor(rest / 128))
      huge[at++] = (rest % 128) | (rest > 127 ? 0x80 : 0);
    expect((await post(huge.subarray(0, at + 1))).status).toBe(413);
    expect((await post(Buffer.from('not snappy'))).status).toBe(400);
    expect((await post(block(Buffer.from([0x0a, 200])))).status).toBe(400);
    expect((await post(block(encodeWrite([])), { 'Content-Type': 'application/json' })).status).toBe(415);
    expect((await post(block(encodeWrite([])), { 'Content-Encoding': 'gzip' })).status).toBe(415);
    expect((await post(block(encodeWrite([])), { Authorization: 'Bearer nothing' })).status).toBe(401);
    const viewer = (await house.as('admin').post('/v1/keys', { role: 'viewer', name: 'v' })).body.secret;
    expect((await post(block(encodeWrite([])), { Authorization: `Bearer ${viewer}` })).status).toBe(403);
  });
});
