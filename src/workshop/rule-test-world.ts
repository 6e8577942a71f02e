import { createLiveCells, ensureSeries, findSeries, record } from '../metrics/memory/live.ts';
import { measure } from '../metrics/memory/measure.ts';
import { metricOfSeries, variantSeries } from '../metrics/variant.ts';
import type { WindowSpec } from '../metrics/window.ts';
import { defined } from '../platform/defined.ts';
import { alertOf, createEngine, type Engine, evaluateAll } from '../rules/engine/engine.ts';
import type { RuleTest, TestCommand, TestSample, TestSilence } from '../rules/files/testfile.ts';
import { conditionsOf } from '../rules/rule.ts';
import { type RuleSet, rulesOver, ruleWindows } from '../rules/ruleset.ts';
import type { Silence } from '../rules/silences/silence.ts';
import { seriesOfCondition } from '../rules/variants.ts';
import { lookAtStep, type StepSeen } from '../switches/step-watch.ts';
import type { Order } from '../thread/commands.ts';
import { isRuleEvent } from '../thread/events.ts';
import { planOf, ruleIncidentOf, switchOf } from '../thread/world.ts';
import { createSimulatedThread } from './simulated-thread.ts';

/** The thread of one agent on the clock of a test. */
export type TestWorld = ReturnType<typeof createTestWorld>;

/**
 * The thread of one agent without a database, in which nothing has happened, with the windows that the rules
 * and the test read: engine and decisions are those of the live process.
 */
export function createTestWorld(set: RuleSet, test: RuleTest) {
  const { agent, startAt } = test;
  const live = createLiveCells(set.stepMs);
  makeSeries(live, set, test);
  const engine = createEngine(withoutPlans(set, test), live);
  engine.silences = { standing: windowsOf(test), last: 0 };
  const thread = createSimulatedThread(engine, agent);
  const incident = () => ruleIncidentOf(thread.state());
  const reading = { value: Number.NaN, weight: 0 };
  let seen: StepSeen | undefined;
  return {
    record: ({ metric, variant, value, weight, at }: TestSample): void => {
      const apart = variant === undefined ? [] : [variantSeries(metric, variant)];
      for (const name of [metric, ...apart]) {
        const series = findSeries(live, agent, name);
        if (series !== undefined) record(live, series, value, weight, at, at);
      }
    },
    /** Brings about what the passing of time brings about. */
    tick: (now: number): void => {
      for (const event of evaluateAll(engine, now))
        if (event.agent === agent && isRuleEvent(event)) thread.give(event, now);
      for (const event of thread.surfaced(now)) thread.give(event, now);
      const look = lookAtStep(engine, switchOf(thread.state(), startAt), seen, startAt, now);
      seen = look?.seen;
      const epoch = seen?.epoch ?? 0;
      if (look?.outcome.kind === 'held') thread.give({ kind: 'stepHeld', agent, epoch }, now);
      if (look?.outcome.kind === 'broken')
        thread.give({ ...look.outcome, kind: 'stepBroken', agent, epoch }, now);
    },
    command: (command: TestCommand | TestSilence) => thread.give(orderOf(agent, command), command.at),
    alert: (rule: string) => alertOf(engine, agent, rule)?.current.state ?? 'inactive',
    value: (metric: string, window: WindowSpec | undefined, now: number): number | undefined => {
      const series = findSeries(live, agent, metric);
      const aggregate = set.metrics.get(metric)?.aggregate;
      if (series === undefined || aggregate === undefined) return undefined;
      measure(live, series, aggregate, window, now, Number.NEGATIVE_INFINITY, reading);
      return Number.isNaN(reading.value) ? undefined : reading.value;
    },
    killSwitch: () => switchOf(thread.state(), startAt),
    incident,
    plan: () => planOf(thread.state(), incident()),
  };
}

/** The command of a person, as the thread takes it. */
function orderOf(agent: string, command: TestCommand | TestSilence): Order {
  const by = { kind: 'person', person: command.by, key: 'test' } as const;
  switch (command.kind) {
    case 'silence': {
      const { rule, until } = command;
      const over = { of: { agent }, reason: 'rule test', until, stops: true };
      return { kind: 'silenceRules', ...over, ...defined({ rule }), by };
    }
    case 'suspend':
      return { kind: 'suspendAgent', agent, reason: command.reason, by };
    default: {
      const { override, atOnce, reason } = command;
      return { kind: 'resumeAgent', override, atOnce, agent, reason, by };
    }
  }
}

/** Rules of which nothing is planned, unless the test asks for the planned work of the agent's file. */
function withoutPlans(set: RuleSet, { agent, maintenance }: RuleTest): RuleSet {
  const mandate = set.agents.get(agent);
  if (maintenance === 'planned' || mandate?.maintenance === undefined) return set;
  const { maintenance: _, ...rest } = mandate;
  return { ...set, agents: new Map(set.agents).set(agent, rest) };
}

/** The windows that a test states: they silence as planned work does, whatever the rule. */
function windowsOf({ agent, maintenance }: RuleTest): Silence[] {
  if (maintenance === undefined || maintenance === 'planned') return [];
  const work = { number: 0, of: { agent }, reason: 'planned work', by: 'engine', stops: true };
  return maintenance.flatMap(({ from, until, rules }) =>
    (rules ?? [undefined]).map((rule) => ({ ...work, from, until, ...defined({ rule }) })),
  );
}

function makeSeries(live: Engine['live'], set: RuleSet, { agent, expectations, samples }: RuleTest): void {
  const wanted = expectations.flatMap(({ values }) => values);
  const mandate = set.agents.get(agent);
  const conditions = rulesOver(set, agent).flatMap(conditionsOf);
  const names = [
    ...[...wanted, ...conditions, ...samples].map(({ metric }) => metric),
    ...conditions.flatMap((condition) => Object.values(seriesOfCondition(condition, mandate))),
  ];
  for (const metric of new Set(names)) {
    const ofTest = wanted.flatMap((one) => (one.metric === metric ? (one.window ?? []) : []));
    const windows = [...ofTest, ...ruleWindows(set, agent, metric)];
    const aggregate = set.metrics.get(metricOfSeries(metric))?.aggregate ?? 'mean';
    ensureSeries(live, agent, metric, { aggregate, windows });
  }
}
