import { type Buckets, mergeAllBuckets, mergeBuckets } from '../../metrics/buckets.ts';
import { aggregateCell, type Cell, cellStart } from '../../metrics/cell.ts';
import { createFold, type Fold, resetFold } from '../../metrics/fold.ts';
import { isPercentile } from '../../metrics/metric.ts';
import { coarsen, windowStart } from '../../metrics/window.ts';
import type { Measured } from '../../plans/criteria/criterion.ts';
import type { Condition } from '../../rules/condition.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Measures } from './criteria.ts';

/** Stored cells of a metric in order, as far as they have been read. */
export type PastCells = { cells: Cell[]; readUntil: number };

/** The past of a plan's metrics. */
export type Past = {
  /** The conditions that it was read for, as a text. */
  readonly asked: string;
  /** How far back the longest window reads. */
  readonly reachMs: number;
  readonly byMetric: ReadonlyMap<string, PastCells>;
  /**
   * Nobody was there from then on: what windows held before says nothing about the time after, until
   * something was measured in it. −∞ where somebody was there all the time.
   */
  readonly unwatchedFrom: number;
};

/** The measures that a live process would have read in the past: the same cells, summed in the same order. */
export function measuresOf({ byMetric, unwatchedFrom }: Past, { metrics, stepMs }: RuleSet): Measures {
  const [fold, part] = [createFold(), createFold()];
  const coarse = new Map<string, readonly Cell[]>();
  const cellsOf = (metric: string): readonly Cell[] => byMetric.get(metric)?.cells ?? [];
  const coarseOf = (metric: string, cellMs: number): readonly Cell[] => {
    if (cellMs === stepMs) return cellsOf(metric);
    const key = `${metric} ${cellMs}`;
    const known = coarse.get(key) ?? coarsen(cellsOf(metric), cellMs);
    coarse.set(key, known);
    return known;
  };
  /**
   * The cells that the condition reads at an instant, as places from … until; none where nobody was there.
   */
  const placesAt = ({ metric, window }: Condition, at: number): readonly [number, number] => {
    const cells = cellsOf(metric);
    const until = firstFrom(cells, at + 1);
    if (firstFrom(cells, unwatchedFrom) === until) return [until, until];
    return [window === undefined ? 0 : firstFrom(cells, windowStart(window, at)), until];
  };
  const measure = (condition: Condition, at: number): Measured => {
    const { metric, window } = condition;
    const aggregate = metrics.get(metric)?.aggregate;
    const [from, until] = placesAt(condition, at);
    if (aggregate === undefined || from === until) return { weight: 0 };
    const cells = cellsOf(metric);
    if (window === undefined)
      return { value: Math.max(0, at - (cells[until - 1]?.lastAt ?? at)) / 1000, weight: 1 };
    const open = cellStart(at, window.cellMs);
    const closed = coarseOf(metric, window.cellMs);
    resetFold(fold);
    foldCells(fold, closed, firstFrom(closed, windowStart(window, at)), firstFrom(closed, open));
    resetFold(part);
    foldCells(part, cells, firstFrom(cells, open), until);
    join(fold, part);
    const buckets = isPercentile(aggregate)
      ? mergeBuckets(bucketsOf(closed, windowStart(window, at), open), bucketsOf(cells, open, at + 1))
      : undefined;
    const whole = { start: open, ...fold, buckets };
    const value = fold.weight > 0 ? aggregateCell(whole, aggregate, at) : undefined;
    return value === undefined ? { weight: fold.weight } : { value, weight: fold.weight };
  };
  return {
    measure,
    silentUntil: (condition, at) => {
      const [from, until] = placesAt(condition, at);
      const past = byMetric.get(condition.metric);
      return from === until ? (past?.cells[until]?.start ?? past?.readUntil ?? at) : at;
    },
  };
}

/** The buckets of the cells with from ≤ start < until. */
function bucketsOf(cells: readonly Cell[], from: number, until: number): Buckets | undefined {
  const read = cells.slice(firstFrom(cells, from), firstFrom(cells, until));
  return mergeAllBuckets(read.flatMap(({ buckets }) => buckets ?? []));
}

function foldCells(fold: Fold, cells: readonly Cell[], from: number, until: number): void {
  for (let place = from; place < until; place++) join(fold, cells[place] as Cell);
}

function join(fold: Fold, part: Readonly<Fold>): void {
  fold.sum += part.sum;
  fold.weight += part.weight;
  if (part.min < fold.min) fold.min = part.min;
  if (part.max > fold.max) fold.max = part.max;
  if (part.lastAt < fold.lastAt || part.lastAt === Number.NEGATIVE_INFINITY) return;
  fold.last = part.last;
  fold.lastAt = part.lastAt;
}

/** Place of the first cell that starts at or after `start`. */
export function firstFrom(cells: readonly Cell[], start: number): number {
  let [low, high] = [0, cells.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cells[middle]?.start ?? Number.POSITIVE_INFINITY) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
