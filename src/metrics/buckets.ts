import { type Percentile, permilleOf } from './metric.ts';

/**
 * The values of a cell by their size, for percentiles: how much weight lies in each of logarithmic buckets,
 * which are merged by adding. Buckets never change once they are made.
 *
 * 32 buckets make a doubling: bucket i holds the values from 2^((i−1)/32), without it, to 2^(i/32), as schema
 * 5 of Prometheus' native histograms and scale 5 of OpenTelemetry's exponential ones do. With the value told
 * by `percentile`, which lies equally far from both ends in proportion (DDSketch, Masson, Rim and Lee, VLDB
 * 2019), the error is at most (2^(1/32) − 1) / (2^(1/32) + 1) = 1.09 % of the value. Were there more than
 * `mostBuckets`, all are put together in pairs, which doubles that error (UDDSketch, Epicoco and others,
 * 2020): how often depends on the values alone, so that merging gives the same in whatever order.
 */
export type Buckets = {
  /** How often pairs were put together. */
  readonly scale: number;
  /**
   * In the order of their values: 0 for zero, else i + 2^16, which is always more than 0, with the sign of
   * the values.
   */
  readonly keys: readonly number[];
  readonly weights: readonly number[];
};

const perDoubling = 32;
const offset = 65_536;
/**
 * As many hold values of which the largest is 65 536 times the smallest, without a gap, at full precision.
 */
export const mostBuckets = 512;
/** Weights are counted in parts of this size, so that sums of them are exact, and free of any order. */
const weightPart = 1 / 65_536;
/** More than this counts as this: sums stay finite, and exact up to thirty such samples. */
const mostWeight = 2 ** 32;

/** The bucket of one value. */
export function bucketOf(value: number, weight: number): Buckets {
  const size = Math.ceil(Math.log2(Math.abs(value)) * perDoubling) + offset;
  const counted = Math.max(1, Math.round(Math.min(weight, mostWeight) / weightPart)) * weightPart;
  return { scale: 0, keys: [value === 0 ? 0 : value < 0 ? -size : size], weights: [counted] };
}

/** The buckets of both. */
export function mergeBuckets(left: Buckets | undefined, right: Buckets | undefined): Buckets | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const scale = Math.max(left.scale, right.scale);
  const [one, other] = [coarser(left, scale), coarser(right, scale)];
  return fitting(withOne(one, other) ?? added(one, other));
}

/**
 * Buckets with those of a single sample, which is what most are merged with; nothing where there are more.
 */
function withOne({ scale, keys, weights }: Buckets, single: Buckets): Buckets | undefined {
  const [[key, another], [weight = 0]] = [single.keys, single.weights];
  if (key === undefined || another !== undefined) return undefined;
  const place = placeOf(keys, key);
  if (keys[place] !== key)
    return { scale, keys: keys.toSpliced(place, 0, key), weights: weights.toSpliced(place, 0, weight) };
  return { scale, keys, weights: weights.with(place, (weights[place] ?? 0) + weight) };
}

/** Where a key stands, or would stand. */
function placeOf(keys: readonly number[], key: number): number {
  let [from, until] = [0, keys.length];
  while (from < until) {
    const middle = (from + until) >> 1;
    if ((keys[middle] ?? 0) < key) from = middle + 1;
    else until = middle;
  }
  return from;
}

/** The buckets of all, as merging them one by one gives them: of hundreds in a third of the time. */
export function mergeAllBuckets(all: readonly Buckets[]): Buckets | undefined {
  if (all.length < 3) return mergeBuckets(all[0], all[1]);
  const scale = all.reduce((widest, one) => Math.max(widest, one.scale), 0);
  const byKey = new Map<number, number>();
  for (const one of all) {
    const { keys, weights } = coarser(one, scale);
    for (let place = 0; place < keys.length; place++) {
      const key = keys[place] ?? 0;
      byKey.set(key, (byKey.get(key) ?? 0) + (weights[place] ?? 0));
    }
  }
  const keys = [...byKey.keys()].sort((one, two) => one - two);
  return fitting({ scale, keys, weights: keys.map((key) => byKey.get(key) ?? 0) });
}

/** Put together in pairs until there are no more than there may be. */
function fitting(buckets: Buckets): Buckets {
  let fitted = buckets;
  while (fitted.keys.length > mostBuckets) fitted = coarser(fitted, fitted.scale + 1);
  return fitted;
}

function added(left: Buckets, right: Buckets): Buckets {
  const [keys, weights]: [number[], number[]] = [[], []];
  for (let [one, two] = [0, 0]; one < left.keys.length || two < right.keys.length; ) {
    const [low, high] = [left.keys[one] ?? Infinity, right.keys[two] ?? Infinity];
    keys.push(Math.min(low, high));
    const weight = low <= high ? (left.weights[one++] ?? 0) : 0;
    weights.push(high <= low ? weight + (right.weights[two++] ?? 0) : weight);
  }
  return { scale: left.scale, keys, weights };
}

/** The same weights in wider buckets. */
function coarser(buckets: Buckets, scale: number): Buckets {
  if (buckets.scale === scale) return buckets;
  const factor = 2 ** (scale - buckets.scale);
  const [keys, weights]: [number[], number[]] = [[], []];
  for (const [place, key] of buckets.keys.entries()) {
    const wider = Math.sign(key) * Math.ceil(Math.abs(key) / factor) + 0;
    const weight = buckets.weights[place] ?? 0;
    if (keys.at(-1) === wider) weights.push((weights.pop() ?? 0) + weight);
    else {
      keys.push(wider);
      weights.push(weight);
    }
  }
  return { scale, keys, weights };
}

/** Σ weight. */
export function bucketsWeight({ weights }: Pick<Buckets, 'weights'>): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/**
 * The least weight of which a percentile says something: as much as lets one value lie beyond it. With fewer
 * than 20 values a p95 is nothing but the largest.
 */
export function leastWeightOf(percentile: Percentile): number {
  const permille = permilleOf(percentile);
  return 1_000 / Math.min(permille, 1_000 - permille);
}

/**
 * The value that so many of a thousand parts of the weight do not exceed (nearest rank), to the precision
 * of its bucket; `undefined` for less weight than `least`. The extremes are known exactly, and never gone
 * beyond.
 */
export function percentile(
  buckets: Buckets | undefined,
  which: Percentile,
  { min, max }: { readonly min: number; readonly max: number },
  least = leastWeightOf(which),
): number | undefined {
  if (buckets === undefined) return undefined;
  const total = bucketsWeight(buckets);
  if (total < least) return undefined;
  const wanted = permilleOf(which) * total;
  let below = 0;
  const place = buckets.weights.findIndex((weight) => {
    below += weight;
    return below * 1_000 >= wanted;
  });
  return Math.min(max, Math.max(min, middleOf(buckets.keys[place] ?? 0, buckets.scale)));
}

/** How much greater the end of a bucket is than its beginning. */
export function bucketGrowth(scale: number): number {
  return 2 ** (2 ** scale / perDoubling);
}

/** The value of a bucket that is equally far from both its ends, in proportion to them. */
function middleOf(key: number, scale: number): number {
  if (key === 0) return 0;
  const width = 2 ** scale;
  const lower = 2 ** (((Math.abs(key) - 1) * width - offset) / perDoubling);
  return Math.sign(key) * lower * (2 - 2 / (bucketGrowth(scale) + 1));
}
