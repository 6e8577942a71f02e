import { localDate, startOfDate } from '../../language/zoned.ts';
import type { KeepFor } from '../../rules/retention/retention.ts';

/**
 * Retention by the calendar, as Regulation (EEC, Euratom) 1182/71, article 3 counts periods: the day it runs
 * from is not counted; it ends with the last hour of the day that has the same date so many months or years
 * later, or of the last day of that month where there is none. Instants are epoch milliseconds, days those of
 * an IANA zone.
 */

type Day = ReturnType<typeof localDate>;

/** The first instant at which what has run since `anchor` need not be kept any more. */
export function endOfRetention(anchor: number, keep: KeepFor, timezone: string): number {
  return startOfDate(later(localDate(anchor, timezone), keep).add({ days: 1 }), timezone);
}

/**
 * The instant before which a retention must have begun to be over at `now`: what was anchored earlier need
 * not be kept any more, what was anchored then or later is kept.
 */
export function retentionCutoff(now: number, keep: KeepFor, timezone: string): number {
  const yesterday = localDate(now, timezone).subtract({ days: 1 });
  // Where months differ in length several days end on the same one: the last of them counts.
  let date = yesterday.subtract({ [keep.unit]: keep.count }).add({ days: mostDaysOff });
  while (isAfter(later(date, keep), yesterday)) date = date.subtract({ days: 1 });
  return startOfDate(date.add({ days: 1 }), timezone);
}

/** Months end up to three days apart. */
const mostDaysOff = 3;

function later(date: Day, { unit, count }: KeepFor): Day {
  return date.add({ [unit]: count });
}

function isAfter(one: Day, other: Day): boolean {
  return other.until(one).sign > 0;
}
