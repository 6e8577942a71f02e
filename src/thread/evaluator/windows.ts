import { baseCapacity } from '../../metrics/memory/live.ts';
import type { WindowSpec } from '../../metrics/window.ts';
import { allCriteria, type Plan } from '../../plans/plan.ts';
import { type FixedCondition, windowsOf } from '../../rules/condition.ts';
import { conditionsOf } from '../../rules/rule.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';

/** The conditions that a plan's criteria measure. */
export function criteriaConditions(plan: Pick<Plan, 'actions' | 'indicators'>): readonly FixedCondition[] {
  return allCriteria(plan).flatMap(({ spec }) =>
    spec.kind === 'metric' || spec.kind === 'episodes' ? [spec.condition] : [],
  );
}

/** Windows that criteria read, by agent and metric. */
export type CriterionWindows = ReadonlyMap<string, ReadonlyMap<string, readonly WindowSpec[]>>;

/** The windows of all criteria of these plans, unless they are closed. */
export function criterionWindows(plans: Iterable<Plan>): CriterionWindows {
  const byAgent = new Map<string, Map<string, WindowSpec[]>>();
  for (const plan of plans) {
    if (plan.state === 'closed') continue;
    const byMetric = byAgent.get(plan.agent ?? noAgent) ?? new Map<string, WindowSpec[]>();
    byAgent.set(plan.agent ?? noAgent, byMetric);
    for (const { metric, window } of criteriaConditions(plan)) {
      if (window === undefined) continue;
      const windows = byMetric.get(metric) ?? [];
      byMetric.set(metric, windows);
      windows.push(withPast(window));
    }
  }
  return byAgent;
}

/**
 * Criteria are measured at the end of a cell, when the next one has begun already: their rings hold one cell
 * more than their windows read.
 */
export function withPast(window: WindowSpec): WindowSpec {
  return { ...window, cells: window.cells + 1, lengthMs: window.lengthMs + window.cellMs };
}

/** The length of the longest base ring that these rules and criteria ask for. */
export function baseReachMs({ rules, stepMs }: RuleSet, criteria: CriterionWindows): number {
  const windows = [
    ...rules.flatMap(conditionsOf).flatMap(windowsOf),
    ...[...criteria.values()].flatMap((byMetric) => [...byMetric.values()].flat()),
  ];
  return baseCapacity(stepMs, { windows }) * stepMs;
}
