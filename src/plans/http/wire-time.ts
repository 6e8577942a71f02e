import { z } from 'zod';
import { endOfDate, parseDate, startOfDate } from '../../language/zoned.ts';

/** A time in an answer: ISO 8601, UTC. */
export const Instant = z.iso.datetime();

const isoInstant = z.iso.datetime({ offset: true });

/** A day or an instant in a request: `2026-06-08`, `2026-06-08T17:00:00+02:00`. */
export const Moment = z
  .string()
  .refine(
    (text) => parseDate(text) !== undefined || isoInstant.safeParse(text).success,
    'Invalid input: expected a day such as 2026-06-08, or an instant such as 2026-06-08T17:00:00Z',
  )
  .meta({ description: "A day (in the agent's zone) or an instant.", example: '2026-06-08' });

/** An instant as ISO 8601 in UTC. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** An instant that may be missing, as ISO 8601 in UTC. */
export function isoIfAny(at: number | undefined): string | undefined {
  return at === undefined ? undefined : iso(at);
}

/** The instant a due moment means: a day is due until its end in the agent's zone. */
export function dueMoment(text: string, timezone: string): number {
  const date = parseDate(text);
  return date === undefined ? Date.parse(text) : endOfDate(date, timezone);
}

/** The instant a starting moment means: a day starts where it begins in the agent's zone. */
export function startMoment(text: string, timezone: string): number {
  const date = parseDate(text);
  return date === undefined ? Date.parse(text) : startOfDate(date, timezone);
}
