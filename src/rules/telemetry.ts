import type { Registry } from 'prom-client';
import { liveGauge } from '../platform/telemetry.ts';
import type { Condition } from './condition.ts';
import { alertOf, type Engine, measureRule } from './engine/engine.ts';
import { conditionsOf, type Rule } from './rule.ts';
import { isKept, type RuleSet } from './ruleset.ts';
import { type SilencedRule, silencedRules } from './silences/coverage.ts';
import { noSilences } from './silences/silence.ts';

/** The rules in force and their alerts, read when Prometheus scrapes. */
export type RuleTelemetryPorts = {
  /** Absent while this process does not evaluate. */
  readonly engine: () => Engine | undefined;
  readonly ruleSet: () => RuleSet;
  readonly now: () => number;
  /** When each rule last passed its proof test on an agent; absent while this process does not evaluate. */
  readonly proofs?: () => Iterable<{
    readonly agent: string;
    readonly rule: string;
    readonly passedAt: number;
  }>;
  readonly reload: () => { readonly successful: boolean; readonly loadedAt: number };
};

/** Registers the gauges of rules, their alerts, proofs and silences, and the two of the last reload. */
export function registerRuleTelemetry(registry: Registry, ports: RuleTelemetryPorts): void {
  liveGauge(
    registry,
    {
      name: 'filrouge_rule_threshold',
      help: "The rule's threshold in its metric's unit; of a comparison as it is now, and nothing where there is nothing to compare with.",
    },
    () => thresholds(ports),
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_rule_state',
      help: 'The state that the alert is in, as 1, unless it is inactive. no_data stands beside the others, where silence is not expected.',
    },
    () => alertStates(ports),
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_silence_active',
      help: 'The rule is silenced on the agent now, as 1: it is evaluated, and nobody is told.',
    },
    () => silenced(ports, () => 1),
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_silence_end_timestamp_seconds',
      help: 'When the rule is no longer silenced on the agent, all that follow each other taken together.',
    },
    () => silenced(ports, ({ coverage }) => coverage.until / 1000),
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_proof_age_seconds',
      help: 'How long ago the rule last passed its proof test on the agent.',
    },
    () => proofAges(ports),
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_rules_last_reload_successful',
      help: 'Whether the rule files were good when they were read last (1), or the set before is still in force (0).',
    },
    () => [{ labels: {}, value: ports.reload().successful ? 1 : 0 }],
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_rules_last_reload_success_timestamp_seconds',
      help: 'When the set in force was read.',
    },
    () => [{ labels: {}, value: ports.reload().loadedAt / 1000 }],
  );
}

function* thresholds({ ruleSet, engine, now }: RuleTelemetryPorts) {
  const set = ruleSet();
  for (const rule of set.rules) {
    const first = rule.when[0];
    // The store has those of its rules itself, for all agents at once.
    if (first === undefined || isKept(rule, set)) continue;
    for (const agent of rule.agents) {
      const value = first.threshold ?? movingNow(engine(), agent, rule.id, now());
      if (value === undefined) continue;
      yield { labels: { agent, rule: rule.id, metric: first.metric }, value };
    }
  }
}

function* silenced({ engine: current, now }: RuleTelemetryPorts, value: (rule: SilencedRule) => number) {
  const engine = current();
  if (engine === undefined) return;
  const { set, silences = noSilences } = engine;
  for (const one of silencedRules({ set, silences }, now()))
    yield { labels: { agent: one.agent, rule: one.rule.id }, value: value(one) };
}

/** The threshold of a comparison now; nothing where nobody evaluates, or there is nothing to compare with. */
function movingNow(engine: Engine | undefined, agent: string, rule: string, now: number): number | undefined {
  return engine && measureRule(engine, agent, rule, now)?.threshold;
}

function* proofAges({ proofs, now }: RuleTelemetryPorts) {
  for (const { agent, rule, passedAt } of proofs?.() ?? [])
    yield { labels: { agent, rule }, value: Math.max(0, now() - passedAt) / 1000 };
}

function* alertStates(ports: RuleTelemetryPorts) {
  const engine = ports.engine();
  if (engine === undefined) return;
  const now = ports.now();
  yield* toldStates(engine);
  for (const rule of engine.set.rules) {
    if (isKept(rule, engine.set)) continue;
    for (const agent of rule.agents) {
      yield undefined;
      const current = alertOf(engine, agent, rule.id)?.current.state ?? 'inactive';
      if (current !== 'inactive') yield { labels: { agent, rule: rule.id, state: current }, value: 1 };
      if (isSilent(engine, agent, rule, now))
        yield { labels: { agent, rule: rule.id, state: 'no_data' }, value: 1 };
    }
  }
}

/** Of rules that a store evaluates, those that it has told something of. */
function* toldStates(engine: Engine) {
  for (const { agent, rule } of engine.told.values()) {
    const { current, noData } = alertOf(engine, agent, rule) ?? {};
    const labels = { agent, rule };
    if (current !== undefined && current.state !== 'inactive')
      yield { labels: { ...labels, state: current.state }, value: 1 };
    if (noData !== undefined) yield { labels: { ...labels, state: 'no_data' }, value: 1 };
  }
}

/** A suspended agent has no traffic: what lives from that is silent as it should be. */
function isSilent(engine: Engine, agent: string, rule: Rule, now: number): boolean {
  const isOwn = ({ metric }: Condition) => engine.set.metrics.get(metric)?.own_traffic === true;
  if (engine.suspended.has(agent) && conditionsOf(rule).every(isOwn)) return false;
  return measureRule(engine, agent, rule.id, now)?.verdict === 'no_data';
}
