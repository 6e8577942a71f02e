import type { Incident } from '../incidents/incident.ts';
import { createLiveCells, ensureSeries, findSeries, record } from '../metrics/memory/live.ts';
import { measure } from '../metrics/memory/measure.ts';
import type { WindowSpec } from '../metrics/window.ts';
import type { Plan } from '../plans/plan.ts';
import type { Result } from '../platform/refusal.ts';
import { alertOf, createEngine, type Engine, evaluateAll } from '../rules/engine/engine.ts';
import type { RuleTest, TestCommand, TestSample } from '../rules/files/testfile.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { KillSwitch } from '../switches/switch.ts';
import { isRuleEvent } from '../thread/events.ts';
import { openIncidentOf, planOf, switchOf } from '../thread/world.ts';
import { createSimulatedThread } from './simulated-thread.ts';

/**
 * The thread of one agent without a database: engine and decisions are those of the live process, on the
 * clock of a test.
 */
export type TestWorld = {
  readonly record: (sample: TestSample) => void;
  /** Brings about what the passing of time brings about. */
  readonly tick: (now: number) => void;
  readonly command: (command: TestCommand) => Result<unknown>;
  readonly alert: (rule: string) => 'inactive' | 'pending' | 'firing';
  readonly value: (metric: string, window: WindowSpec | undefined, now: number) => number | undefined;
  readonly killSwitch: () => KillSwitch;
  readonly incident: () => Incident | undefined;
  readonly plan: () => Plan | undefined;
};

/** A world in which nothing has happened, with the windows that the rules and the test read. */
export function createTestWorld(set: RuleSet, test: RuleTest): TestWorld {
  const { agent, startAt } = test;
  const live = createLiveCells(set.stepMs);
  makeSeries(live, set, test);
  const engine = createEngine(set, live);
  const thread = createSimulatedThread(engine, agent);
  const incident = () => openIncidentOf(thread.state());
  const reading = { value: Number.NaN, weight: 0 };
  return {
    record: ({ metric, value, weight, at }) => {
      const series = findSeries(live, agent, metric);
      if (series !== undefined) record(live, series, value, weight, at, at);
    },
    tick: (now) => {
      for (const event of evaluateAll(engine, now))
        if (event.agent === agent && isRuleEvent(event)) thread.give(event, now);
    },
    command: ({ kind, at, reason, by, override }) => {
      const order = { agent, reason, by: { kind: 'person', person: by, key: 'test' } } as const;
      return kind === 'suspend'
        ? thread.give({ kind: 'suspendAgent', ...order }, at)
        : thread.give({ kind: 'resumeAgent', override, ...order }, at);
    },
    alert: (rule) => alertOf(engine, agent, rule)?.current.state ?? 'inactive',
    value: (metric, window, now) => {
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

function makeSeries(live: Engine['live'], set: RuleSet, { agent, expectations, samples }: RuleTest): void {
  const wanted = expectations.flatMap(({ values }) => values);
  const conditions = set.rules
    .filter(({ agents }) => agents.includes(agent))
    .flatMap(({ when, clear }) => [...when, ...(clear ?? [])]);
  const read = [...wanted, ...conditions];
  for (const metric of new Set([...read, ...samples].map((one) => one.metric))) {
    const windows = read.flatMap((one) =>
      one.metric === metric && one.window !== undefined ? [one.window] : [],
    );
    const aggregate = set.metrics.get(metric)?.aggregate ?? 'mean';
    ensureSeries(live, agent, metric, { aggregate, windows });
  }
}
