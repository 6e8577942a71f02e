import type { Incident } from '../incidents/incident.ts';
import { suspensionEnded, suspensionStarted } from '../incidents/lifecycle.ts';
import { joinIncident, markTriggerResolved, openIncident } from '../incidents/triggers.ts';
import { createLiveCells, ensureSeries, findSeries, record } from '../metrics/memory/live.ts';
import { measure } from '../metrics/memory/measure.ts';
import type { WindowSpec } from '../metrics/window.ts';
import { draftPlan, extendDraft } from '../plans/drafting/draft.ts';
import type { Plan } from '../plans/plan.ts';
import { engineActor } from '../platform/actor.ts';
import { done, type Result } from '../platform/refusal.ts';
import type { AlertEvent } from '../rules/engine/alert.ts';
import {
  alertOf,
  createEngine,
  type Engine,
  evaluateAll,
  measureRule,
  releaseRule,
  ruleOn,
  setSuspended,
} from '../rules/engine/engine.ts';
import type { RuleTest, TestCommand, TestSample } from '../rules/files/testfile.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import {
  type KillSwitch,
  mayRun,
  resumeAgent,
  suspendAgent,
  tripSwitch,
  untouchedSwitch,
} from '../switches/switch.ts';
import { type Episode, triggerOf } from '../thread/trip.ts';

/**
 * The thread of one agent without a database: the same engine, switch, incident and draft as live, on the clock of a test.
 * What the pipeline writes in a transaction is here an assignment.
 */
export type TestWorld = {
  readonly record: (sample: TestSample) => void;
  /** What the passing of time brings about. */
  readonly tick: (now: number) => void;
  readonly command: (command: TestCommand) => Result<KillSwitch>;
  readonly alert: (rule: string) => 'inactive' | 'pending' | 'firing';
  readonly value: (metric: string, window: WindowSpec | undefined, now: number) => number | undefined;
  readonly killSwitch: () => KillSwitch;
  readonly incident: () => Incident | undefined;
  readonly plan: () => Plan | undefined;
};

/** A world in which nothing has happened, with the windows that the rules and the test read. */
export function createTestWorld(set: RuleSet, test: RuleTest): TestWorld {
  const { agent } = test;
  const live = createLiveCells(set.stepMs);
  makeSeries(live, set, test);
  const engine = createEngine(set, live);
  const world: World = { set, agent, engine, state: untouchedSwitch(agent, test.startAt) };
  const reading = { value: Number.NaN, weight: 0 };
  return {
    record: ({ metric, value, weight, at }) => {
      const series = findSeries(live, agent, metric);
      if (series !== undefined) record(live, series, value, weight, at, at);
    },
    tick: (now) => {
      for (const event of evaluateAll(engine, now)) if (event.agent === agent) handle(world, event, now);
    },
    command: (command) => (command.kind === 'suspend' ? suspend(world, command) : resume(world, command)),
    alert: (rule) => alertOf(engine, agent, rule)?.current.state ?? 'inactive',
    value: (metric, window, now) => {
      const series = findSeries(live, agent, metric);
      const aggregate = set.metrics.get(metric)?.aggregate;
      if (series === undefined || aggregate === undefined) return undefined;
      measure(live, series, aggregate, window, now, Number.NEGATIVE_INFINITY, reading);
      return Number.isNaN(reading.value) ? undefined : reading.value;
    },
    killSwitch: () => world.state,
    incident: () => world.incident,
    plan: () => world.plan,
  };
}

type World = {
  readonly set: RuleSet;
  readonly agent: string;
  readonly engine: Engine;
  state: KillSwitch;
  incident?: Incident;
  plan?: Plan;
};

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

function handle(world: World, event: AlertEvent, now: number): void {
  const rule = ruleOn(world.engine, world.agent, event.rule);
  if (rule === undefined || rule.effect === 'observe') return;
  if (event.kind === 'ruleFired')
    begin(world, { agent: world.agent, rule, event, suspends: rule.effect === 'suspend' }, now);
  if (event.kind === 'ruleNoData' && rule.onNoData !== 'keep')
    begin(world, { agent: world.agent, rule, event, suspends: rule.onNoData === 'suspend' }, now);
  if (event.kind === 'ruleResolved' && world.incident !== undefined)
    world.incident = markTriggerResolved(world.incident, { rule: event.rule, peak: event.peak }, now);
}

/** The trip: incident, plan and switch, as the pipeline writes them in one transaction. */
function begin(world: World, episode: Episode, now: number): void {
  const trigger = triggerOf(episode);
  const { set, agent, incident: open } = world;
  const joined = open === undefined ? undefined : joinIncident(open, trigger);
  const incident = joined?.ok
    ? joined.value
    : openIncident({ number: 1, agent, source: 'rule', trigger, ruleSet: set.hash, by: engineActor }, now);
  world.incident = incident;
  planFor(world, incident, episode, now);
  if (!episode.suspends) return;
  const { rule, cause, firedAt, threshold } = trigger;
  const trip = { rule, cause, firedAt, threshold, incident: incident.number };
  world.state = tripSwitch(world.state, trip, now)?.state ?? world.state;
  setSuspended(world.engine, agent, true);
}

function planFor(world: World, incident: Incident, { rule, suspends }: Episode, now: number): void {
  const { set, agent } = world;
  if (!suspends && rule.playbook === undefined) return;
  const mandate = set.agents.get(agent);
  const playbook = rule.playbook === undefined ? undefined : set.playbooks.get(rule.playbook);
  if (mandate === undefined) return;
  if (world.plan === undefined)
    world.plan = draftPlan({ number: 1, incident, playbook, mandate, ruleSet: set, now });
  else if (playbook !== undefined)
    world.plan = extendDraft(world.plan, playbook, { ruleSet: set }, { actor: engineActor, now }).plan;
}

function suspend(world: World, { at, reason, by }: TestCommand): Result<KillSwitch> {
  const actor = { kind: 'person', person: by, key: 'test' } as const;
  const change = suspendAgent(world.state, { by: actor, reason }, at);
  if (change !== undefined) world.state = change.state;
  if (world.incident !== undefined) world.incident = suspensionStarted(world.incident, at);
  setSuspended(world.engine, world.agent, true);
  return done(world.state);
}

function resume(world: World, { at, reason, by, override }: TestCommand): Result<KillSwitch> {
  const { engine, agent } = world;
  const measures = world.state.trips.map(({ rule, threshold }) => {
    const seen = measureRule(engine, agent, rule, at);
    return { rule, threshold, verdict: seen?.verdict ?? ('no_data' as const) };
  });
  const actor = { kind: 'person', person: by, key: 'test' } as const;
  const decided = resumeAgent(world.state, { by: actor, reason, override, measures }, at);
  if (!decided.ok) return decided;
  for (const { rule } of world.state.trips) releaseRule(engine, agent, rule, at);
  world.state = decided.value.state;
  setSuspended(engine, agent, !mayRun(world.state));
  if (world.incident !== undefined) world.incident = suspensionEnded(world.incident, at);
  return done(world.state);
}
