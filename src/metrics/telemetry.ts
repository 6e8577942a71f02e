import { Counter, type Registry } from 'prom-client';
import { liveGauge } from '../platform/telemetry.ts';
import type { IntakeCounts, IntakeSource } from './intake/ports.ts';
import type { Refusals } from './refusals.ts';

/** Live values of the metrics under watch, read when Prometheus scrapes. */
export type MetricsTelemetryPorts = {
  readonly values: () => Iterable<{
    readonly agent: string;
    readonly metric: string;
    readonly value: number;
  }>;
};

/** Registers `filrouge_metric_value` and `filrouge_samples_total`; returns the counter's increment. */
export function registerMetricsTelemetry(registry: Registry, ports: MetricsTelemetryPorts) {
  liveGauge(
    registry,
    {
      name: 'filrouge_metric_value',
      help: "Value of an agent's metric over the window of its first rule, in the metric's unit.",
    },
    () => valuesOf(ports),
  );
  const samples = new Counter({
    name: 'filrouge_samples_total',
    help: 'Items received, by intake and outcome: accepted, merged (more facts of an interaction that was known), baseline (the first value of a counter, counted from there on), replica (of a sender whose other replica is listened to), repeated (counted before), no_data (NaN, the end of a series, or no answer where filrouge asks) or rejected.',
    labelNames: ['source', 'outcome'],
    registers: [registry],
  });
  const doubtful = new Counter({
    name: 'filrouge_samples_doubtful_total',
    help: 'Accepted items that do not count as their sender meant, by intake and reason: undeclared_variant (the mandate of the agent does not declare it, so they count for the agent alone).',
    labelNames: ['source', 'reason'],
    registers: [registry],
  });
  return {
    count: (source: IntakeSource, counts: IntakeCounts, undeclared: Refusals = new Map()) => {
      for (const { count } of undeclared.values())
        doubtful.inc({ source, reason: 'undeclared_variant' }, count);
      for (const [outcome, count] of Object.entries(counts))
        if (count > 0) samples.inc({ source, outcome }, count);
    },
  };
}

function* valuesOf(ports: MetricsTelemetryPorts) {
  for (const { agent, metric, value } of ports.values()) yield { labels: { agent, metric }, value };
}
