import { numbersOf } from '../../metrics/memory/chains.ts';
import { doubleAt } from '../../metrics/memory/column.ts';
import { findSeries } from '../../metrics/memory/live.ts';
import { metricOfSeries } from '../../metrics/variant.ts';
import type { Rule } from '../rule.ts';
import type { Engine } from './engine.ts';

/** When traffic of the agent's own was measured last; a feed's freshness is none of it. */
export function ownTrafficAt({ live, set }: Pick<Engine, 'live' | 'set'>, agent: string): number | undefined {
  let at = Number.NEGATIVE_INFINITY;
  for (const series of numbersOf(live.byAgent, agent)) {
    const metric = set.metrics.get(metricOfSeries(live.metrics[series] ?? ''));
    if (metric?.own_traffic && metric.aggregate !== 'age') at = Math.max(at, doubleAt(live.lastAt, series));
  }
  return Number.isFinite(at) ? at : undefined;
}

/** When the metrics of a rule were measured last: of several, the one that is silent longest. */
export function lastMeasuredAt(
  { live }: Pick<Engine, 'live'>,
  agent: string,
  { when }: Rule,
): number | undefined {
  const times = when.map(({ metric }) => {
    const series = findSeries(live, agent, metric);
    return series === undefined ? Number.NEGATIVE_INFINITY : doubleAt(live.lastAt, series);
  });
  const at = Math.min(...times);
  return Number.isFinite(at) ? at : undefined;
}
