import { doubleAt, wholeAt } from '../../memory/column.ts';
import type { LiveCells } from '../../memory/live.ts';
import { addArrival, newestTime, none, placeLate } from './arrivals.ts';
import { judgeRestored, restoredAt } from './restored.ts';
import { gauge, type SeriesCache } from './series-cache.ts';

/** A sample's time, and that of the last one of its series that came along with it. */
export type Times = { readonly at: number; readonly until: number };

/**
 * Finds the place of a sample that is not newer than the last one of its label set, and notes its time when
 * it is to be counted. `forgotten`: nobody knows whether it came before.
 */
export function placeOf(
  cache: SeriesCache,
  live: LiveCells,
  number: number,
  times: Times,
): 'late' | 'repeated' | 'forgotten' {
  const { arrivals } = cache;
  const { at } = times;
  const end = doubleAt(cache.chain, number);
  const series = gaugeOf(cache, number);
  if (series === undefined || at > restoredAt(live, series)) return placeLate(arrivals, end, at);
  const judged = judgeRestored(live, cache.open, series, times);
  if (judged !== 'new') return judged === 'counted' ? 'repeated' : 'forgotten';
  const newest = newestTime(arrivals, end);
  if (end !== none && (newest === undefined || newest >= at)) return placeLate(arrivals, end, at);
  cache.chain[number] = addArrival(arrivals, at, end);
  return 'late';
}

/**
 * The series of the gauge that a label set is, or is among other things. Of a variant its own: what another
 * variant sent last says nothing of it.
 */
export function gaugeOf(cache: SeriesCache, number: number): number | undefined {
  if (cache.kind[number] === gauge) return wholeAt(cache.series, number);
  const feed = cache.feeds.get(number)?.find(({ role }) => role === 'gauge');
  return feed?.apart ?? feed?.series;
}
