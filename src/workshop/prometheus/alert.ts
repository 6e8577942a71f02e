import type { Language } from '../../language/language.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { formatQuantity } from '../../metrics/quantity.ts';
import { defined } from '../../platform/defined.ts';
import { formatDuration } from '../../platform/duration.ts';
import { baselineFactor } from '../../rules/against.ts';
import {
  type ComparedCondition,
  type Condition,
  comparisonMargin,
  type FixedCondition,
  isFixed,
  isPlain,
} from '../../rules/condition.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { rightSideText } from '../../rules/words/against.ts';

/** A Prometheus rule group as plain values, in the order in which it is written. */
export type PrometheusGroup = {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly PrometheusRule[];
};
/** A rule in a file of Prometheus: one that records, or one that alerts. */
export type PrometheusRule =
  | { readonly record: string; readonly labels: Labels; readonly expr: string }
  | {
      readonly alert: string;
      readonly expr: string;
      readonly for?: string;
      readonly keep_firing_for?: string;
      readonly labels: Labels;
      readonly annotations: Labels;
    };
type Labels = Readonly<Record<string, string>>;

/**
 * How the conditions of rules are told: over recorded series of one agent, or over the queries of a store,
 * about all their agents at once.
 */
export type Told = Pick<RuleSet, 'metrics'> & {
  /** The one agent that it is about; else the label of each series says so. */
  readonly agent?: string;
  readonly value: (condition: Condition) => string;
  /** How many samples are in the window; undefined where nobody counts them. */
  readonly weight: (condition: Condition) => string | undefined;
  /** The same over the past that a condition is compared with. */
  readonly baseline: (condition: ComparedCondition, part: 'value' | 'weight') => string | undefined;
  /** Put behind an expression: leaves the agents that the rule stands over. */
  readonly only?: string;
};

/** The alert of a rule. Its labels are the way back: agent, rule, and what its firing means. */
export function alertOf(rule: Rule, told: Told, keepFiringFor: boolean): PrometheusRule {
  const [first] = rule.when;
  const metric = told.metrics.get(first?.metric ?? '');
  const limit = (language: Language) => first && limitText(first, metric, language);
  const keepFiringForMs = keepFiringFor ? rule.keepFiringForMs : 0;
  const agent = told.agent ?? '{{ $labels.agent }}';
  return defined({
    alert: alertName(rule.id),
    expr: alertExpr(rule, told),
    for: rule.forMs === 0 ? undefined : formatDuration(rule.forMs),
    keep_firing_for: keepFiringForMs === 0 ? undefined : formatDuration(keepFiringForMs),
    labels: labelsOf(rule, told, 'breach'),
    annotations: {
      summary: `${metric?.label.en ?? rule.id} of ${agent}: ${shownValue(metric)} (threshold ${limit('en')})`,
      summary_fr: `${metric?.label.fr ?? rule.id} de ${agent} : ${shownValue(metric)} (seuil ${limit('fr')})`,
      condition: rule.when.map(({ text }) => text).join(' and '),
      value: '{{ $value }}',
    },
  });
}

/**
 * The companion of a rule: there is nothing to measure. Its end, like that of the rule's alert, is never a
 * recovery.
 */
export function silenceAlert(rule: Rule, told: Told, expr: string): PrometheusRule {
  const [metric] = rule.when.flatMap((condition) => told.metrics.get(condition.metric) ?? []);
  const agent = told.agent ?? '{{ $labels.agent }}';
  return {
    alert: `${alertName(rule.id)}NoData`,
    expr,
    for: formatDuration(rule.noDataAfterMs),
    labels: { ...labelsOf(rule, told, 'no_data'), effect: rule.onNoData },
    annotations: {
      summary: `${metric?.label.en ?? rule.id} of ${agent}: no data`,
      summary_fr: `${metric?.label.fr ?? rule.id} de ${agent} : pas de mesure`,
    },
  };
}

function labelsOf({ id, severity, effect }: Rule, { agent }: Told, filrouge: 'breach' | 'no_data'): Labels {
  return { ...defined({ agent }), rule: id, severity, effect, filrouge };
}

/** The value of an alert in the unit that its threshold is written in, as a template of Prometheus. */
function shownValue(metric: NamedMetric | undefined): string {
  if (metric === undefined) return '{{ $value }}';
  switch (metric.unit) {
    case 'ratio':
      return '{{ $value | humanizePercentage }}';
    case 'seconds':
      return '{{ $value | humanizeDuration }}';
    case 'score':
      return `{{ $value | printf "%.2f" }}/${metric.scale ?? 5}`;
    case 'currency':
      return '{{ $value | printf "%.2f" }}';
    case 'count':
    case 'number':
      return '{{ $value }}';
    default:
      return metric.unit satisfies never;
  }
}

/** A threshold as rules write it, or what it is a multiple of in words, with plain spaces. */
function limitText(condition: Condition, metric: NamedMetric | undefined, language: Language): string {
  if (metric === undefined) return '';
  if (isPlain(condition)) return formatQuantity(condition.threshold, metric);
  return rightSideText(condition, metric, language).replace(/[\u00a0\u202f]/g, ' ');
}

/** The comparison with the margin that filrouge compares with (rules/condition.ts). */
function comparisonOf(
  value: string,
  { operator, threshold }: Pick<FixedCondition, 'operator' | 'threshold'>,
): string {
  const margin = Math.abs(threshold) * comparisonMargin;
  const [low, high] = [threshold - margin, threshold + margin].map((bound) => Number(bound.toPrecision(15)));
  switch (operator) {
    case '>':
    case '<=':
      return `${value} ${operator} ${high}`;
    case '>=':
    case '<':
      return `${value} ${operator} ${low}`;
    case '==':
      return `(${value} >= ${low} <= ${high})`;
    case '!=':
      return `(${value} < ${low} or ${value} > ${high})`;
    default:
      return operator satisfies never;
  }
}

/** `error-rate` → `FilrougeErrorRate`: alert names may not hold dashes in some tools. */
function alertName(rule: string): string {
  const words = rule.split(/[-_]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Filrouge${words.join('')}`;
}

/**
 * `when`, or, for a rule with `clear`: fired before and not yet clear. ALERTS is what the alert itself said
 * at the last evaluation, so the pair of expressions is a latch.
 */
function alertExpr(rule: Rule, told: Told): string {
  const { agent, only = '' } = told;
  const when = `${all(rule.when, rule.minSamples, told, rule.minBaselineSamples)}${only}`;
  const [first] = rule.when;
  if (rule.clear === undefined || first === undefined) return when;
  const clear = all(rule.clear, 1, told);
  const of = agent === undefined ? '' : `agent="${agent}",`;
  const alerts = `ALERTS{alertname="${alertName(rule.id)}",${of}rule="${rule.id}",alertstate="firing"}`;
  return `(${when}) or ((${told.value(first)} and on (agent) ${alerts}) unless on (agent) (${clear}))`;
}

/** Against as many times what was usual, if something was, on enough samples. */
function comparedOf(condition: ComparedCondition, least: number, told: Told): string {
  const { operator, against, window, metric } = condition;
  const aggregate = told.metrics.get(metric)?.aggregate;
  const isAbove = operator === '>' || operator === '<=';
  const factor =
    baselineFactor(against, window, aggregate ?? 'mean') *
    (isAbove ? 1 + comparisonMargin : 1 - comparisonMargin);
  const usual = `(${told.baseline(condition, 'value')} > 0)`;
  const weight = least > 1 ? told.baseline(condition, 'weight') : undefined;
  const enough = weight === undefined ? '' : ` and on (agent) ${weight} >= ${least}`;
  const compared = `${told.value(condition)} ${operator} on (agent) ${usual} * ${Number(factor.toPrecision(15))}`;
  return `(${compared}${enough})`;
}

/** All conditions true, each on enough samples. */
function all(conditions: readonly Condition[], minSamples: number, told: Told, least = minSamples): string {
  return conditions
    .map((condition) => {
      const compared = isFixed(condition)
        ? comparisonOf(told.value(condition), condition)
        : comparedOf(condition, least, told);
      const aggregate = told.metrics.get(condition.metric)?.aggregate;
      const weight = told.weight(condition);
      return aggregate === 'age' || minSamples <= 1 || weight === undefined
        ? compared
        : `(${compared} and ${weight} >= ${minSamples})`;
    })
    .join(' and on (agent) ');
}
