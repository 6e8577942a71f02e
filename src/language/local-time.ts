import { Temporal } from 'temporal-polyfill';

/**
 * Local times of forms, `2026-06-05T08:02` or with seconds, in a time zone (IANA name). A time that clocks
 * show twice is the first of the two; one that they leap over is as much later as they leap.
 */

/** The instant, epoch ms; `undefined` for a text that is no local time. */
export function parseLocalTime(text: string, timezone: string): number | undefined {
  if (!/^(?!00)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(text)) return undefined;
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(timezone)
      .epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** The local time of an instant, epoch ms, as such a form shows it: `2026-06-05T08:02`. */
export function localTimeText(at: number, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timezone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
}
