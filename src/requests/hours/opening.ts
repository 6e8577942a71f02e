import { publicHolidays } from '../../language/holidays.ts';
import { datesAround, type localDate, minuteOfDate, startOfDate } from '../../language/zoned.ts';

/**
 * When a desk is open. Spans are minutes after midnight by the clocks of its zone, on days of the week (1
 * Monday to 7 Sunday); `toMinutes` is not included, 1440 is midnight. No span at all: it is always open.
 */
export type OpeningHours = {
  /** IANA name. */
  readonly timezone: string;
  /** `FR`, `FR-57`: whose public holidays it keeps; absent: none. */
  readonly country?: string;
  readonly hours: readonly {
    readonly day: number;
    readonly fromMinutes: number;
    readonly toMinutes: number;
  }[];
  /** Days on which it is closed besides, both included: `2026-12-24`. */
  readonly closed: readonly { readonly from: string; readonly to: string }[];
};

/** A stretch in which the desk is open: epoch ms, the end not included. */
export type OpenTime = { readonly from: number; readonly until: number };

type Day = ReturnType<typeof localDate>;

/** Whether it is open at any time, day and night. */
export function isAlwaysOpen({ hours, country, closed }: OpeningHours): boolean {
  return hours.length === 0 && country === undefined && closed.length === 0;
}

/**
 * The stretches of a day of the calendar. In the night in which clocks go forward a time that is left out is
 * as much later as they leap; in the one in which they go back a stretch over it is so much longer.
 */
export function openTimesOn(opening: OpeningHours, date: Day): OpenTime[] {
  const { timezone, hours } = opening;
  if (isClosedOn(opening, date)) return [];
  const own = hours.filter(({ day }) => day === date.dayOfWeek);
  const spans = hours.length === 0 ? [{ fromMinutes: 0, toMinutes: dayMinutes }] : own;
  const times = spans.map(({ fromMinutes, toMinutes }) => ({
    from: instantOf(date, fromMinutes, timezone),
    until: instantOf(date, toMinutes, timezone),
  }));
  return joined(times.filter(({ from, until }) => from < until));
}

/** The stretches that reach into [from, to), in order and apart from each other, cut to it. */
export function openTimesIn(opening: OpeningHours, from: number, to: number): OpenTime[] {
  const times = datesAround(from, to, opening.timezone)
    .flatMap((date) => openTimesOn(opening, date))
    .map((time) => ({ from: Math.max(time.from, from), until: Math.min(time.until, to) }));
  return joined(times.filter((time) => time.from < time.until));
}

const dayMinutes = 1_440;

function instantOf(date: Day, minutes: number, timezone: string): number {
  if (minutes >= dayMinutes) return startOfDate(date.add({ days: 1 }), timezone);
  return minutes === 0 ? startOfDate(date, timezone) : minuteOfDate(date, minutes, timezone);
}

function isClosedOn({ closed, country }: OpeningHours, date: Day): boolean {
  const day = date.toString();
  if (closed.some(({ from, to }) => from <= day && day <= to)) return true;
  return country !== undefined && publicHolidays(country)(date);
}

function joined(times: readonly OpenTime[]): OpenTime[] {
  const apart: OpenTime[] = [];
  for (const time of times.toSorted((left, right) => left.from - right.from)) {
    const last = apart.at(-1);
    if (last === undefined || last.until < time.from) apart.push(time);
    else apart[apart.length - 1] = { from: last.from, until: Math.max(last.until, time.until) };
  }
  return apart;
}
