import { type Cell, cellOf } from '../../metrics/cell.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { PulledSeries } from './series.ts';

/** Whether the weights of a metric come with its values: only means need them. */
function isWeighted({ aggregate, from }: NamedMetric): boolean {
  return aggregate === 'mean' && from?.samples !== undefined;
}

/**
 * The query for cells of `cellMs` from the values that the compiled rules record each `chartMs`, each told at
 * the end of its cell. A value that is older than its interval counts for none. Ranges lack their last
 * millisecond: before 3.0 those of Prometheus had both ends.
 */
export function chartQuery(agent: string, metric: NamedMetric, chartMs: number, cellMs: number): string {
  const selector = `{agent="${agent}",metric="${metric.name}"}[${formatDuration(chartMs - 1)}]`;
  const value = `last_over_time(filrouge:chart${selector})`;
  const over = `[${formatDuration(cellMs - 1)}:${formatDuration(chartMs)}]`;
  if (!isWeighted(metric)) return `${foldOf(metric)}((${value})${over})`;
  const weight = `last_over_time(filrouge:chart_weight${selector})`;
  const named = (of: string, expr: string) =>
    `label_replace(sum_over_time((${expr})${over}), "of", "${of}", "", "")`;
  return `${named('sum', `${value} * on (agent, metric) ${weight}`)} or ${named('weight', weight)}`;
}

function foldOf({ name, aggregate }: NamedMetric): string {
  switch (aggregate) {
    case 'mean':
      return 'avg_over_time';
    case 'sum':
    case 'count':
      return 'sum_over_time';
    case 'min':
      return 'min_over_time';
    case 'max':
      return 'max_over_time';
    case 'last':
    case 'age':
      return 'last_over_time';
    default:
      throw new Error(`${name} lives in no store: percentiles cannot be put together again`);
  }
}

/** The cells of an answer to such a query, in order. */
export function cellsIn(series: readonly PulledSeries[], metric: NamedMetric, cellMs: number): Cell[] {
  const of = (what: string) => series.find(({ labels }) => labels.get('of') === what)?.points ?? [];
  const weights = new Map(of('weight'));
  const points = isWeighted(metric) ? of('sum') : (series[0]?.points ?? []);
  return points.flatMap(([end, value]) => {
    const cell = cellFrom(metric, { start: end - cellMs, end, value, weight: weights.get(end) });
    return Number.isFinite(value) && cell.weight > 0 ? [cell] : [];
  });
}

type Told = {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly weight?: number | undefined;
};

function cellFrom(metric: NamedMetric, { start, end, value, weight = 0 }: Told): Cell {
  if (isWeighted(metric)) return cellOf(start, weight > 0 ? value / weight : 0, weight, end - 1);
  if (metric.aggregate === 'count') return cellOf(start, 1, value, end - 1);
  if (metric.aggregate === 'age') return cellOf(start, value, 1, end - value * 1_000);
  return cellOf(start, value, 1, end - 1);
}
