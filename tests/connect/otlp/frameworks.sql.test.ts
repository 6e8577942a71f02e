import { appendFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { OpenTelemetry } from '@ai-sdk/otel';
import {
  Agent,
  OpenAIProvider,
  Runner,
  setTraceProcessors,
  setTracingDisabled,
  tool as toolOfAgents,
} from '@openai/agents';
import { metrics } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { generateText, stepCountIs, tool as toolOfAi } from 'ai';
import { generateText as generateTextOf7, isStepCount as isStepCountOf7, tool as toolOfAi7 } from 'ai7';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { measureAgents, measureSpans } from '../../../examples/opentelemetry/gen-ai.ts';
import { onPglite } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { otlpFolder } from './files.ts';

const additions = {
  'metrics.yaml':
    '  tool_errors: { unit: ratio, better: lower, aggregate: mean, label: { fr: Outils, en: Tools } }\n',
  'sources.yaml': '  - { metric: tool_errors, gen_ai: tool_errors }\n',
  'agents/margaux.yaml': `
  - { id: tool-errors, when: tool_errors > 20% over 5m, min_samples: 10, then: suspend, severity: critical, playbook: stale-answers }
`,
};

/** A model that asks for the tool and then answers; it is overloaded for as many requests as it is told. */
async function startModel() {
  const state = { overloaded: 0 };
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { messages } = JSON.parse(Buffer.concat(chunks).toString());
      reply.setHeader('Content-Type', 'application/json');
      if (state.overloaded > 0) {
        state.overloaded -= 1;
        reply.writeHead(503, { 'retry-after-ms': '1' }).end('{"error":{"message":"overloaded"}}');
      } else reply.end(JSON.stringify(completionOf(messages.at(-1).role === 'tool')));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return { state, url, stop: () => server.close() };
}

function completionOf(isLast: boolean) {
  const call = { id: 'c1', type: 'function', function: { name: 'stock', arguments: '{"item":"lamp"}' } };
  const message = isLast ? { content: 'yes' } : { content: null, tool_calls: [call] };
  const finish_reason = isLast ? 'stop' : 'tool_calls';
  return {
    ...{ id: 'r', object: 'chat.completion', created: 1, model: 'fake' },
    choices: [{ index: 0, finish_reason, message: { role: 'assistant', ...message } }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  };
}

type Tool = () => Promise<string>;
const about = { description: 'the shelf', parameters: z.object({ item: z.string() }) };

/** One question to an agent, by framework: with this tool, and so many retries of the model. */
const frameworks = {
  ai: (url: string, meters: MeterProvider) => {
    const tracer = new BasicTracerProvider({ spanProcessors: [measureSpans(meters)] }).getTracer('ai');
    const model = createOpenAICompatible({ name: 'fake', baseURL: url }).chatModel('fake');
    return async (execute: Tool, maxRetries = 2) => {
      const stock = toolOfAi({ description: about.description, inputSchema: about.parameters, execute });
      await generateText({
        ...{ model, maxRetries, prompt: 'the lamp?', tools: { stock }, stopWhen: stepCountIs(3) },
        experimental_telemetry: { isEnabled: true, tracer, functionId: 'margaux' },
      });
    };
  },
  'ai 7': (url: string, meters: MeterProvider) => {
    // Its durations of models are its own measures.
    metrics.disable();
    metrics.setGlobalMeterProvider(meters);
    const tracer = new BasicTracerProvider({ spanProcessors: [measureSpans(meters)] }).getTracer('ai');
    const model = createOpenAICompatible({ name: 'fake', baseURL: url }).chatModel('fake');
    const integrations = [new OpenTelemetry({ tracer })];
    return async (execute: Tool, maxRetries = 2) => {
      const stock = toolOfAi7({ description: about.description, inputSchema: about.parameters, execute });
      await generateTextOf7({
        ...{ model, maxRetries, prompt: 'the lamp?', tools: { stock }, stopWhen: isStepCountOf7(3) },
        telemetry: { isEnabled: true, integrations, functionId: 'margaux' },
      });
    };
  },
  '@openai/agents': (url: string, meters: MeterProvider) => {
    // It makes no spans where NODE_ENV is test.
    setTracingDisabled(false);
    setTraceProcessors([measureAgents(meters)]);
    const modelProvider = new OpenAIProvider({ apiKey: 'none', baseURL: url, useResponses: false });
    const runner = new Runner({ modelProvider, model: 'fake' });
    return async (execute: Tool) => {
      const stock = toolOfAgents({ name: 'stock', ...about, execute });
      await runner.run(new Agent({ name: 'margaux', tools: [stock] }), 'the lamp?');
    };
  },
} as const;

onPglite('what frameworks for agents tell by spans', (open) => {
  let rulesDir: string;
  let house: House;
  let model: Awaited<ReturnType<typeof startModel>>;
  let meters: MeterProvider;
  beforeAll(async () => {
    rulesDir = await otlpFolder();
    for (const [path, text] of Object.entries(additions)) await appendFile(join(rulesDir, path), text);
    model = await startModel();
  });
  afterAll(async () => {
    model.stop();
    await rm(rulesDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    house = await openHouse(await open(), { rulesDir, start: new Date().toISOString() });
    const { secret } = (await house.as('admin').post('/v1/keys', { role: 'ingest', name: 'otel' })).body;
    const headers = { Authorization: `Bearer ${secret}` };
    const url = `${house.url}/v1/metrics`;
    const temporalityPreference = AggregationTemporality.DELTA;
    const exporter = new OTLPMetricExporter({ url, headers, temporalityPreference });
    meters = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': 'margaux' }),
      readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
    });
  });
  afterEach(async () => {
    await meters.shutdown();
    await house.stop();
  });

  const seen = async (metric: string) => {
    await meters.forceFlush();
    const [from, to] = [-3_600_000, 60_000].map((ms) => new Date(house.clock.now() + ms).toISOString());
    const asked = `/v1/agents/margaux/series?metric=${metric}&from=${from}&to=${to}&step=2h`;
    const { points } = await ok(house.as('viewer').get(asked));
    return points.flatMap(([, value]: [number, number | null]) => value ?? []);
  };
  const mayRun = async () => {
    // Frameworks measure by the machine's clock: a cell that has begun since is not ahead of the house's.
    house.clock.set(Date.now());
    await house.pass(0);
    return (await ok(house.as('viewer').get('/v1/agents/margaux'))).switch.mayRun;
  };

  describe.each(['ai', 'ai 7', '@openai/agents'] as const)('(%s)', (name) => {
    test('counts a tool that fails, though the run goes on, and stops the agent for it', async () => {
      const ask = frameworks[name](model.url, meters);
      for (let one = 0; one < 8; one++) await ask(async () => 'there');
      expect([await seen('tool_errors'), await mayRun()]).toEqual([[0], true]);
      for (let one = 0; one < 2; one++) await ask(() => Promise.reject(new TypeError('no shelf')));
      // Two of ten are no more than 20 %.
      expect([await seen('tool_errors'), await mayRun()]).toEqual([[0.2], true]);
      await ask(() => Promise.reject(new TypeError('no shelf')));
      const [errors] = await seen('tool_errors');
      expect(errors).toBeCloseTo(3 / 11, 9);
      expect(await seen('run_errors')).toEqual([0]);
      expect(await mayRun()).toBe(false);
    });

    test('counts a run whose model fails for good', async () => {
      const ask = frameworks[name](model.url, meters);
      await ask(async () => 'there');
      model.state.overloaded = 3;
      await expect(ask(async () => 'there')).rejects.toThrow('overloaded');
      // Spans of a run that throws may end after it.
      await expect.poll(() => seen('run_errors')).toEqual([0.5]);
    });
  });

  test('has the attempts of a model that a retry made good with ai 6, and none of them with the others', async () => {
    // Of three attempts one failed; two of another framework are one call that took longer.
    for (const [name, calls] of [
      ['ai', 3],
      ['ai 7', 5],
      ['@openai/agents', 7],
    ] as const) {
      model.state.overloaded = 1;
      await frameworks[name](model.url, meters)(async () => 'there');
      expect(model.state.overloaded).toBe(0);
      const [errors] = await seen('call_errors');
      expect(errors).toBeCloseTo(1 / calls, 9);
    }
    expect(await seen('run_errors')).toEqual([0]);
  });
});
