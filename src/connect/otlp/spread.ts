import type { Takes } from '../../metrics/reading.ts';
import type { Histogram, OtlpPoint } from './points.ts';

/** A bucket this narrow tells a percentile whatever lies within it. */
const narrow = 1.1;

/**
 * The values in a histogram, as many at the middle of each bucket as it holds, or why they say nothing
 * about a percentile: a threshold that lies inside a wide bucket is neither reached nor missed by what is
 * in it.
 */
export function spreadOf(
  { count, bounds, counts, max, isExponential }: Histogram,
  form: OtlpPoint['form'],
  factor: number,
  thresholds: readonly number[],
): { readonly numbers: readonly number[]; readonly takes: Takes } | string {
  if (counts.length < 2 || counts.length !== bounds.length + 1)
    return 'it has no buckets, which a percentile needs';
  if (counts.reduce((sum, one) => sum + one, 0) !== count)
    return 'its buckets do not hold as much as its count';
  if (isExponential && form === 'total')
    return 'a percentile is read from an exponential histogram only where it is sent as delta';
  for (const threshold of thresholds) {
    const [low, high] = bucketAround(bounds, threshold / factor);
    if ((low > 0 && high / low <= narrow) || high === threshold / factor) continue;
    const between = `${low * factor} and ${high === Infinity ? 'any more' : high * factor}`;
    return `the threshold ${threshold} lies inside one of its buckets, between ${between}: give the histogram a bound at the threshold`;
  }
  const values = counts.map((_, place) => middleOf(bounds, place, max) * factor);
  return { numbers: [count, ...counts], takes: { kind: 'spread', values } };
}

/** The ends of the bucket that holds a value. */
function bucketAround(bounds: readonly number[], value: number): readonly [low: number, high: number] {
  const place = bounds.findIndex((bound) => value <= bound);
  if (place < 0) return [bounds.at(-1) ?? 0, Infinity];
  return [bounds[place - 1] ?? Math.min(0, bounds[place] ?? 0), bounds[place] ?? Infinity];
}

/** A value within a bucket, far from both its ends. */
function middleOf(bounds: readonly number[], place: number, max: number | undefined): number {
  const [low, high] = [bounds[place - 1], bounds[place]];
  if (low === undefined) return high !== undefined && high > 0 ? high / 2 : (high ?? 0);
  if (high === undefined) return max !== undefined && max > low ? max : low > 0 ? low * narrow : low + 1;
  return low <= 0 ? (low + high) / 2 : Math.sqrt(low * high);
}
