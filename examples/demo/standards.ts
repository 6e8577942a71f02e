import { OpenFeature } from '@openfeature/server-sdk';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  DataPointType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { askSwitch } from '../openfeature/server.ts';
import type { Connection, Interaction, Reporter } from './agent.ts';

/**
 * What `agent.ts` does, by open standards alone: the switch is a flag of OpenFeature, and what happens are
 * measures and events of OpenTelemetry, called as its conventions for generative AI call them.
 */

/**
 * Follows the agent's switch as flags: the part of the conversations that it may answer. `onTold` hears what
 * filrouge said, never what was taken for it.
 */
export async function followFlag(
  connection: Connection,
  onTold: (told: { readonly epoch: number; readonly mayRun: boolean }) => void,
): Promise<() => Promise<number>> {
  OpenFeature.addHooks({
    after: ({ flagKey }, { value, flagMetadata }) => {
      if (flagKey.endsWith('.may_run'))
        onTold({ epoch: Number(flagMetadata['epoch']), mayRun: value === true });
    },
  });
  const { agent, filrouge } = connection;
  const mayAnswer = await askSwitch(connection);
  const client = OpenFeature.getClient(`${agent} at ${filrouge}`);
  return async () => ((await mayAnswer()) ? client.getNumberValue(`agent.${agent}.share`, 0) : 0);
}

/** A reporter, and how what it still has is sent before the end. */
export type Telemetry = Reporter & { readonly close: () => Promise<void> };

const duration = 'gen_ai.invoke_agent.duration';
const everyMs = 200;

/** Tells filrouge of interactions: each is a run of the agent, and the customer's score an evaluation. */
export function createTelemetry(
  { filrouge, agent, key }: Connection,
  onSend: () => void = () => {},
): Telemetry {
  const resource = resourceFromAttributes({ 'service.name': agent });
  const to = (path: string) => ({
    url: `${filrouge}${path}`,
    headers: { Authorization: `Bearer ${key}` },
    timeoutMillis: 2_000,
  });
  let [recorded, taken] = [0, 0];

  const exporter = new OTLPMetricExporter(to('/v1/metrics'));
  const send = exporter.export.bind(exporter);
  exporter.export = (metrics, done) => {
    const count = runsIn(metrics);
    onSend();
    send(metrics, (result) => {
      // What is lost on the way comes with the next request: a count goes on from where it was.
      if (result.error === undefined) taken = Math.max(taken, count);
      done(result);
    });
  };
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: everyMs,
    exportTimeoutMillis: everyMs,
  });
  const meters = new MeterProvider({ resource, readers: [reader] });
  const processor = new BatchLogRecordProcessor({
    exporter: new OTLPLogExporter(to('/v1/logs')),
    scheduledDelayMillis: everyMs,
  });
  const events = new LoggerProvider({ resource, processors: [processor] });
  const [runs, scores] = [meters.getMeter('shop'), events.getLogger('shop')];
  const durations = runs.createHistogram(duration, { unit: 's' });

  return {
    report: ({ id, outcome, reason = 'wrong_answer', responseSeconds = 0, csat }: Interaction) => {
      const failed = outcome === 'error' ? { 'error.type': reason } : {};
      recorded += 1;
      durations.record(responseSeconds, { 'gen_ai.agent.name': agent, ...failed });
      if (csat === undefined) return;
      const attributes = {
        'gen_ai.evaluation.name': 'csat',
        'gen_ai.evaluation.score.value': csat,
        'gen_ai.response.id': id,
      };
      scores.emit({ eventName: 'gen_ai.evaluation.result', attributes });
    },
    taken: () => taken,
    waiting: () => recorded - taken,
    close: async () => {
      await Promise.allSettled([meters.shutdown(), events.shutdown()]);
    },
  };
}

/** How many runs a request tells of. */
function runsIn({ scopeMetrics }: ResourceMetrics): number {
  return scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .flatMap((metric) => (metric.dataPointType === DataPointType.HISTOGRAM ? metric.dataPoints : []))
    .reduce((all, { value }) => all + value.count, 0);
}
