import { leastWeightOf } from '../../metrics/buckets.ts';
import { type Aggregate, type Percentile, permilleOf } from '../../metrics/metric.ts';
import type { WindowSpec } from '../../metrics/window.ts';
import { formatDuration } from '../../platform/duration.ts';
import { type Condition, windowsOf } from '../../rules/condition.ts';
import { conditionsOf, type Rule } from '../../rules/rule.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { alertOf, type PrometheusGroup, type PrometheusRule, silenceAlert, type Told } from './alert.ts';

/** The rules of one agent as a group, over series of whole cells that somebody writes. */
export function groupOverCells(
  agent: string,
  rules: readonly Rule[],
  { metrics, stepMs }: RuleSet,
  keepFiringFor: boolean,
): PrometheusGroup {
  const told: Told = {
    ...{ metrics, agent },
    value: (condition) => seriesOf(condition, agent).value,
    weight: (condition) => seriesOf(condition, agent).weight,
    baseline: ({ metric, against }, part) =>
      against.kind === 'baseline' ? seriesOf({ metric, window: against.window }, agent)[part] : undefined,
  };
  const aggregateOf = ({ metric }: Condition) => metrics.get(metric)?.aggregate ?? 'mean';
  const recorded = rules.flatMap(conditionsOf).flatMap((condition) => {
    const windows = windowsOf(condition);
    const read = windows.length === 0 ? [undefined] : windows;
    return read.flatMap((window) =>
      recordings({ metric: condition.metric, window, stepMs }, agent, aggregateOf(condition)),
    );
  });
  const once = new Map(recorded.map((one) => [JSON.stringify(one), one]));
  const alerts = rules.flatMap((rule) => {
    const absent = rule.when.map((condition) => absence(condition, agent, aggregateOf(condition)));
    const silence = silenceAlert(rule, told, [...new Set(absent)].join(' or '));
    return [alertOf(rule, told, keepFiringFor), silence];
  });
  const interval = formatDuration(stepMs);
  return { name: `filrouge_${agent}`, interval, rules: [...once.values(), ...alerts] };
}

/** An age is no silence of its own: it is watched for. */
function absence({ metric, window }: Condition, agent: string, aggregate: Aggregate): string {
  const selector = `{agent="${agent}",metric="${metric}"}`;
  return window === undefined || aggregate === 'age'
    ? `absent_over_time(filrouge_last_sample_timestamp_seconds${selector}[7d])`
    : `absent_over_time(filrouge_cell_weight${selector}[${formatDuration(window.lengthMs - 1)}])`;
}

/** A metric and the window that is read of it. */
type Read = { readonly metric: string; readonly window?: WindowSpec | undefined };

type Recorded = { readonly value: string; readonly weight: string };

/** The recorded series of a condition's window. */
function seriesOf({ metric, window }: Read, agent: string): Recorded {
  const over = windowLabel(window);
  const labels = `{agent="${agent}",metric="${metric}",window="${over}"}`;
  return { value: `filrouge:value${labels}`, weight: `filrouge:weight${labels}` };
}

/** A window of the past is written as conditions do. */
function windowLabel(window: WindowSpec | undefined): string {
  if (window === undefined) return 'age';
  const length = formatDuration(window.lengthMs);
  return window.agoMs === undefined ? length : `${length} ending ${formatDuration(window.agoMs)} ago`;
}

function recordings(
  { metric, window, stepMs }: Read & { readonly stepMs: number },
  agent: string,
  aggregate: Aggregate,
): PrometheusRule[] {
  const over = windowLabel(window);
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
  // A cell is written at its start: one that began so long ago had not ended then.
  const { agoMs } = window;
  const offset = agoMs === undefined ? '' : ` offset ${formatDuration(agoMs + stepMs)}`;
  const range = `${selector}[${formatDuration(window.lengthMs - 1)}]${offset}`;
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
