/** One value of a metric, or null where nothing was measured: [epoch ms, value]. Ordered by time. */
export type Point = readonly [number, number | null];

/** Where a metric's values usually lie. */
export type UsualRange = { readonly low: number; readonly high: number };

/** Fewer values than this have no usual range. */
const fewestValues = 10;
/** How many robust standard deviations are usual. */
const deviations = 3;
/** Makes the median absolute deviation, or the mean one, an estimate of a normal standard deviation. */
const perMedianDeviation = 1.4826;
const perMeanDeviation = 1.2533;
/** Values that hardly ever move still get this much room, as a share of their median. */
const leastRoom = 0.01;

/**
 * Median ± 3 robust standard deviations of the values, or `undefined` when there are fewer than ten. The
 * deviation is 1.4826 × the median absolute deviation (C. Leys et al., "Detecting outliers: Do not use
 * standard deviation around the mean, use absolute deviation around the median", Journal of Experimental
 * Social Psychology 49, 2013, which calls 3 "very conservative"): up to half of the values may be odd without
 * moving the range. Where more than half of them are equal that deviation is zero, and 1.2533 × the mean
 * absolute deviation stands in (B. Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers", 1993).
 */
export function usualRange(values: readonly number[]): UsualRange | undefined {
  if (values.length < fewestValues) return undefined;
  const middle = median(values);
  const distances = values.map((value) => Math.abs(value - middle));
  const byMedian = perMedianDeviation * median(distances);
  const deviation = byMedian > 0 ? byMedian : perMeanDeviation * mean(distances);
  const room = Math.max(deviations * deviation, leastRoom * Math.abs(middle));
  return { low: middle - room, high: middle + room };
}

/** Of the time before `at`, this much at most may be the excursion; the rest says what is usual. */
const longestSearchMs = 2 * 3_600_000;
const searchShare = 1 / 3;
/** An excursion may come back for a moment: so much of it must be outside. */
const outsideShare = 0.8;
/** One value outside is an accident. */
const fewestOutside = 2;

/** An excursion that lasts until the last point: when it began, the range it left, and how far it came. */
export type Excursion = { readonly since: number; readonly usual: UsualRange; readonly value: number };

/**
 * When the values left their usual range towards the worse side and stayed out until `at`, or `undefined`
 * when they are inside. What is usual is told by all points before `at` but the last third (two hours at
 * most), so that the excursion itself does not count as usual; its start is then searched through all of
 * them.
 */
export function excursionBefore(
  points: readonly Point[],
  better: 'lower' | 'higher',
  at: number,
): Excursion | undefined {
  const known = points.flatMap(([time, value]) => (value === null || time >= at ? [] : [{ time, value }]));
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const referenceEnd = at - Math.min(longestSearchMs, (at - first.time) * searchShare);
  const usual = usualRange(known.flatMap(({ time, value }) => (time < referenceEnd ? [value] : [])));
  if (usual === undefined) return undefined;
  const outside = known.map(({ value }) => (better === 'lower' ? value > usual.high : value < usual.low));
  const start = known[startOfLastRun(outside)];
  return start === undefined ? undefined : { since: start.time, usual, value: last.value };
}

/**
 * Where the longest run begins that starts and ends with true and of which four in five are true; -1 when the
 * end is false, or nothing but the end is true.
 */
function startOfLastRun(outside: readonly boolean[]): number {
  if (outside.at(-1) !== true) return -1;
  let start = -1;
  let trues = 0;
  for (let index = outside.length - 1; index >= 0; index -= 1) {
    if (!outside[index]) continue;
    trues += 1;
    if (trues >= fewestOutside && trues / (outside.length - index) >= outsideShare) start = index;
  }
  return start;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
