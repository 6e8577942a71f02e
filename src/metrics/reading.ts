import type { NamedMetric } from './metric.ts';

/**
 * A measure of a foreign series, on its way to one metric of an agent: a value, or counts that grew.
 */
export type Reading = {
  /** The place of the point in its request, which may feed several metrics. */
  readonly point: number;
  readonly agent: string;
  readonly metric: NamedMetric;
  /** The same for all readings of a series for this metric, and for no other. */
  readonly key: string;
  /** The same for all series of a program. */
  readonly program: string;
  /** Epoch ms with fractions. */
  readonly at: number;
  /** NaN where nobody says. */
  readonly startedAt: number;
  /**
   * Whether the numbers are a value as it is, the increases since `startedAt`, all since then, or what one
   * event says, which has a key of its own.
   */
  readonly form: 'value' | 'increase' | 'total' | 'event';
  readonly numbers: readonly number[];
  readonly takes: Takes;
  /** The variant that it is of, where its agent declares it. */
  readonly variant?: string;
  /** In place of it: the variant that it names is not declared. */
  readonly undeclared?: string;
};

/** The meaning of the numbers of a reading. */
export type Takes =
  /** One value. */
  | { readonly kind: 'value'; readonly factor: number }
  /** One time in seconds since 1970. */
  | { readonly kind: 'timestamp' }
  /** One amount. */
  | { readonly kind: 'amount'; readonly factor: number }
  /** One amount, of a ratio whose other side is another series of the same request. */
  | { readonly kind: 'side'; readonly side: 'part' | 'whole'; readonly ratio: string }
  /** A count, all of which is part of a ratio or none. */
  | { readonly kind: 'all_or_none'; readonly isPart: boolean }
  /** A count, and how much of it is part of a ratio. */
  | { readonly kind: 'share' }
  /** A count, and the sum of its values. */
  | { readonly kind: 'mean'; readonly factor: number }
  /** A count, and how much of it lies at each of these values. */
  | { readonly kind: 'spread'; readonly values: readonly number[] };

/** A sample without its time and place. */
export type Measured = { readonly value: number; readonly weight: number };

/** The measures that increases are, or values as they are; the sides of a ratio say nothing alone. */
export function measuredOf(
  { takes, metric }: Pick<Reading, 'takes' | 'metric'>,
  [first = 0, ...rest]: readonly number[],
): readonly Measured[] {
  switch (takes.kind) {
    case 'value':
      return [{ value: first * takes.factor + 0, weight: 1 }];
    case 'amount':
      // An increase of nothing is a measured 0 of a sum, and nothing to a count.
      if (metric.aggregate !== 'count') return [{ value: first * takes.factor + 0, weight: 1 }];
      return weighted(1, first * takes.factor);
    case 'all_or_none':
      return weighted(takes.isPart ? 1 : 0, first);
    case 'share':
      return weighted((rest[0] ?? 0) / first, first);
    case 'mean':
      return weighted(((rest[0] ?? 0) / first) * takes.factor + 0, first);
    case 'spread':
      return takes.values.flatMap((value, place) => weighted(value, rest[place] ?? 0));
    case 'side':
    case 'timestamp':
      return [];
    default:
      return takes satisfies never;
  }
}

function weighted(value: number, weight: number): readonly Measured[] {
  return weight > 0 ? [{ value, weight }] : [];
}

/** Where a total stood. */
export type Total = { readonly at: number; readonly numbers: readonly number[] };

/**
 * By how much totals of one start rose; from nothing where they began at 0, and where the first of them
 * fell. None where nobody knows what was counted before.
 */
export function riseFrom(
  known: Total | undefined,
  numbers: readonly number[],
  isFromZero: boolean,
): readonly number[] | undefined {
  if (known === undefined) return isFromZero ? numbers : undefined;
  if (known.numbers.length !== numbers.length) return undefined;
  if ((numbers[0] ?? 0) < (known.numbers[0] ?? 0)) return numbers;
  return numbers.map((number, place) => number - (known.numbers[place] ?? 0));
}

/** One side of a ratio in a request; `amount` is absent where it only says from where on it counts. */
export type Side = {
  readonly side: 'part' | 'whole';
  readonly at: number;
  readonly amount: number | undefined;
};
type Settled<T> = {
  readonly sample?: Measured & { readonly at: number };
  readonly wholes: T[];
  readonly parts: T[];
};

/** Programs look at their counters one after the other: what lies closer together is one moment. */
const momentMs = 1_000;

/**
 * Joins the sides of one ratio that came in one request. A part belongs to the moment of a whole that is
 * nearest to it; without any it says nothing (`lone`), and a whole without a part had none.
 */
export function settleSides<T extends Side>(
  sides: readonly T[],
): { readonly moments: readonly Settled<T>[]; readonly lone: readonly T[] } {
  const inOrder = sides.toSorted((left, right) => left.at - right.at);
  const moments: { from: number; wholes: T[]; parts: T[] }[] = [];
  for (const one of inOrder.filter(({ side }) => side === 'whole')) {
    const last = moments.at(-1);
    if (last !== undefined && one.at - last.from < momentMs) last.wholes.push(one);
    else moments.push({ from: one.at, wholes: [one], parts: [] });
  }
  const lone: T[] = [];
  for (const one of inOrder.filter(({ side }) => side === 'part')) {
    const distance = ({ from }: { from: number }) => Math.abs(from - one.at);
    const [nearest] = moments.toSorted((left, right) => distance(left) - distance(right));
    if (nearest === undefined) lone.push(one);
    else nearest.parts.push(one);
  }
  return { moments: moments.map(settled), lone };
}

function settled<T extends Side>({ wholes, parts }: { wholes: T[]; parts: T[] }): Settled<T> {
  const sum = (some: readonly T[]) => some.reduce((total, { amount = 0 }) => total + amount, 0);
  const [whole, part] = [sum(wholes), sum(parts)];
  const at = Math.max(...wholes.map((one) => one.at));
  return whole > 0
    ? { sample: { value: part / whole, weight: whole, at }, wholes, parts }
    : { wholes, parts };
}
