import { addTo, type Chains, createChains, numbersOf } from '../../metrics/memory/chains.ts';
import { wholeAt } from '../../metrics/memory/column.ts';
import { ensureSeries, findSeries, type LiveCells, makeRoom } from '../../metrics/memory/live.ts';
import type { Aggregate } from '../../metrics/metric.ts';
import type { WindowSpec } from '../../metrics/window.ts';
import { type Condition, isFixed } from '../condition.ts';
import { conditionsOf, type Rule } from '../rule.ts';
import { isKept, type RuleSet } from '../ruleset.ts';
import { type ConditionSeries, seriesOfCondition } from '../variants.ts';
import { type CompiledAgainst, compileAgainst } from './compared.ts';

/** A condition with what its metric says about it, resolved once. */
export type CompiledCondition = Pick<Condition, 'metric' | 'operator'> & {
  /** NaN where it moves: then it is that of `against`. */
  readonly threshold: number;
  readonly against: CompiledAgainst | undefined;
  readonly window: WindowSpec | undefined;
  readonly aggregate: Aggregate;
  /** The names of the cells that it reads on an agent. */
  readonly names: (agent: string) => ConditionSeries;
};

/** A rule with its conditions resolved. */
export type CompiledRule = {
  readonly rule: Rule;
  readonly when: readonly CompiledCondition[];
  readonly clear: readonly CompiledCondition[];
  /** Every metric it reads lives from the agent's own traffic. */
  readonly ownTraffic: boolean;
};

/**
 * The watches of a rule set: one rule on one agent each, by place. Column by column, since there may be many
 * of them and all are looked at each second.
 */
export type Watches = {
  readonly count: number;
  /** Those from this place on are evaluated in the store: they read no series. */
  readonly own: number;
  /** The agents of those, and the places of each, counted from there. */
  readonly toldAgents: readonly string[];
  readonly toldOf: Chains;
  readonly rules: readonly CompiledRule[];
  /** A watch's series stand in `series` from `firstSeries[place]` on: first `when`, then `clear`. */
  readonly firstSeries: Int32Array;
  readonly series: Int32Array;
  /** At the same places the series of the control that a variant is compared with; −1 elsewhere. */
  readonly controls: Int32Array;
  /** By series, so that a batch evaluates what it touched and nothing else. */
  readonly ofSeries: SeriesWatches;
};

/** The watches that read series n stand in `places` from `first[n]` up to `first[n + 1]`. */
type SeriesWatches = { readonly first: Int32Array; readonly places: Int32Array };

/**
 * Resolves every rule of a set on every agent it stands over; series they read are made if missing. `keeps`:
 * where metrics that live in a store are evaluated; here in replays and tests, which have their past.
 */
export function compileWatches(set: RuleSet, live: LiveCells, keeps: 'here' | 'store'): Watches {
  const isAway = (rule: Rule): boolean => keeps === 'store' && isKept(rule, set);
  const compile = (rules: readonly Rule[]) => rules.map((rule) => compileRule(rule, set));
  const compiled = compile(set.rules.filter((rule) => !isAway(rule)));
  const needs = needsBySeries(compiled);
  makeRoom(
    live,
    [...needs.values()].filter(({ agent, metric }) => findSeries(live, agent, metric) === undefined),
  );
  const all = [...compiled, ...compile(set.rules.filter(isAway))];
  const rules = all.flatMap((one) => one.rule.agents.map(() => one));
  const agents = all.flatMap(({ rule }) => rule.agents);
  const own = compiled.reduce((sum, { rule }) => sum + rule.agents.length, 0);
  const toldAgents = agents.slice(own);
  const firstSeries = new Int32Array(rules.length + 1);
  for (const [place, { when, clear }] of rules.entries())
    firstSeries[place + 1] = (firstSeries[place] ?? 0) + (place < own ? when.length + clear.length : 0);
  const series = new Int32Array(firstSeries[rules.length] ?? 0);
  const controls = new Int32Array(series.length).fill(-1);
  for (const [place, { when, clear }] of rules.slice(0, own).entries()) {
    const agent = agents[place] ?? '';
    const first = firstSeries[place] ?? 0;
    for (const [at, { aggregate, names }] of [...when, ...clear].entries()) {
      const { own, control } = names(agent);
      const made = (name: string) =>
        ensureSeries(live, agent, name, needs.get(`${agent} ${name}`) ?? { aggregate, windows: [] });
      series[first + at] = made(own);
      if (control !== undefined) controls[first + at] = made(control);
    }
  }
  return {
    count: rules.length,
    own,
    toldAgents,
    toldOf: placesByAgent(toldAgents),
    rules,
    firstSeries,
    series,
    controls,
    ofSeries: placesBySeries(firstSeries, series, live.agents.length),
  };
}

/** The watches over an agent, in their order: its own are found through the few series that it has. */
export function watchesOver(watches: Watches, live: LiveCells, agent: string): number[] {
  const { first, places } = watches.ofSeries;
  const found = new Set<number>();
  for (const one of numbersOf(live.byAgent, agent)) {
    // A series that came up since is read by none.
    if (one + 1 >= first.length) continue;
    for (let at = wholeAt(first, one); at < wholeAt(first, one + 1); at++) found.add(wholeAt(places, at));
  }
  const told = numbersOf(watches.toldOf, agent).map((place) => watches.own + place);
  return [...[...found].sort((left, right) => left - right), ...told];
}

function compileRule(rule: Rule, set: RuleSet): CompiledRule {
  return {
    rule,
    when: rule.when.map((condition) => compileCondition(condition, set)),
    clear: (rule.clear ?? []).map((condition) => compileCondition(condition, set)),
    ownTraffic: conditionsOf(rule).every(
      (condition) => set.metrics.get(condition.metric)?.own_traffic === true,
    ),
  };
}

function compileCondition(condition: Condition, set: RuleSet): CompiledCondition {
  const { metric, operator, window } = condition;
  const aggregate = set.metrics.get(metric)?.aggregate ?? 'mean';
  const names = (agent: string) => seriesOfCondition(condition, set.agents.get(agent));
  if (isFixed(condition))
    return { metric, operator, threshold: condition.threshold, against: undefined, window, aggregate, names };
  const against = compileAgainst(condition, aggregate);
  return { metric, operator, threshold: Number.NaN, against, window, aggregate, names };
}

type Needs = {
  readonly agent: string;
  readonly metric: string;
  readonly aggregate: Aggregate;
  readonly windows: WindowSpec[];
};

function needsBySeries(rules: readonly CompiledRule[]): Map<string, Needs> {
  const bySeries = new Map<string, Needs>();
  for (const { rule, when, clear } of rules)
    for (const agent of rule.agents)
      for (const { aggregate, window, against, names } of [...when, ...clear])
        for (const metric of Object.values(names(agent))) {
          const key = `${agent} ${metric}`;
          const needs = bySeries.get(key) ?? { agent, metric, aggregate, windows: [] };
          bySeries.set(key, needs);
          if (window !== undefined) needs.windows.push(window);
          if (against?.kind === 'baseline') needs.windows.push(against.window);
        }
  return bySeries;
}

function placesBySeries(firstSeries: Int32Array, series: Int32Array, seriesCount: number): SeriesWatches {
  const first = new Int32Array(seriesCount + 1);
  const eachRead = (see: (one: number, place: number) => void) => {
    for (let place = 0; place + 1 < firstSeries.length; place++) {
      const [begin, end] = [firstSeries[place] ?? 0, firstSeries[place + 1] ?? 0];
      for (let at = begin; at < end; at++) {
        const one = series[at] ?? 0;
        // A watch that reads a series twice is evaluated once.
        if (series.indexOf(one, begin) === at) see(one, place);
      }
    }
  };
  eachRead((one) => {
    first[one + 1] = (first[one + 1] ?? 0) + 1;
  });
  for (let one = 0; one < seriesCount; one++) first[one + 1] = (first[one + 1] ?? 0) + (first[one] ?? 0);
  const next = first.slice();
  const places = new Int32Array(first[seriesCount] ?? 0);
  eachRead((one, place) => {
    const at = next[one] ?? 0;
    places[at] = place;
    next[one] = at + 1;
  });
  return { first, places };
}

function placesByAgent(agents: readonly string[]): Chains {
  const byAgent = createChains();
  for (const [place, agent] of agents.entries()) addTo(byAgent, agent, place);
  return byAgent;
}
