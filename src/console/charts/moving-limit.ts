import type { NamedMetric } from '../../metrics/metric.ts';
import type { Point } from '../../metrics/series.ts';
import { baselineFactor } from '../../rules/against.ts';
import { isFixed } from '../../rules/condition.ts';
import type { Rule } from '../../rules/rule.ts';

/** The threshold of a comparison with the past, over time: from each point to the next it is the same. */
export type MovingLine = { readonly rule: string; readonly points: readonly Point[] };

/** A comparison with the past: its window of the past, and what its value is multiplied by. */
export type Baseline = {
  readonly rule: string;
  readonly windowMs: number;
  readonly cellMs: number;
  readonly agoMs: number;
  readonly factor: number;
  readonly minWeight: number;
};

/** The comparisons with the past that an agent's rules make of a metric. */
export function baselinesOf(agent: string, metric: NamedMetric, rules: readonly Rule[]): Baseline[] {
  return rules
    .filter((rule) => rule.agents.includes(agent))
    .flatMap((rule) =>
      rule.when.flatMap((condition): Baseline[] => {
        if (isFixed(condition) || condition.metric !== metric.name) return [];
        const { against, window } = condition;
        if (against.kind !== 'baseline') return [];
        const { lengthMs: windowMs, cellMs, agoMs = 0 } = against.window;
        const factor = baselineFactor(against, window, metric.aggregate);
        const minWeight = rule.minBaselineSamples ?? rule.minSamples;
        return [{ rule: rule.id, windowMs, cellMs, agoMs, factor, minWeight }];
      }),
    );
}

type Span = { readonly from: number; readonly until: number };

/**
 * The part of the past to be read so that a chart of `span` knows a threshold: the past that it was compared
 * with, in the whole cells that the rule reads.
 */
export function pastOf({ from, until }: Span, { windowMs, cellMs, agoMs, minWeight }: Baseline) {
  return {
    ...{ from: from - agoMs - 2 * cellMs, until: until - agoMs },
    ...{ windowMs, minWeight, leastStepMs: cellMs },
  };
}

/**
 * The threshold over `span`, from the values that windows of the past had at their ends. What ended at an
 * instant counts from `agoMs` later on, until the next whole cell has ended as long ago.
 */
export function thresholdOver(
  { from, until }: Span,
  past: readonly Point[],
  { agoMs, factor }: Baseline,
): Point[] {
  const moved = past.map(([end, value]): Point => [end + agoMs, value === null ? null : value * factor]);
  const first = moved.findLastIndex(([at]) => at <= from);
  const shown = moved.slice(Math.max(0, first)).filter(([at]) => at <= until);
  const last = shown.at(-1);
  if (last === undefined) return [];
  const steps = shown.map(([at, value]): Point => [Math.max(at, from), value]);
  return last[0] < until ? [...steps, [until, last[1]]] : steps;
}
