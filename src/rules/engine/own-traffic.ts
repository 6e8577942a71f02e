import { doubleAt } from '../../metrics/memory/column.ts';
import type { Engine } from './engine.ts';

/** When traffic of the agent's own was measured last; a feed's freshness is none of it. */
export function ownTrafficAt({ live, set }: Pick<Engine, 'live' | 'set'>, agent: string): number | undefined {
  let at = Number.NEGATIVE_INFINITY;
  for (const series of live.byAgent.get(agent) ?? []) {
    const metric = set.metrics.get(live.names[series]?.metric ?? '');
    if (metric?.own_traffic && metric.aggregate !== 'age') at = Math.max(at, doubleAt(live.lastAt, series));
  }
  return Number.isFinite(at) ? at : undefined;
}
