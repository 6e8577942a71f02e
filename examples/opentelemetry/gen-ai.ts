import type { TracingProcessor } from '@openai/agents';
import { type Attributes, type MeterProvider, SpanStatusCode } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';

/**
 * Frameworks for agents tell of runs, tools and models by spans; filrouge reads metrics. These turn the ones
 * into the others, called as the conventions for generative AI call them. Copy what you need.
 */

const metrics = {
  agent: 'gen_ai.invoke_agent.duration',
  tool: 'gen_ai.execute_tool.duration',
  model: 'gen_ai.client.inference.duration',
} as const;
type Kind = keyof typeof metrics;
type Outcome = { readonly seconds: number; readonly agent: unknown; readonly error: string | undefined };

/** The measures: how long each took, whose it was, and what went wrong. */
function recorderOf(meters: MeterProvider) {
  const meter = meters.getMeter('gen-ai-spans');
  const explicitBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48];
  const create = (kind: Kind) =>
    meter.createHistogram(metrics[kind], { unit: 's', advice: { explicitBucketBoundaries } });
  const histograms = { agent: create('agent'), tool: create('tool'), model: create('model') };
  return (kind: Kind, { seconds, agent, error }: Outcome): void =>
    histograms[kind].record(seconds, {
      'gen_ai.operation.name': { agent: 'invoke_agent', tool: 'execute_tool', model: 'chat' }[kind],
      ...(typeof agent === 'string' ? { 'gen_ai.agent.name': agent } : {}),
      ...(error === undefined ? {} : { 'error.type': error }),
    });
}

/**
 * For the AI SDK (`ai`), and whatever names its spans by the conventions: a processor of its tracer provider.
 */
export function measureSpans(meters: MeterProvider): SpanProcessor {
  const record = recorderOf(meters);
  return {
    onStart: () => {},
    onEnd: ({ attributes, duration: [seconds, nanos], status, events }) => {
      const kind = kindOf(attributes);
      if (kind === undefined) return;
      const exception = events.find(({ name }) => name === 'exception')?.attributes?.['exception.type'];
      record(kind, {
        seconds: seconds + nanos / 1e9,
        agent: attributes['gen_ai.agent.name'] ?? attributes['ai.telemetry.functionId'],
        error: status.code === SpanStatusCode.ERROR ? String(exception ?? '_OTHER') : undefined,
      });
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

function kindOf(attributes: Attributes): Kind | undefined {
  // Models are left out here: what has these names has measures of its models, too.
  if (attributes['gen_ai.operation.name'] === 'invoke_agent') return 'agent';
  if (attributes['gen_ai.operation.name'] === 'execute_tool') return 'tool';
  // The names of `ai` up to version 6.
  const operation = String(attributes['ai.operationId'] ?? '');
  if (/^ai\.(generate|stream)(Text|Object)$/.test(operation)) return 'agent';
  if (operation === 'ai.toolCall') return 'tool';
  return /\.do(Generate|Stream)$/.test(operation) ? 'model' : undefined;
}

/** The names that @openai/agents has for them. */
const agentsKinds: Readonly<Record<string, Kind>> = {
  agent: 'agent',
  function: 'tool',
  generation: 'model',
  response: 'model',
};

/**
 * For @openai/agents: give it to `setTraceProcessors`, which also keeps traces from being sent to its vendor.
 */
export function measureAgents(meters: MeterProvider): TracingProcessor {
  const record = recorderOf(meters);
  /** By the id of their span, and of what runs inside of it. */
  const agents = new Map<string, string | undefined>();
  return {
    onTraceStart: async () => {},
    onTraceEnd: async () => {},
    onSpanStart: async ({ spanId, parentId, spanData }) => {
      const isAgent = spanData.type === 'agent';
      agents.set(spanId, isAgent ? spanData.name : agents.get(parentId ?? ''));
    },
    onSpanEnd: async ({ spanId, spanData: { type }, error, startedAt, endedAt }) => {
      const agent = agents.get(spanId);
      agents.delete(spanId);
      const kind = agentsKinds[String(type)];
      if (kind === undefined) return;
      record(kind, {
        seconds: (Date.parse(endedAt ?? '') - Date.parse(startedAt ?? '')) / 1e3,
        agent,
        error: error === null ? undefined : '_OTHER',
      });
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}
