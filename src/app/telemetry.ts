import { Histogram, type Registry } from 'prom-client';
import { countIncidents } from '../incidents/store.ts';
import { registerIncidentTelemetry } from '../incidents/telemetry.ts';
import { registerMetricsTelemetry } from '../metrics/telemetry.ts';
import { registerPlanTelemetry } from '../plans/telemetry.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { liveGauge } from '../platform/telemetry.ts';
import { measureRule, rulesOn } from '../rules/engine/engine.ts';
import { registerRuleTelemetry } from '../rules/telemetry.ts';
import { untouchedSwitch } from '../switches/switch.ts';
import { registerSwitchTelemetry } from '../switches/telemetry.ts';
import type { Memory } from '../thread/memory.ts';
import type { Pipeline } from '../thread/pipeline.ts';
import type { SwitchBoard } from './board.ts';
import type { Rulebook } from './rulebook.ts';

/** What the rest of the app counts. */
export type AppTelemetry = {
  readonly count: (source: string, accepted: number, rejected: number) => void;
  readonly detected: (seconds: number) => void;
};

export type TelemetrySources = {
  readonly database: Database;
  readonly clock: Clock;
  readonly isEvaluator: () => boolean;
  readonly pipeline: () => Pipeline;
  readonly book: Rulebook;
  readonly board: SwitchBoard;
  /** The memory that reads are answered from. */
  readonly reader: () => Promise<Memory>;
};

/** Registers every metric of the product. Values are read when Prometheus scrapes. */
export function registerTelemetry(registry: Registry, sources: TelemetrySources): AppTelemetry {
  const { database, clock, isEvaluator, pipeline, book, board } = sources;
  const agents = () => pipeline().ruleSet().agents.keys();
  const memory = () => pipeline().memory();
  liveGauge(
    registry,
    {
      name: 'filrouge_is_evaluator',
      help: 'Whether this process evaluates (1) or stands by (0).',
      labelNames: [],
    },
    () => [{ labels: {}, value: isEvaluator() ? 1 : 0 }],
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_failing_trips',
      help: 'Trips that could not be written and are tried again: agents that ought to be stopped.',
      labelNames: [],
    },
    () => [{ labels: {}, value: pipeline().failingTrips() }],
  );
  const { count } = registerMetricsTelemetry(registry, {
    values: () => metricValues(pipeline(), clock.now()),
  });
  registerRuleTelemetry(registry, {
    engine: () => memory()?.engine,
    ruleSet: () => pipeline().ruleSet(),
    now: clock.now,
    proofs: () => passedProofs(memory()),
    reload: () => ({ successful: book.error() === undefined, loadedAt: book.loadedAt() }),
  });
  registerSwitchTelemetry(registry, {
    // Also in a process that stands by; what it does not know for sure it does not say.
    switches: () =>
      board.isKnown() ? [...agents()].map((agent) => board.get(agent) ?? untouchedSwitch(agent, 0)) : [],
    now: clock.now,
  });
  registerIncidentTelemetry(registry, { counts: () => countIncidents(database.db), agents });
  registerPlanTelemetry(registry, { plans: () => memory()?.plans.values() ?? [], now: clock.now });
  const detection = new Histogram({
    name: 'filrouge_detection_seconds',
    help: 'From the receipt of the breaching sample to the committed trip.',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [registry],
  });
  return { count, detected: (seconds) => detection.observe(seconds) };
}

function* passedProofs(memory: Memory | undefined) {
  for (const [agent, byRule] of memory?.proofs ?? [])
    for (const [rule, { passedAt }] of byRule) yield { agent, rule, passedAt };
}

/** Each metric by the first rule that reads it on an agent: one value a metric and agent. */
function* metricValues(pipeline: Pipeline, now: number) {
  const engine = pipeline.memory()?.engine;
  if (engine === undefined) return;
  for (const agent of engine.set.agents.keys()) {
    const seen = new Set<string>();
    for (const rule of rulesOn(engine, agent)) {
      const metric = rule.when[0]?.metric;
      if (metric === undefined || seen.has(metric)) continue;
      const value = measureRule(engine, agent, rule.id, now)?.value;
      if (value === undefined) continue;
      seen.add(metric);
      yield { agent, metric, value };
    }
  }
}
