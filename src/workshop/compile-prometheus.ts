import { leastWeightOf } from '../metrics/buckets.ts';
import { type Aggregate, type NamedMetric, type Percentile, permilleOf } from '../metrics/metric.ts';
import { formatQuantity } from '../metrics/quantity.ts';
import { defined } from '../platform/defined.ts';
import { formatDuration } from '../platform/duration.ts';
import { type Condition, comparisonMargin } from '../rules/condition.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import { type RuleSet, rulesOver } from '../rules/ruleset.ts';

/** A Prometheus rule group as plain values, in the order in which it is written. */
type PrometheusGroup = {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly PrometheusRule[];
};
type PrometheusRule =
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

/** A part of a rule that PromQL cannot express, for the comment at the head of the file. */
export type CompileNote = { readonly agent: string; readonly rule: string; readonly note: string };

export type Compiled = {
  readonly file: { readonly groups: readonly PrometheusGroup[] };
  readonly notes: readonly CompileNote[];
};

/**
 * Rules as Prometheus rule groups, one an agent. The series they read are sums over one step, written at the
 * step's start:
 *
 *     filrouge_cell_sum{agent,metric}     Σ value·weight
 *     filrouge_cell_weight{agent,metric}  Σ weight
 *     filrouge_cell_min, _max, _last      extremes and last value, for metrics aggregated so
 *     filrouge_cell_bucket{agent,metric,le}   Σ weight of the values up to le, for percentiles
 *     filrouge_last_sample_timestamp_seconds{agent,metric}   for metrics aggregated by age
 *
 * Each condition becomes a recording rule for its window and one for the weight in it; the alert compares
 * them. A window of W reads the samples of (now − W, now], which is `[W − 1 ms]` in every version of
 * Prometheus: before 3.0 a range included its left end.
 *
 * On purpose different (docs/rules-workshop.md): `clear` becomes an alert that goes on while the clearing
 * condition is not true and it fired before; without data Prometheus resolves what filrouge keeps firing.
 */
export function compilePrometheus(set: RuleSet, options: { readonly keepFiringFor: boolean }): Compiled {
  const notes: CompileNote[] = [];
  const groups = [...set.agents.keys()].flatMap((agent): PrometheusGroup[] => {
    const rules = rulesOver(set, agent);
    if (rules.length === 0) return [];
    const recorded = new Map<string, PrometheusRule>();
    const alerts = rules.map((rule) => {
      notes.push(...notesOf(rule, agent));
      for (const condition of conditionsOf(rule))
        for (const one of recordings(condition, agent, set)) recorded.set(JSON.stringify(one), one);
      return alertOf(rule, agent, set, options.keepFiringFor);
    });
    const interval = formatDuration(set.stepMs);
    return [{ name: `filrouge_${agent}`, interval, rules: [...recorded.values(), ...alerts] }];
  });
  return { file: { groups }, notes };
}

function notesOf(rule: Rule, agent: string): CompileNote[] {
  const note = (text: string): CompileNote => ({ agent, rule: rule.id, note: text });
  return [
    ...(rule.onNoData === 'keep'
      ? []
      : [note(`on_no_data: ${rule.onNoData} is left out; alert on absent() if you need it`)]),
    ...(rule.effect === 'suspend'
      ? [note('Prometheus tells of the breach; nothing but filrouge suspends the agent')]
      : []),
  ];
}

type Recorded = { readonly value: string; readonly weight: string };

/** The recorded series of a condition's window. */
function seriesOf({ metric, window }: Condition, agent: string): Recorded {
  const over = window === undefined ? 'age' : formatDuration(window.lengthMs);
  const labels = `{agent="${agent}",metric="${metric}",window="${over}"}`;
  return { value: `filrouge:value${labels}`, weight: `filrouge:weight${labels}` };
}

function recordings(condition: Condition, agent: string, set: RuleSet): PrometheusRule[] {
  const { metric, window } = condition;
  const aggregate = set.metrics.get(metric)?.aggregate ?? 'mean';
  const over = window === undefined ? 'age' : formatDuration(window.lengthMs);
  const labels = { agent, metric, window: over };
  const selector = `{agent="${agent}",metric="${metric}"}`;
  if (window === undefined || aggregate === 'age')
    return [
      {
        record: 'filrouge:value',
        labels,
        expr: `time() - max by (agent, metric) (last_over_time(filrouge_last_sample_timestamp_seconds${selector}[7d]))`,
      },
    ];
  const range = `${selector}[${formatDuration(window.lengthMs - 1)}]`;
  const weight = `sum by (agent, metric) (sum_over_time(filrouge_cell_weight${range}))`;
  return [
    { record: 'filrouge:value', labels, expr: valueExpr(aggregate, range, weight) },
    { record: 'filrouge:weight', labels, expr: weight },
  ];
}

function valueExpr(aggregate: Exclude<Aggregate, 'age'>, range: string, weight: string): string {
  switch (aggregate) {
    case 'mean':
      return `sum by (agent, metric) (sum_over_time(filrouge_cell_sum${range})) / (${weight} > 0)`;
    case 'sum':
      return `sum by (agent, metric) (sum_over_time(filrouge_cell_sum${range}))`;
    case 'count':
      return weight;
    case 'min':
      return `min by (agent, metric) (min_over_time(filrouge_cell_min${range}))`;
    case 'max':
      return `max by (agent, metric) (max_over_time(filrouge_cell_max${range}))`;
    case 'last':
      return `max by (agent, metric) (last_over_time(filrouge_cell_last${range}))`;
    default:
      return quantileExpr(aggregate, range, weight);
  }
}

/** As filrouge: nothing is said of a window with too few values. */
function quantileExpr(aggregate: Percentile, range: string, weight: string): string {
  const buckets = `sum by (agent, metric, le) (sum_over_time(filrouge_cell_bucket${range}))`;
  const quantile = `histogram_quantile(${permilleOf(aggregate) / 1_000}, ${buckets})`;
  return `${quantile} and (${weight} >= ${leastWeightOf(aggregate)})`;
}

function alertOf(rule: Rule, agent: string, set: RuleSet, keepFiringFor: boolean): PrometheusRule {
  const [first] = rule.when;
  const metric = set.metrics.get(first?.metric ?? '');
  const threshold =
    first === undefined || metric === undefined ? '' : formatQuantity(first.threshold, metric);
  const name = alertName(rule.id);
  const keepFiringForMs = keepFiringFor ? rule.keepFiringForMs : 0;
  return defined({
    alert: name,
    expr: alertExpr(rule, agent, set, name),
    for: rule.forMs === 0 ? undefined : formatDuration(rule.forMs),
    keep_firing_for: keepFiringForMs === 0 ? undefined : formatDuration(keepFiringForMs),
    labels: { agent, rule: rule.id, severity: rule.severity, effect: rule.effect },
    annotations: {
      summary: `${metric?.label.en ?? rule.id} of ${agent}: ${shownValue(metric)} (threshold ${threshold})`,
      summary_fr: `${metric?.label.fr ?? rule.id} de ${agent} : ${shownValue(metric)} (seuil ${threshold})`,
      condition: rule.when.map(({ text }) => text).join(' and '),
    },
  });
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

/** The comparison with the margin that filrouge compares with (rules/condition.ts). */
function comparisonOf(value: string, { operator, threshold }: Condition): string {
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
export function alertName(rule: string): string {
  const words = rule.split(/[-_]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Filrouge${words.join('')}`;
}

/**
 * `when`, or, for a rule with `clear`: fired before and not yet clear. ALERTS is what the alert itself said
 * at the last evaluation, so the pair of expressions is a latch.
 */
function alertExpr(rule: Rule, agent: string, set: RuleSet, name: string): string {
  const when = all(rule.when, agent, rule.minSamples, set);
  const [first] = rule.when;
  if (rule.clear === undefined || first === undefined) return when;
  const clear = all(rule.clear, agent, 1, set);
  const alerts = `ALERTS{alertname="${name}",agent="${agent}",rule="${rule.id}",alertstate="firing"}`;
  const { value } = seriesOf(first, agent);
  return `(${when}) or ((${value} and on (agent) ${alerts}) unless on (agent) (${clear}))`;
}

/** All conditions true, each on enough samples. */
function all(conditions: readonly Condition[], agent: string, minSamples: number, set: RuleSet): string {
  return conditions
    .map((condition) => {
      const { value, weight } = seriesOf(condition, agent);
      const compared = comparisonOf(value, condition);
      const aggregate = set.metrics.get(condition.metric)?.aggregate;
      return aggregate === 'age' || minSamples <= 1
        ? compared
        : `(${compared} and ${weight} >= ${minSamples})`;
    })
    .join(' and on (agent) ');
}
