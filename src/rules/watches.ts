import { ensureSeries, type LiveCells } from '../metrics/live.ts';
import type { Aggregate } from '../metrics/metric.ts';
import type { WindowSpec } from '../metrics/window.ts';
import type { Condition, Operator } from './condition.ts';
import type { Rule } from './rule.ts';
import type { RuleSet } from './ruleset.ts';

/** A condition with what its metric says about it, resolved once. */
export type CompiledCondition = {
  readonly metric: string;
  readonly operator: Operator;
  readonly threshold: number;
  readonly window: WindowSpec | undefined;
  readonly aggregate: Aggregate;
};

type CompiledRule = {
  readonly rule: Rule;
  readonly when: readonly CompiledCondition[];
  readonly clear: readonly CompiledCondition[];
  /** Every metric it reads lives from the agent's own traffic. */
  readonly ownTraffic: boolean;
};

/** One rule on one agent, with the series its conditions read: `when` first, then `clear`. */
export type Watch = {
  readonly agent: string;
  readonly compiled: CompiledRule;
  readonly series: readonly number[];
};

/** The watches that read series n stand in `places` from `first[n]` up to `first[n + 1]`. */
export type SeriesWatches = { readonly first: Int32Array; readonly places: Int32Array };

/** The watches of a rule set, and the ways to find them. Numbers are places in `watches`. */
export type WatchPlaces = {
  readonly watches: readonly Watch[];
  /** By series, so that a batch evaluates what it touched and nothing else. */
  readonly ofSeries: SeriesWatches;
  /** By agent: a few each, so looking through them is as fast as a map of them and takes a fifth of the memory. */
  readonly ofAgent: ReadonlyMap<string, readonly number[]>;
};

/** Resolves every rule of a set on every agent it stands over; the series they read are made where they are missing. */
export function compileWatches(set: RuleSet, live: LiveCells): WatchPlaces {
  const rules = set.rules.map((rule) => compileRule(rule, set));
  const needs = needsByAgentMetric(rules);
  const watches = rules.flatMap((compiled) =>
    compiled.rule.agents.map((agent) => watchOf(agent, compiled, needs.get(agent) ?? new Map(), live)),
  );
  return { watches, ofSeries: placesBySeries(watches, live.names.length), ofAgent: placesByAgent(watches) };
}

function compileRule(rule: Rule, set: RuleSet): CompiledRule {
  const conditions = [...rule.when, ...(rule.clear ?? [])];
  return {
    rule,
    when: rule.when.map((condition) => compileCondition(condition, set)),
    clear: (rule.clear ?? []).map((condition) => compileCondition(condition, set)),
    ownTraffic: conditions.every((condition) => set.metrics.get(condition.metric)?.own_traffic === true),
  };
}

function compileCondition(condition: Condition, set: RuleSet): CompiledCondition {
  const { metric, operator, threshold, window } = condition;
  return { metric, operator, threshold, window, aggregate: set.metrics.get(metric)?.aggregate ?? 'mean' };
}

type Needs = { readonly aggregate: Aggregate; readonly windows: WindowSpec[] };

function needsByAgentMetric(rules: readonly CompiledRule[]): Map<string, Map<string, Needs>> {
  const byAgent = new Map<string, Map<string, Needs>>();
  for (const { rule, when, clear } of rules) {
    for (const agent of rule.agents) {
      const byMetric = byAgent.get(agent) ?? new Map<string, Needs>();
      byAgent.set(agent, byMetric);
      for (const { metric, aggregate, window } of [...when, ...clear]) {
        const needs = byMetric.get(metric) ?? { aggregate, windows: [] };
        byMetric.set(metric, needs);
        if (window !== undefined) needs.windows.push(window);
      }
    }
  }
  return byAgent;
}

function watchOf(
  agent: string,
  compiled: CompiledRule,
  needs: ReadonlyMap<string, Needs>,
  live: LiveCells,
): Watch {
  const series = [...compiled.when, ...compiled.clear].map(({ metric, aggregate }) =>
    ensureSeries(live, agent, metric, needs.get(metric) ?? { aggregate, windows: [] }),
  );
  return { agent, compiled, series };
}

function placesBySeries(watches: readonly Watch[], seriesCount: number): SeriesWatches {
  const first = new Int32Array(seriesCount + 1);
  const read = watches.map(({ series }) => [...new Set(series)]);
  for (const series of read) for (const one of series) first[one + 1] = (first[one + 1] ?? 0) + 1;
  for (let one = 0; one < seriesCount; one++) first[one + 1] = (first[one + 1] ?? 0) + (first[one] ?? 0);
  const next = first.slice();
  const places = new Int32Array(first[seriesCount] ?? 0);
  for (const [place, series] of read.entries()) {
    for (const one of series) {
      const at = next[one] ?? 0;
      places[at] = place;
      next[one] = at + 1;
    }
  }
  return { first, places };
}

function placesByAgent(watches: readonly Watch[]): Map<string, number[]> {
  const byAgent = new Map<string, number[]>();
  for (const [place, { agent }] of watches.entries()) {
    // An array that is pushed to keeps room for sixteen more.
    byAgent.set(agent, (byAgent.get(agent) ?? []).concat(place));
  }
  return byAgent;
}
