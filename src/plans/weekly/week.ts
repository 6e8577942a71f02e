import { localDate, minuteOfDate, parseDate, startOfDate } from '../../language/zoned.ts';

/** A span of time: from its first millisecond up to, not including, `until`. Epoch ms. */
export type Span = { readonly from: number; readonly until: number };

/** A week of ISO 8601 in a time zone. One in which clocks change has an hour less or more. */
export type Week = Span & {
  /** `2026-W23` */
  readonly id: string;
  /** Its seven local days, Monday first. */
  readonly days: readonly Span[];
};

/** A week between its neighbours: what it is compared with, and what it is planned for. */
export type Weeks = { readonly before: Week; readonly week: Week; readonly next: Week };

type PlainDate = ReturnType<typeof localDate>;

/** The form of a week, for messages that say what was expected. */
export const weekExpected =
  'a week of ISO 8601 such as 2026-W23, from W01 to W52, or W53 in a year that has one';

/** The week of a text, in this zone; `undefined` where no calendar has it, such as 2025-W53. */
export function parseWeek(text: string, timezone: string): Weeks | undefined {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(text) ?? [];
  // The fourth of January always lies in the first week.
  const first = year === undefined ? undefined : parseDate(`${year}-01-04`);
  if (first === undefined) return undefined;
  const weeks = weeksFrom(mondayOf(first).add({ days: 7 * (Number(week) - 1) }), timezone);
  return weeks.week.id === text ? weeks : undefined;
}

/** The week that holds an instant. */
export function weekAt(at: number, timezone: string): Weeks {
  return weeksFrom(mondayOf(localDate(at, timezone)), timezone);
}

/** The last week that is over at an instant. */
export function lastFullWeek(now: number, timezone: string): Weeks {
  return weekAt(weekAt(now, timezone).before.from, timezone);
}

/** When the report of a week is due: on the Monday after it, so many minutes after midnight by the clocks. */
export function reportDueAt({ next }: Weeks, timezone: string, morningMinutes: number): number {
  return minuteOfDate(localDate(next.from, timezone), morningMinutes, timezone);
}

/** Whether an instant lies in a span. */
export function isWithin({ from, until }: Span, at: number | undefined): boolean {
  return at !== undefined && from <= at && at < until;
}

/** The milliseconds that a span has in common with another one. */
export function sharedMs(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.until, b.until) - Math.max(a.from, b.from));
}

function mondayOf(date: PlainDate): PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 });
}

function weeksFrom(monday: PlainDate, timezone: string): Weeks {
  const [before, week, next] = [-7, 0, 7].map((days) => weekFrom(monday.add({ days }), timezone));
  if (before === undefined || week === undefined || next === undefined)
    throw new Error('three weeks are three');
  return { before, week, next };
}

function weekFrom(monday: PlainDate, timezone: string): Week {
  const starts = Array.from({ length: 8 }, (_, days) => startOfDate(monday.add({ days }), timezone));
  const days = starts.slice(1).map((until, place) => ({ from: starts[place] ?? until, until }));
  const number = String(monday.weekOfYear).padStart(2, '0');
  return {
    id: `${String(monday.yearOfWeek).padStart(4, '0')}-W${number}`,
    from: days[0]?.from ?? 0,
    until: days.at(-1)?.until ?? 0,
    days,
  };
}
