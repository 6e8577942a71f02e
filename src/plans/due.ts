import { formatOf } from '../language/format.ts';
import type { Language } from '../language/language.ts';
import { dayMs, endOfLocalDay } from '../language/zoned.ts';

/**
 * When something is due that is due `ms` after `from`: whole days end with the local day, however long the
 * days are; anything else is meant to the minute.
 */
export function dueAfter(from: number, ms: number, timezone: string): number {
  return ms % dayMs === 0 ? endOfLocalDay(from, timezone, ms / dayMs) : from + ms;
}

/** A due time: its day where it is the end of one, else with the time of day. */
export function dueText(at: number, timezone: string, language: Language): string {
  const format = formatOf(language);
  return at === endOfLocalDay(at, timezone) ? format.date(at, timezone) : format.dateTime(at, timezone);
}
