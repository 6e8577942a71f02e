import { z } from 'zod';

/** The form of an instant, for messages that say what was expected. */
export const instantExpected = 'an ISO 8601 time with its offset, such as 2026-06-05T08:02:00Z';

const instant =
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Epoch milliseconds of an ISO 8601 time with its offset: the one way in which filrouge reads times. Without
 * an offset a time means another instant on each machine, and 05/06 another day to each reader.
 */
export function parseInstant(text: string): number | undefined {
  if (!instant.test(text)) return undefined;
  // Read alone, the 31st of June is taken for the first of July.
  const day = text.slice(0, 10);
  const midnight = Date.parse(day);
  return iso(Number.isNaN(midnight) ? 0 : midnight).startsWith(day) ? Date.parse(text) : undefined;
}

/** Epoch milliseconds of a time as HTTP writes it in its headers. */
export function parseHttpDate(text: string): number | undefined {
  return /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text) ? Date.parse(text) : undefined;
}

const inField = `expected ${instantExpected}`;

/** A time in a body or a query that is kept as a text. */
export const InstantText = z
  .string({ error: inField })
  .refine((text) => parseInstant(text) !== undefined, inField)
  .meta({ format: 'date-time' });

/** A time in a body or a query, as epoch milliseconds. */
export const Instant = z
  .string({ error: inField })
  .transform((text, ctx) => {
    const at = parseInstant(text);
    if (at === undefined) ctx.issues.push({ code: 'custom', message: inField, input: text });
    return at ?? z.NEVER;
  })
  .meta({ type: 'string', format: 'date-time' });

type Span = { readonly from?: number | undefined; readonly to?: number | undefined };

/** For `refine` of a query: its span does not end before it starts. */
export const spanInOrder: [(span: Span) => boolean, { path: string[]; message: string }] = [
  ({ from, to }) => from === undefined || to === undefined || from <= to,
  { path: ['to'], message: 'expected a time that is not before from' },
];

/** Epoch milliseconds as the API writes times: ISO 8601 in UTC. A time that is absent stays so. */
export function iso(at: number): string;
export function iso(at: number | undefined): string | undefined;
export function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** The keys under which a number is a time. */
type TimeKey = 'at' | 'from' | 'until' | 'since' | `${string}At`;
const timeKey = /^(?:at|from|until|since|\w+At)$/;

/** A value with every time in it as the API writes it. */
export type IsoTimes<T> = T extends object
  ? { [K in keyof T]: K extends TimeKey ? (T[K] extends infer V ? TimeOf<V> : never) : IsoTimes<T[K]> }
  : T;
type TimeOf<V> = V extends number ? string : IsoTimes<V>;

/** The value with its times, which are told by their keys (`at`, `since`, `dueAt`), in ISO 8601. */
export function isoTimes<T>(value: T): IsoTimes<T>;
export function isoTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => isoTimes(each));
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).map(([key, each]) =>
    typeof each === 'number' && timeKey.test(key) ? [key, iso(each)] : [key, isoTimes(each)],
  );
  return Object.fromEntries(told);
}
