import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  bringAllAhead,
  createLiveCells,
  ensureSeries,
  findSeries,
  growSeries,
  holdsWindow,
  type LiveCells,
  record,
} from '../../../src/metrics/memory/live.ts';
import type { Aggregate, NamedMetric } from '../../../src/metrics/metric.ts';
import type { WindowSpec } from '../../../src/metrics/window.ts';
import { windowsOf } from '../../../src/rules/condition.ts';
import type { Alert, AlertEvent } from '../../../src/rules/engine/alert.ts';
import {
  adoptRuleSet,
  alertOf,
  createEngine,
  type Engine,
  evaluateAll,
  evaluateSeries,
  measureRule,
  releaseRule,
  setSuspended,
  takeChangedAlerts,
} from '../../../src/rules/engine/engine.ts';
import type { Rule } from '../../../src/rules/rule.ts';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import { aComparison as comparison, aCondition as condition, aRule as rule } from '../../builders/rules.ts';
import { stepMs } from '../metrics.ts';
import { createPlainEngine, type Taken } from '../plain-engine.ts';
import { day, ruleSet } from '../world.ts';

const aggregates: readonly Aggregate[] = ['mean', 'sum', 'count', 'min', 'max', 'last', 'age'];
const agents = ['margaux', 'leo'] as const;
/** Read over two hours as well, in cells of a minute; the other metrics get samples that are later than those may be. */
const longMetric = 'm_mean';

const metrics: ReadonlyMap<string, NamedMetric> = new Map(
  aggregates.map((aggregate) => {
    const name = `m_${aggregate}`;
    const label = { fr: name, en: name };
    // One that does not live from the agent's traffic: its silence is never expected.
    const own_traffic = aggregate !== 'max';
    return [name, { name, unit: 'number', better: 'lower', aggregate, own_traffic, label } as const];
  }),
);

const conditions = fc
  .record({
    metric: fc.constantFrom(...metrics.keys()),
    operator: fc.constantFrom('>' as const, '<=' as const),
    threshold: fc.constantFrom(2, 5, 9, 20),
    windowMs: fc.constantFrom(stepMs, 60_000, 300_000, 7_200_000),
  })
  .map(({ metric, operator, threshold, windowMs }) => {
    if (metric === 'm_age') return condition(metric, operator, threshold);
    const isTooLong = windowMs > 300_000 && metric !== longMetric;
    return condition(metric, operator, threshold, isTooLong ? 60_000 : windowMs);
  });

/** Compared with what was usual; the metrics whose samples are never later than their cells are open. */
const comparisons = fc
  .record({
    metric: fc.constantFrom(longMetric, 'm_count'),
    operator: fc.constantFrom('>' as const, '<=' as const),
    factor: fc.constantFrom(0.5, 1, 2),
    windows: fc.constantFrom<readonly [number, number, number]>(
      [60_000, 600_000, 60_000],
      [stepMs, 300_000, 120_000],
      [60_000, 21_600_000, 3_600_000],
    ),
  })
  .map(({ metric, operator, factor, windows }) => comparison(metric, operator, factor, windows));

const anyConditions = fc.array(fc.oneof({ weight: 3, arbitrary: conditions }, comparisons), {
  minLength: 1,
  maxLength: 2,
});

const rules = fc.record({
  id: fc.constantFrom('one', 'two', 'three', 'four'),
  agents: fc.constantFrom([...agents], [agents[0]]),
  when: anyConditions,
  clear: fc.option(anyConditions, { nil: undefined }),
  minBaselineSamples: fc.constantFrom(1, 5),
  minSamples: fc.constantFrom(1, 3, 12),
  forMs: fc.constantFrom(0, 0, 20_000),
  keepFiringForMs: fc.constantFrom(0, 0, 30_000),
  noDataAfterMs: fc.constantFrom(20_000, 100_000),
});

const sets = fc.uniqueArray(rules, { minLength: 1, maxLength: 4, selector: ({ id }) => id }).map((all) =>
  ruleSet(
    all.map(({ clear, ...one }) => rule(clear ? { ...one, clear } : one)),
    { metrics },
  ),
);

type Sample = Omit<Taken, 'at'> & { readonly lagMs: number };

const samples = fc
  .record({
    agent: fc.constantFrom(...agents),
    metric: fc.constantFrom(...metrics.keys()),
    value: fc.double({ min: 0, max: 12, noNaN: true }).map((value) => value + 0),
    weight: fc.double({ min: 0.1, max: 4, noNaN: true }),
    lagMs: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -60_000, max: 400_000 }) },
    ),
  })
  .map(
    (one): Sample =>
      [longMetric, 'm_count'].includes(one.metric) ? { ...one, lagMs: Math.min(one.lagMs, 50_000) } : one,
  );

const steps = fc.array(
  fc.record({
    waitMs: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 12_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 400_000 }) },
    ),
    what: fc.oneof(
      { weight: 5, arbitrary: fc.array(samples, { minLength: 1, maxLength: 12 }) },
      { weight: 5, arbitrary: fc.constant('tick' as const) },
      { weight: 1, arbitrary: fc.constant('store' as const) },
      {
        weight: 1,
        arbitrary: fc.record({ suspend: fc.constantFrom(...agents), whether: fc.boolean() }),
      },
      { weight: 1, arbitrary: fc.record({ release: fc.constantFrom(...agents), place: fc.nat(3) }) },
      { weight: 1, arbitrary: fc.record({ adopt: fc.nat(2) }) },
    ),
  }),
  { minLength: 1, maxLength: 60 },
);

type Plain = ReturnType<typeof createPlainEngine>;
type Story = typeof steps extends fc.Arbitrary<infer T> ? T : never;
type What = Story[number]['what'];

describe('the engine', () => {
  test.prop([fc.tuple(sets, sets, sets), steps], { numRuns: 300 })(
    'tells and keeps exactly what one would that sums every window and advances every alert each time',
    (versions, story) => {
      let set = versions[0];
      const live = createLiveCells(stepMs);
      const engine = createEngine(set, live);
      const plain = createPlainEngine(set);
      for (const agent of agents)
        for (const metric of metrics.keys()) ensureSeries(live, agent, metric, needsOf(set, metric));
      let now = day;
      for (const { waitMs, what } of story) {
        now += waitMs;
        if (typeof what === 'object' && 'adopt' in what) set = versions[what.adopt] as RuleSet;
        const [told, expected] = step(engine, plain, set, what, now);
        expect(told).toEqual(expected);
        compare(engine, plain, set, now);
      }
    },
  );
});

/** One step of the story in both engines; what each of them told. */
function step(engine: Engine, plain: Plain, set: RuleSet, what: What, now: number): [unknown, unknown] {
  const { live } = engine;
  bringAllAhead(live, now);
  if (what === 'tick') return [evaluateAll(engine, now), plain.evaluateAll(now)];
  if (what === 'store') return [takeChangedAlerts(engine).map(keyOf).sort(), plain.takeChanged()];
  if (Array.isArray(what)) return take(engine, plain, what, now);
  if ('suspend' in what) {
    setSuspended(engine, what.suspend, what.whether);
    if (what.whether) plain.suspended.add(what.suspend);
    else plain.suspended.delete(what.suspend);
    return [[], []];
  }
  if ('release' in what) {
    const one = set.rules[what.place];
    if (!one?.agents.includes(what.release)) return [[], []];
    return [releaseRule(engine, what.release, one.id, now), plain.release(what.release, one, now)];
  }
  growFor(live, plain, set, now);
  // In the order of the watches before, or of their alerts.
  const byRule = (events: readonly AlertEvent[]) =>
    events.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other)));
  return [byRule(adoptRuleSet(engine, set, now)), byRule(plain.adopt(set, now))];
}

function take(engine: Engine, plain: Plain, batch: readonly Sample[], now: number): [unknown, unknown] {
  const touched = new Map<number, Sample>();
  for (const sample of batch) {
    const series = findSeries(engine.live, sample.agent, sample.metric) ?? -1;
    const at = now - sample.lagMs;
    record(engine.live, series, sample.value, sample.weight, at, now);
    plain.record({ ...sample, at });
    touched.set(series, sample);
  }
  return [
    evaluateSeries(engine, touched.keys(), now),
    [...touched.values()].flatMap(({ agent, metric }) => plain.evaluateSeries(agent, metric, now)),
  ];
}

/** As when rules are edited: memory reaches back as far as the new windows before they are read. */
function growFor(live: LiveCells, plain: Plain, set: RuleSet, now: number): void {
  for (const agent of agents)
    for (const metric of metrics.keys()) {
      const series = findSeries(live, agent, metric) ?? -1;
      const needs = needsOf(set, metric);
      if (needs.windows.every((window) => holdsWindow(live, series, window))) continue;
      const begun = plain.cellsOf(agent, metric).filter((cell) => cell.start <= now);
      growSeries(live, series, needs, begun);
    }
}

function needsOf(set: RuleSet, metric: string): { aggregate: Aggregate; windows: WindowSpec[] } {
  const windows = set.rules
    .flatMap(({ when, clear }) => [...when, ...(clear ?? [])])
    .flatMap((one) => (one.metric === metric ? windowsOf(one) : []));
  return { aggregate: metrics.get(metric)?.aggregate ?? 'mean', windows };
}

function compare(engine: Engine, plain: Plain, set: RuleSet, now: number): void {
  const watches = set.rules.flatMap((one: Rule) => one.agents.map((agent) => ({ agent, one })));
  for (const { agent, one } of watches) {
    expect(alertOf(engine, agent, one.id)).toEqual(plain.alertOf(agent, one));
    expect(measureRule(engine, agent, one.id, now)).toEqual(plain.measureOf(agent, one, now));
  }
}

function keyOf({ agent, rule: id }: Pick<Alert, 'agent' | 'rule'>): string {
  return `${agent} ${id}`;
}
