/**
 * Calendar days in a time zone (IANA name), by Intl alone: no clock, no package. Instants are epoch milliseconds. A
 * local day may last 23, 24 or 25 hours, and may begin at 01:00 where the clocks go forward at midnight.
 */

/** A day of the calendar, whatever the zone. `month` counts from 1. */
export type LocalDate = { readonly year: number; readonly month: number; readonly day: number };

export const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timezone, made);
  return made;
}

type Fields = LocalDate & { readonly hour: number; readonly minute: number; readonly second: number };

function fieldsOf(at: number, timezone: string): Fields {
  const fields = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatOf(timezone).formatToParts(at)) {
    if (type in fields) fields[type as keyof typeof fields] = Number(value);
  }
  return fields;
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetMs(at: number, timezone: string): number {
  const { year, month, day, hour, minute, second } = fieldsOf(at, timezone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The day of the calendar at an instant. */
export function localDate(at: number, timezone: string): LocalDate {
  const { year, month, day } = fieldsOf(at, timezone);
  return { year, month, day };
}

/** The time of day at an instant. */
export function localTime(at: number, timezone: string): { readonly hour: number; readonly minute: number } {
  const { hour, minute } = fieldsOf(at, timezone);
  return { hour, minute };
}

/** The day `days` later (earlier, when negative). */
export function addDays(date: LocalDate, days: number): LocalDate {
  const utc = new Date(Date.UTC(date.year, date.month - 1, date.day + days));
  return { year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, day: utc.getUTCDate() };
}

/** Negative, zero or positive as `a` is before, on or after `b`. */
export function compareDates(a: LocalDate, b: LocalDate): number {
  return a.year - b.year || a.month - b.month || a.day - b.day;
}

/** `2026-06-08`, or `undefined` for a text that is no day of the calendar. */
export function parseDate(text: string): LocalDate | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return compareDates(addDays(date, 0), date) === 0 ? date : undefined;
}

/**
 * The first instant of a day. Midnight is tried with the offset of the day before and of the day after; the earliest
 * instant that really is in that day wins, which also answers where midnight was skipped.
 */
export function startOfDate(date: LocalDate, timezone: string): number {
  const utc = Date.UTC(date.year, date.month - 1, date.day);
  const candidates = [utc - offsetMs(utc - dayMs, timezone), utc - offsetMs(utc + dayMs, timezone)];
  const inside = candidates.filter((at) => compareDates(localDate(at, timezone), date) === 0);
  return Math.min(...(inside.length > 0 ? inside : candidates));
}

/** The last millisecond of a day. */
export function endOfDate(date: LocalDate, timezone: string): number {
  return startOfDate(addDays(date, 1), timezone) - 1;
}

/** The last millisecond of the local day that holds `at`, or of the day `daysLater`. */
export function endOfLocalDay(at: number, timezone: string, daysLater = 0): number {
  return endOfDate(addDays(localDate(at, timezone), daysLater), timezone);
}
