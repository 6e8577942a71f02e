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

/** The watches of a rule set, and the ways to find them. Numbers are places in `watches`. */
export type WatchPlaces = {
  readonly watches: readonly Watch[];
  /** By series, so that a batch evaluates what it touched and nothing else. */
  readonly ofSeries: readonly (readonly number[] | undefined)[];
  /** By agent and rule id. */
  readonly of: ReadonlyMap<string, ReadonlyMap<string, number>>;
};

/** Resolves every rule of a set on every agent it stands over; the series they read are made where they are missing. */
export function compileWatches(set: RuleSet, live: LiveCells): WatchPlaces {
  const rules = set.rules.map((rule) => compileRule(rule, set));
  const needs = needsByAgentMetric(rules);
  const watches = rules.flatMap((compiled) =>
    compiled.rule.agents.map((agent) => watchOf(agent, compiled, needs.get(agent) ?? new Map(), live)),
  );
  return { watches, ofSeries: placesBySeries(watches), of: placesByRule(watches) };
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

function placesBySeries(watches: readonly Watch[]): (number[] | undefined)[] {
  const bySeries: (number[] | undefined)[] = [];
  for (const [place, { series }] of watches.entries()) {
    for (const one of new Set(series)) {
      const watching = bySeries[one];
      if (watching === undefined) bySeries[one] = [place];
      else watching.push(place);
    }
  }
  return bySeries;
}

function placesByRule(watches: readonly Watch[]): Map<string, Map<string, number>> {
  const byAgent = new Map<string, Map<string, number>>();
  for (const [place, { agent, compiled }] of watches.entries()) {
    const ofAgent = byAgent.get(agent) ?? new Map<string, number>();
    ofAgent.set(compiled.rule.id, place);
    byAgent.set(agent, ofAgent);
  }
  return byAgent;
}
