import type { NamedMetric } from '../metrics/metric.ts';
import { formatQuantity } from '../metrics/quantity.ts';
import type { WindowSpec } from '../metrics/window.ts';
import { formatDuration } from '../platform/duration.ts';
import { type Against, type BurnRate, formatAgainst } from './against.ts';

/** `>` and `>=` alarm on high values, `<` and `<=` on low ones; `==` and `!=` on neither. */
export type Operator = '>' | '>=' | '<' | '<=' | '==' | '!=';

type Parts = {
  readonly metric: string;
  readonly operator: Operator;
  /** Absent for `age` metrics, which look at the last sample however old it is. */
  readonly window?: WindowSpec;
  /** Only a criterion's text may carry it; a rule gives its hold under `for:`. */
  readonly holdMs?: number;
  /** As it was written, with single spaces. */
  readonly text: string;
};

/** `error_rate > 2% over 5m for 24h`, parsed: what is compared, over which window, for how long. */
export type FixedCondition = Parts & {
  /** In the metric's unit: 2% is 0.02, 15m is 900. */
  readonly threshold: number;
  /** Written as a burn rate, which comes to this threshold. */
  readonly burn?: BurnRate;
  readonly against?: never;
};

/**
 * `error_rate over 5m > 2 × error_rate over 7d ending 1h ago`: its threshold is another one at every instant.
 */
export type ComparedCondition = Parts & {
  readonly window: WindowSpec;
  readonly against: Against;
  readonly threshold?: never;
};

/** Whether a condition is a metric and a quantity, which people change by themselves. */
export function isPlain(condition: Condition): condition is FixedCondition {
  return isFixed(condition) && condition.burn === undefined;
}

/** The windows that a condition reads of its metric. */
export function windowsOf({ window, against }: Condition): readonly WindowSpec[] {
  const now = window === undefined ? [] : [window];
  return against?.kind === 'baseline' ? [...now, against.window] : now;
}

/** A condition of a rule. */
export type Condition = FixedCondition | ComparedCondition;

/** Whether a condition has a threshold that is always the same. */
export function isFixed(condition: Condition): condition is FixedCondition {
  return condition.against === undefined;
}

/** The meaning of a condition that comes true: things go wrong (`alarm`) or well (`goal`). */
export type Direction = 'alarm' | 'goal';

/** Holds and waits longer than ten years are typing errors. */
export const longestDurationMs = 3_650 * 86_400_000;

/** Words of the grammars around conditions: a metric of that name could not be read back. */
export const reservedWords = [
  'over',
  'for',
  'no',
  'at',
  'most',
  'checklist',
  'proof',
  'threshold',
  'attested',
];

/**
 * A value as near to the threshold as this part of it is the threshold: sums and means of decimal numbers
 * miss it in their last bits, and 3 of 150 are 2%, not more.
 */
export const comparisonMargin = 1e-9;

/** Whether a measured value meets the condition. */
export function isTrue(
  { operator, threshold }: Pick<FixedCondition, 'operator' | 'threshold'>,
  value: number,
): boolean {
  return compares(operator, threshold, value);
}

/** The same with its parts, for the engine. */
export function compares(operator: Operator, threshold: number, value: number): boolean {
  const margin = Math.abs(threshold) * comparisonMargin;
  switch (operator) {
    case '>':
      return value > threshold + margin;
    case '>=':
      return value >= threshold - margin;
    case '<':
      return value < threshold - margin;
    case '<=':
      return value <= threshold + margin;
    case '==':
      return Math.abs(value - threshold) <= margin;
    case '!=':
      return Math.abs(value - threshold) > margin;
    default:
      return operator satisfies never;
  }
}

/** The parts of a condition, without how it was spelt. */
export type ConditionParts = Omit<FixedCondition, 'text'> | Omit<ComparedCondition, 'text'>;

/** A condition as the grammar writes it, from its parts: reading it again gives the same parts. */
export function formatCondition(
  condition: ConditionParts,
  metrics: ReadonlyMap<string, Pick<NamedMetric, 'unit' | 'scale'>>,
): string {
  const { metric, operator, window, holdMs } = condition;
  const over = window === undefined ? '' : ` over ${formatDuration(window.lengthMs)}`;
  const hold = holdMs === undefined ? '' : ` for ${formatDuration(holdMs)}`;
  if (condition.against !== undefined)
    return `${metric}${over} ${operator} ${formatAgainst(metric, condition.against)}${hold}`;
  const { threshold, burn } = condition;
  if (burn !== undefined) {
    const target = formatQuantity(burn.target, { unit: 'ratio' });
    return `burn rate of ${metric} ${burn.operator} ${burn.rate}${over} for target ${target}${hold}`;
  }
  const known = metrics.get(metric);
  const quantity = known === undefined ? String(threshold) : formatQuantity(threshold, known);
  return `${metric} ${operator} ${quantity}${over}${hold}`;
}

/** Meaning of a comparison for a metric that is better `lower` or `higher`; `==` and `!=` have none. */
export function conditionDirection(operator: Operator, better: NamedMetric['better']): Direction | 'either' {
  if (operator === '==' || operator === '!=') return 'either';
  const onHighValues = operator === '>' || operator === '>=';
  return onHighValues === (better === 'lower') ? 'alarm' : 'goal';
}

/** Why a threshold can never be crossed by this metric's values, or `undefined`. */
export function outOfRange(
  threshold: number,
  metric: Pick<NamedMetric, 'unit' | 'scale' | 'aggregate'>,
): string | undefined {
  // A sum or a count of ratios or scores has no upper end.
  if (metric.aggregate === 'sum' || metric.aggregate === 'count') return undefined;
  if (metric.aggregate === 'age' && threshold < 0) return 'that is not negative, since it is an age';
  if (metric.unit === 'ratio' && (threshold < 0 || threshold > 1)) return 'between 0% and 100%';
  if (metric.unit === 'score' && (threshold < 0 || threshold > (metric.scale ?? Infinity)))
    return `between 0 and ${metric.scale}`;
  return undefined;
}

/** Which thresholds a metric's values could cross, when they never cross this one; else `undefined`. */
export function neverCrossed(
  { operator, threshold }: Pick<FixedCondition, 'operator' | 'threshold'>,
  metric: Pick<NamedMetric, 'unit' | 'scale' | 'aggregate'>,
): string | undefined {
  const [least, most] = extremesOf(metric);
  if (operator === '>' && threshold >= most)
    return `a threshold under ${formatQuantity(most, metric)}: no value is above that`;
  if (operator === '<' && threshold <= least)
    return `a threshold over ${formatQuantity(least, metric)}: no value is below that`;
  return undefined;
}

function extremesOf({
  unit,
  scale,
  aggregate,
}: Pick<NamedMetric, 'unit' | 'scale' | 'aggregate'>): readonly [number, number] {
  const isTotal = aggregate === 'sum' || aggregate === 'count';
  if (aggregate === 'count' || aggregate === 'age') return [0, Number.POSITIVE_INFINITY];
  if (unit === 'ratio') return [0, isTotal ? Number.POSITIVE_INFINITY : 1];
  if (unit === 'score') return [0, isTotal ? Number.POSITIVE_INFINITY : (scale ?? Number.POSITIVE_INFINITY)];
  return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}
