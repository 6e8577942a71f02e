import type { Registry } from 'prom-client';
import { classifiedIncidents } from '../incidents/clocks/clock-store.ts';
import { registerClockTelemetry } from '../incidents/clocks/telemetry.ts';
import { countIncidents } from '../incidents/store.ts';
import { registerIncidentTelemetry } from '../incidents/telemetry.ts';
import { registerMetricsTelemetry } from '../metrics/telemetry.ts';
import { registerPlanTelemetry } from '../plans/telemetry.ts';
import { createKpiReader } from '../plans/weekly/kpi-store.ts';
import { registerKpiTelemetry } from '../plans/weekly/telemetry.ts';
import { liveGauge } from '../platform/telemetry.ts';
import { measureRule, rulesOn } from '../rules/engine/engine.ts';
import { ownTrafficAt } from '../rules/engine/own-traffic.ts';
import { rulesOver } from '../rules/ruleset.ts';
import { registerRuleTelemetry } from '../rules/telemetry.ts';
import { type KillSwitch, untouchedSwitch } from '../switches/switch.ts';
import { isSwitchless } from '../switches/switchless.ts';
import { registerSwitchTelemetry } from '../switches/telemetry.ts';
import { eachPlan, type Memory } from '../thread/evaluator/memory.ts';
import type { Core } from './core.ts';
import type { Ground } from './ground.ts';
import type { ReadinessReads } from './reach/readiness.ts';
import type { SwitchCache } from './switch-cache.ts';

/** Registers the gauges of the product, and answers what counts samples. */
export function registerTelemetry(
  { ports: { clock }, opened: { database, book }, registry }: Ground,
  { isEvaluator, canStop, thread, switches, latched, reach }: Core,
  readiness: ReadinessReads['inMemory'],
) {
  const { memory, ruleSet } = thread;
  const agents = () => ruleSet().agents.keys();
  registerStanding(registry, { isEvaluator, canStop, failingTrips: thread.failingTrips });
  const { count } = registerMetricsTelemetry(registry, {
    values: () => metricValues(memory(), clock.now()),
  });
  registerRuleTelemetry(registry, {
    engine: () => memory()?.engine,
    ruleSet,
    now: clock.now,
    proofs: () => passedProofs(memory()),
    reload: () => ({ successful: book.error() === undefined, loadedAt: book.loadedAt() }),
  });
  registerSwitchTelemetry(registry, {
    // Also in a process that stands by; what it does not know for sure it does not say.
    switches: () => (switches.isKnown() ? knownSwitches([...agents(), ...latched()], switches) : []),
    reachOf: (agent) =>
      isSwitchless(ruleSet().agents.get(agent), switches.get(agent)) ? undefined : reach.standing(agent),
    readiness: (agent) => {
      const known = memory();
      return known && readiness(known, agent);
    },
    trafficAt: (agent) => {
      const engine = memory()?.engine;
      return engine && ownTrafficAt(engine, agent);
    },
    now: clock.now,
  });
  registerIncidentTelemetry(registry, {
    counts: () => countIncidents(database.db),
    agents,
    severities: (agent) =>
      rulesOver(ruleSet(), agent).flatMap(({ effect, severity }) => (effect === 'observe' ? [] : severity)),
  });
  registerClockTelemetry(registry, {
    now: clock.now,
    classified: () => classifiedIncidents(database.db),
  });
  registerPlanTelemetry(registry, { plans: () => plansOf(memory()), now: clock.now });
  registerKpiTelemetry(registry, { kpis: createKpiReader(database.db), now: clock.now });
  return count;
}

/** The standing of the process itself. */
function registerStanding(
  registry: Registry,
  standing: Pick<Core, 'isEvaluator' | 'canStop'> & Pick<Core['thread'], 'failingTrips'>,
): void {
  const single = (name: string, help: string, value: () => number) =>
    liveGauge(registry, { name, help }, () => [{ labels: {}, value: value() }]);
  single('filrouge_is_evaluator', 'Whether this process evaluates (1) or stands by (0).', () =>
    standing.isEvaluator() ? 1 : 0,
  );
  single(
    'filrouge_can_stop',
    'Whether agents could be stopped (1), or nobody is told that it may run because they could not (0).',
    () => (standing.canStop() ? 1 : 0),
  );
  single(
    'filrouge_failing_trips',
    'Trips that could not be written and are tried again: agents that ought to be stopped.',
    standing.failingTrips,
  );
}

function plansOf(memory: Memory | undefined) {
  return memory === undefined ? [] : eachPlan(memory);
}

function* knownSwitches(agents: readonly string[], switches: SwitchCache): Generator<KillSwitch> {
  for (const agent of agents) yield switches.get(agent) ?? untouchedSwitch(agent, 0);
}

function* passedProofs(memory: Memory | undefined) {
  for (const { agent, proofs } of memory?.agents.values() ?? [])
    for (const [rule, { passedAt }] of proofs) yield { agent, rule, passedAt };
}

/** Each metric by the first rule that reads it on an agent: one value a metric and agent. */
function* metricValues(memory: Memory | undefined, now: number) {
  const engine = memory?.engine;
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
