import { Temporal } from 'temporal-polyfill';

/**
 * Calendar days in a time zone (IANA name). Instants are epoch milliseconds. A local day may last 23, 24 or
 * 25 hours, and may begin at 01:00 where the clocks go forward at midnight.
 */

export const dayMs = 86_400_000;

function zoned(at: number, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timezone);
}

/** The day of the calendar at an instant. */
export function localDate(at: number, timezone: string): Temporal.PlainDate {
  return zoned(at, timezone).toPlainDate();
}

/** The time of day at an instant. */
export function localTime(at: number, timezone: string): Pick<Temporal.PlainTime, 'hour' | 'minute'> {
  const { hour, minute } = zoned(at, timezone);
  return { hour, minute };
}

/** `2026-06-08`, or `undefined` for a text that is no day of the calendar, or one of the first century. */
export function parseDate(text: string): Temporal.PlainDate | undefined {
  if (!/^(?!00)\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return undefined;
  }
}

/** The first instant of a day. */
export function startOfDate(date: Temporal.PlainDate, timezone: string): number {
  return date.toZonedDateTime(timezone).epochMilliseconds;
}

/** When clocks show a full hour of a day, the same far from and close to a clock change. */
export function hourOfDate(date: Temporal.PlainDate, hour: number, timezone: string): number {
  const plainTime = Temporal.PlainTime.from({ hour });
  return date.toZonedDateTime({ timeZone: timezone, plainTime }).epochMilliseconds;
}

/** The same of a time of day in minutes after midnight; one that is left out that day is an hour later. */
export function minuteOfDate(date: Temporal.PlainDate, minutes: number, timezone: string): number {
  const plainTime = Temporal.PlainTime.from({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
  return date.toZonedDateTime({ timeZone: timezone, plainTime }).epochMilliseconds;
}

/** The last millisecond of a day. */
export function endOfDate(date: Temporal.PlainDate, timezone: string): number {
  return startOfDate(date.add({ days: 1 }), timezone) - 1;
}

type LocalDay = {
  readonly date: Temporal.PlainDate;
  readonly from: number;
  readonly until: number;
  /** Ends of the days so much later. */
  readonly ends: Map<number, number>;
};

/**
 * The day that was asked for last in each zone: hundreds of plans that are drafted together ask for the same
 * one.
 */
const lastDays = new Map<string, LocalDay>();

/** The last millisecond of the local day that holds `at`, or of the day `daysLater`. */
export function endOfLocalDay(at: number, timezone: string, daysLater = 0): number {
  const last = lastDays.get(timezone);
  const day = last && last.from <= at && at <= last.until ? last : localDay(at, timezone);
  lastDays.set(timezone, day);
  const end = day.ends.get(daysLater) ?? endOfDate(day.date.add({ days: daysLater }), timezone);
  day.ends.set(daysLater, end);
  return end;
}

function localDay(at: number, timezone: string): LocalDay {
  const date = localDate(at, timezone);
  return { date, from: startOfDate(date, timezone), until: endOfDate(date, timezone), ends: new Map() };
}

/** The instants at which clocks show a time of day: one; none if they leap over it; two if they go back. */
export function instantsOfMinute(date: Temporal.PlainDate, minutes: number, timezone: string): number[] {
  const shown = date.toPlainDateTime({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
  const [first, last] = (['earlier', 'later'] as const).map((disambiguation) =>
    shown.toZonedDateTime(timezone, { disambiguation }),
  );
  const shows = [first, last].flatMap((at) =>
    at?.toPlainDateTime().equals(shown) === true ? [at.epochMilliseconds] : [],
  );
  return [...new Set(shows)];
}

/** Where the clocks leap to that leap over a time of day. */
export function leapOver(date: Temporal.PlainDate, minutes: number, timezone: string): number | undefined {
  const behind = minuteOfDate(date, minutes, timezone);
  return zoned(behind + 1, timezone).getTimeZoneTransition('previous')?.epochMilliseconds;
}

/** The days of the calendar from that of one instant to that of another, and one more on each side. */
export function datesAround(from: number, to: number, timezone: string): Temporal.PlainDate[] {
  const last = localDate(to, timezone).add({ days: 1 });
  const dates: Temporal.PlainDate[] = [];
  for (
    let date = localDate(from, timezone).subtract({ days: 1 });
    date.until(last).days >= 0;
    date = date.add({ days: 1 })
  )
    dates.push(date);
  return dates;
}
