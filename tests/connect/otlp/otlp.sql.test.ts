import { rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { otlpFolder } from './files.ts';
import { cumulative, decode, delta, encode, metrics, point, type Request, sum } from './messages.ts';

let rulesDir: string;
beforeAll(async () => {
  rulesDir = await otlpFolder();
});
afterAll(() => rm(rulesDir, { recursive: true, force: true }));

const start = '2026-06-05T08:00:00Z';
const begin = Date.parse(start);
const minute = 60_000;

eachEngine('measures of OpenTelemetry', (open) => {
  describe('through the door', () => {
    let house: House;
    afterEach(() => house.stop());
    const begun = async () => {
      house = await openHouse(await open(), { rulesDir, start });
    };
    /** A key of the role, made once a house. */
    const keyOf = async (role: string): Promise<string> =>
      (await house.as('admin').post('/v1/keys', { role, name: role })).body.secret;
    const send = async (body: BodyInit, headers: Record<string, string>, role = 'ingest') =>
      fetch(`${house.url}/v1/metrics`, {
        method: 'POST',
        body,
        headers: { Authorization: `Bearer ${await keyOf(role)}`, ...headers },
      });
    const json = { 'Content-Type': 'application/json' };
    const protobuf = { 'Content-Type': 'application/x-protobuf' };
    const asJson = async (request: Request) => ok(house.as('ingest').post('/v1/metrics', request));
    const series = async (metric: string, from = begin) => {
      const to = new Date(house.clock.now() + minute).toISOString();
      const asked = `/v1/agents/margaux/series?metric=${metric}&from=${new Date(from).toISOString()}&to=${to}&step=1h`;
      const { points } = await ok(house.as('viewer').get(asked));
      return points.map(([, value]: [number, number | null]) => value);
    };
    const answers = (asInt: number, place: number, temporality: number = delta) =>
      sum('bot.answers', temporality, [
        {
          asInt,
          ...point({ start: begin + place * 1_000, at: begin + place * 1_000 + 900, with: { env: 'prod' } }),
        },
      ]);
    const errors = (asInt: number, place: number) =>
      sum('bot.errors', delta, [
        { asInt, ...point({ start: begin + place * 1_000, at: begin + place * 1_000 + 900 }) },
      ]);

    test('stop an agent whose errors pass the threshold, and count once however often they are sent', async () => {
      await begun();
      house.clock.advance(10_000);
      expect(await asJson(metrics([answers(80, 1)]))).toEqual({});
      for (let time = 0; time < 3; time++) await asJson(metrics([answers(20, 2), errors(12, 2)]));
      expect(await series('otel_answers')).toEqual([100]);
      const { rules, switch: state } = (await house.as('viewer').get('/v1/agents/margaux')).body;
      expect(rules.find((one: { rule: string }) => one.rule === 'otel-errors').value).toBeCloseTo(0.12, 9);
      expect(state.mayRun).toBe(false);
      const page = (await house.as('viewer').get('/metrics')).body;
      expect(page).toContain('filrouge_samples_total{source="otlp",outcome="accepted"} 3');
      expect(page).toContain('filrouge_samples_total{source="otlp",outcome="repeated"} 4');
    });

    test('are answered in the encoding of the question, with what was not taken and why', async () => {
      await begun();
      house.clock.advance(10_000);
      const request = metrics([answers(10, 1), { ...answers(1, 2), name: 'process.cpu.time' }], {
        'service.name': 'margaux',
      });
      const reason = 'metric process.cpu.time: no entry under otlp of sources.yaml reads it';
      const asText = await send(JSON.stringify(request), json);
      expect(asText.headers.get('content-type')).toContain('application/json');
      expect(await asText.json()).toEqual({
        partialSuccess: { rejectedDataPoints: '1', errorMessage: reason },
      });
      const packed = await send(gzipSync(encode(request)), { ...protobuf, 'Content-Encoding': 'gzip' });
      expect(packed.headers.get('content-type')).toBe('application/x-protobuf');
      expect(decode('Response', new Uint8Array(await packed.arrayBuffer()))).toEqual({
        partialSuccess: { rejected: 1, errorMessage: reason },
      });
      const good = await send(encode(metrics([answers(1, 3)])), protobuf);
      expect([good.status, (await good.arrayBuffer()).byteLength]).toEqual([200, 0]);
      expect(await series('otel_answers')).toEqual([11]);
      const page = (await house.as('viewer').get('/metrics')).body;
      expect(page).toContain('filrouge_otlp_refused_total{reason="unmapped"} 2');
    });

    test('of an SDK that nobody has named say how to name it', async () => {
      await begun();
      const { partialSuccess } = await asJson(
        metrics([answers(10, 0)], { 'service.name': 'unknown_service:node' }),
      );
      expect(partialSuccess.rejectedDataPoints).toBe('1');
      expect(partialSuccess.errorMessage).toContain('OTEL_SERVICE_NAME');
    });

    test('that are none get one clear answer each, in the encoding of the question', async () => {
      await begun();
      const bomb = gzipSync(Buffer.alloc(64 * 1_024 * 1_024));
      const deep = `{"resourceMetrics":[{"resource":{"attributes":[{"key":"a","value":${'{"arrayValue":{"values":['.repeat(5_000)}${']}}'.repeat(5_000)}}]}}]}`;
      const cases: [BodyInit, Record<string, string>, number, string][] = [
        ['{', json, 400, 'it is no JSON'],
        ['[]', json, 400, 'expected an object'],
        ['{"resourceMetrics":{"a":1}}', json, 400, 'expected a list'],
        [deep, json, 400, 'nested too deeply'],
        [new Uint8Array([10, 255]), protobuf, 400, 'the message ends within a number'],
        [new Uint8Array(1_000).fill(10), protobuf, 400, 'Not a request of OTLP'],
        ['no gzip', { ...json, 'Content-Encoding': 'gzip' }, 400, 'it is no gzip'],
        [bomb, { ...protobuf, 'Content-Encoding': 'gzip' }, 413, 'larger than'],
        [new Uint8Array(9 * 1_024 * 1_024), protobuf, 413, 'larger than'],
        ['{}', { 'Content-Type': 'text/plain' }, 415, 'Expected Content-Type'],
        ['{}', { ...json, 'Content-Encoding': 'br' }, 415, 'Expected Content-Type'],
      ];
      for (const [body, headers, status, message] of cases) {
        const response = await send(body, headers);
        const bytes = new Uint8Array(await response.arrayBuffer());
        const isBinary = headers['Content-Type'] === protobuf['Content-Type'];
        const told = isBinary ? decode('Status', bytes) : JSON.parse(new TextDecoder().decode(bytes));
        expect([status, response.status, told.message]).toEqual([
          status,
          status,
          expect.stringContaining(message),
        ]);
        expect(response.headers.get('content-type')).toContain(isBinary ? 'x-protobuf' : 'application/json');
      }
      const refused = await send(encode(metrics([])), protobuf, 'viewer');
      expect([refused.status, decode('Status', new Uint8Array(await refused.arrayBuffer()))['code']]).toEqual(
        [403, 7],
      );
      const unknown = await fetch(`${house.url}/v1/metrics`, { method: 'POST', headers: json, body: '{}' });
      expect([unknown.status, (await unknown.json()).code]).toEqual([401, 16]);
      const page = (await house.as('viewer').get('/metrics')).body;
      expect(page).toContain('filrouge_otlp_refused_total{reason="malformed"} 7');
      expect(page).toContain('filrouge_otlp_refused_total{reason="unsupported"} 2');
      expect((await house.as('viewer').get('/v1/metrics')).status).toBe(405);
    });
  });

  test('go on after a restart from where they stood, and what was counted is not counted again', async () => {
    const database = await open();
    let house = await openHouse({ ...database, close: async () => {} }, { rulesDir, start });
    const { clock } = house;
    const post = (request: Request) => ok(house.as('ingest').post('/v1/metrics', request));
    const total = (asInt: number, seconds: number) =>
      sum('bot.answers', cumulative, [
        { asInt, ...point({ start: begin + 1_000, at: begin + seconds * 1_000, with: { env: 'prod' } }) },
      ]);
    const increase = (asInt: number, seconds: number) =>
      sum('bot.answers', delta, [
        { asInt, ...point({ at: begin + seconds * 1_000, with: { env: 'test' } }) },
      ]);
    clock.advance(10_000);
    await post(metrics([total(100, 10), increase(7, 10)]));
    await house.stop();
    house = await openHouse(database, { rulesDir, clock });
    clock.advance(20_000);
    await post(metrics([total(100, 10), increase(7, 10)]));
    await post(metrics([total(130, 20), increase(5, 20)]));
    // Nobody knows whether this came before.
    const { partialSuccess } = await post(metrics([increase(3, 5)]));
    expect(partialSuccess.errorMessage).toContain('it may have been counted before');
    const { points } = await ok(
      house
        .as('viewer')
        .get(`/v1/agents/margaux/series?metric=otel_answers&from=${start}&to=2026-06-05T09:00:00Z&step=1h`),
    );
    expect(points.map(([, value]: [number, number]) => value)).toEqual([142]);
    await house.stop();
  });
});
