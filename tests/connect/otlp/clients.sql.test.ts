import { rm } from 'node:fs/promises';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { onPglite } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { otlpFolder } from './files.ts';

let rulesDir: string;
beforeAll(async () => {
  rulesDir = await otlpFolder();
});
afterAll(() => rm(rulesDir, { recursive: true, force: true }));

const exporters = { JSON: JsonExporter, protobuf: ProtobufExporter } as const;
const { DELTA, CUMULATIVE } = AggregationTemporality;

onPglite('the exporters of OpenTelemetry', (open) => {
  let house: House;
  let providers: MeterProvider[];
  beforeEach(async () => {
    // They know the time of the machine alone.
    house = await openHouse(await open(), { rulesDir, start: new Date().toISOString() });
    providers = [];
  });
  afterEach(async () => {
    await Promise.allSettled(providers.map((provider) => provider.shutdown()));
    await house.stop();
  });

  /** A program with this exporter, that tells what it measured when it is asked to. */
  const program = async (
    encoding: keyof typeof exporters,
    temporalityPreference: AggregationTemporality,
    resource: Record<string, string> = { 'service.name': 'margaux' },
  ) => {
    const { secret } = (await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'otel' })).body;
    const results: unknown[] = [];
    const exporter: PushMetricExporter = new exporters[encoding]({
      url: `${house.url}/v1/metrics`,
      headers: { Authorization: `Bearer ${secret}` },
      temporalityPreference,
    });
    const exported = exporter.export.bind(exporter);
    exporter.export = (metrics, done) =>
      exported(metrics, (result) => {
        results.push(result.error ?? 'sent');
        done(result);
      });
    const provider = new MeterProvider({
      resource: resourceFromAttributes(resource),
      readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
    });
    providers.push(provider);
    const meter = provider.getMeter('bot');
    return { meter, results, tell: () => provider.forceFlush() };
  };
  const seen = async (metric: string) => {
    const from = new Date(house.clock.now() - 3_600_000).toISOString();
    const to = new Date(house.clock.now() + 60_000).toISOString();
    const asked = `/v1/agents/margaux/series?metric=${metric}&from=${from}&to=${to}&step=2h`;
    const { points } = await ok(house.as('viewer').get(asked));
    return points.flatMap(([, value]: [number, number | null]) => value ?? []);
  };

  describe.each(['JSON', 'protobuf'] as const)('in %s', (encoding) => {
    test.each([
      ['delta', DELTA],
      ['cumulative', CUMULATIVE],
    ])('as %s tell sums, ratios and histograms', async (_, temporality) => {
      const { meter, tell, results } = await program(encoding, temporality);
      const answers = meter.createCounter('bot.answers');
      const errors = meter.createCounter('bot.errors');
      const duration = meter.createHistogram('bot.duration', { unit: 's' });
      for (const asked of [8, 12]) {
        answers.add(asked, { env: 'prod' });
        for (let one = 0; one < asked; one++) duration.record(one === 0 ? 7 : 1);
        if (asked === 12) errors.add(2, { 'error.type': 'timeout' });
        // A count that is as old as its first value does not say that it began with it: a request later it does.
        await seen('otel_answers');
        await tell();
      }
      expect(results).toEqual(['sent', 'sent']);
      expect(await seen('otel_answers')).toEqual([20]);
      const [ratio] = await seen('otel_errors');
      expect(ratio).toBeCloseTo(0.1, 9);
      expect((await seen('otel_mean'))[0]).toBeCloseTo((14 + 18) / 20, 9);
      expect((await seen('otel_slow'))[0]).toBeCloseTo(0.1, 9);
    });

    test('that measured no number are told that it is none', async () => {
      const { meter, tell } = await program(encoding, CUMULATIVE);
      meter.createGauge('bot.queue').record(Number.NaN);
      await tell();
      expect(await seen('otel_queue')).toEqual([]);
      const { refused } = (await house.as('viewer').get('/v1/agents/margaux')).body;
      expect(refused).toEqual([
        expect.objectContaining({
          source: 'otlp',
          reason: 'metric otel_queue of margaux: value: expected a finite number',
        }),
      ]);
    });
  });

  test('of a program without a name make no agent', async () => {
    const { meter, tell, results } = await program('JSON', DELTA, { 'service.name': 'unknown_service:node' });
    meter.createCounter('bot.answers').add(1, { env: 'prod' });
    await tell();
    // The sender takes what was refused for sent: it is shown by filrouge.
    expect(results).toEqual(['sent']);
    const page = (await house.as('viewer').get('/metrics')).body;
    expect(page).toContain('filrouge_otlp_refused_total{reason="no_agent"} 1');
  });

  test('bring evaluations of answers as events, each once', async () => {
    const { secret } = (await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'otel' })).body;
    const exporter = new OTLPLogExporter({
      url: `${house.url}/v1/logs`,
      headers: { Authorization: `Bearer ${secret}` },
    });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': 'margaux' }),
      processors: [new SimpleLogRecordProcessor({ exporter })],
    });
    const logger = provider.getLogger('judge');
    for (const [score, label] of [
      [0.9, 'relevant'],
      [0.2, 'poor'],
    ] as const)
      logger.emit({
        eventName: 'gen_ai.evaluation.result',
        attributes: {
          'gen_ai.evaluation.name': 'relevance',
          'gen_ai.evaluation.score.value': score,
          'gen_ai.evaluation.score.label': label,
        },
      });
    await provider.forceFlush();
    await provider.shutdown();
    expect((await seen('relevance'))[0]).toBeCloseTo(0.55, 9);
    expect(await seen('relevant')).toEqual([0.5]);
  });
});
