import { hourOfDate, localDate, startOfDate } from '../../language/zoned.ts';
import { lastFullWeek } from '../../plans/weekly/week.ts';

/** The checks of the desk's data: each evening, then of full weeks, months, quarters and years. */
export const checkKinds = ['daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;
export type CheckKind = (typeof checkKinds)[number];

/** The span that a check is of, and when it is due: epoch milliseconds, `until` not included. */
export type CheckPeriod = {
  /** `2026-06-05`, `2026-W23`, `2026-06`, `2026-Q2`, `2026`. */
  readonly id: string;
  readonly from: number;
  readonly until: number;
  readonly dueAt: number;
};

/** So many of what was found, and the first of them by number or id. */
export type Listed<T> = { readonly count: number; readonly first: readonly T[] };

/**
 * The findings of a check: ids and counts, nobody's name. A field that the check does not look at is absent.
 */
export type CheckReport = {
  readonly from: number;
  readonly until: number;
  /** Requests received in the span. */
  readonly received: number;
  /** Of these, and of those that are open: something that their kind requires is not there. */
  readonly incomplete: Listed<number>;
  /** Requests for the referent to look at, drawn among those of the span that nobody has validated. */
  readonly sample?: Listed<number>;
  /** Customers made in the span who have neither address nor number. */
  readonly unreachable?: Listed<string>;
  /** Customers who share an address or a number with another one. */
  readonly duplicates?: Listed<readonly [string, string]>;
  /** Open, and nobody has said anything for thirty days. */
  readonly forgotten?: Listed<number>;
  /** Resolved for thirty days, and neither confirmed nor closed. */
  readonly unclosed?: Listed<number>;
  /** Customers of whom nothing was heard for three years. */
  readonly silent?: Listed<string>;
  /** Incomplete requests by who entered them: where training helps. */
  readonly byEntry?: readonly {
    readonly by: string;
    readonly entered: number;
    readonly incomplete: number;
  }[];
  readonly anomalies: {
    readonly reported: number;
    readonly corrected: number;
    readonly declined: number;
    readonly standing: number;
    readonly overdue: number;
  };
};

/** A check as it was kept. */
export type KeptCheck = {
  readonly kind: CheckKind;
  readonly period: string;
  readonly madeAt: number;
  readonly report: CheckReport;
};

/** So many requests are drawn for the referent: an hour of work. */
export const sampleSize = 20;
/** So many of what was found are named in a report. */
export const mostListed = 100;

const eveningHour = 18;
const morningHour = 7;

/** The last period of a check that is due at `now`, by the clocks of `timezone`. */
export function lastDue(kind: CheckKind, now: number, timezone: string): CheckPeriod {
  const today = localDate(now, timezone);
  switch (kind) {
    case 'daily': {
      const isDue = now >= hourOfDate(today, eveningHour, timezone);
      const day = isDue ? today : today.subtract({ days: 1 });
      return {
        id: day.toString(),
        from: startOfDate(day, timezone),
        until: startOfDate(day.add({ days: 1 }), timezone),
        dueAt: hourOfDate(day, eveningHour, timezone),
      };
    }
    case 'weekly': {
      const { week } = lastFullWeek(now, timezone);
      return morningAfter(week.id, week.from, week.until, timezone);
    }
    case 'monthly':
      return months(1, now, timezone);
    case 'quarterly':
      return months(3, now, timezone);
    case 'yearly':
      return months(12, now, timezone);
    default:
      return kind satisfies never;
  }
}

/** The last full span of so many months of a year. */
function months(count: 1 | 3 | 12, now: number, timezone: string): CheckPeriod {
  const today = localDate(now, timezone);
  const begun = today.with({ month: today.month - ((today.month - 1) % count), day: 1 });
  const from = begun.subtract({ months: count });
  const year = String(from.year).padStart(4, '0');
  const id = { 1: from.toString().slice(0, 7), 3: `${year}-Q${Math.ceil(from.month / 3)}`, 12: year }[count];
  return morningAfter(id, startOfDate(from, timezone), startOfDate(begun, timezone), timezone);
}

function morningAfter(id: string, from: number, until: number, timezone: string): CheckPeriod {
  return { id, from, until, dueAt: hourOfDate(localDate(until, timezone), morningHour, timezone) };
}

/**
 * Draws `size` of these numbers, the same ones for the same `seed`, so that a check that is made again shows
 * the same; who enters them cannot tell beforehand which, as long as the seed is not known to them. `hash`
 * says a number of at least 0 for a text.
 */
export function drawn(
  numbers: readonly number[],
  size: number,
  seed: string,
  hash: (text: string) => number,
): readonly number[] {
  return numbers
    .map((number) => ({ number, rank: hash(`${seed}:${number}`) }))
    .toSorted((one, other) => one.rank - other.rank || one.number - other.number)
    .slice(0, size)
    .map(({ number }) => number)
    .toSorted((one, other) => one - other);
}
