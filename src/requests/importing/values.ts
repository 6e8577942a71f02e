import { parseLocalTime } from '../../language/local-time.ts';
import { parseInstant } from '../../platform/iso.ts';

/** Months as French and English write them, from January: by their first letters, without accents. */
const months: readonly RegExp[] = [
  /^jan/,
  /^(?:fev|feb)/,
  /^mar/,
  /^(?:avr|apr)/,
  /^ma[iy]/,
  /^(?:juin|jun)/,
  /^(?:juil|jul)/,
  /^(?:aou|aug)/,
  /^sep/,
  /^oct/,
  /^nov/,
  /^dec/,
];

/**
 * Reads a time as tables hold it: ISO 8601 with its offset; else as clocks of `timezone` show it: `05/06/2026
 * 08:02` with the day first, `2026-06-05 08:02`, `5 juin 2026 à 8h02`. A day alone is its beginning. Epoch
 * ms; `undefined` for what is none of these: a month beyond 12 is never taken for a day.
 */
export function readTime(text: string, timezone: string): number | undefined {
  const written = text.replace(/\s+/gu, ' ').trim();
  const offset = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)$/i.exec(
    written,
  );
  if (offset !== null) {
    const [, day = '', time = '', zone = ''] = offset;
    const sign = /^(?:z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
    return parseInstant(`${day}T${time}${sign}`);
  }
  const parts =
    /^(.+?)(?:(?:,? (?:à |at )?|T)(\d{1,2}) ?(?:[:h]) ?(\d{2})?(?: ?(?:[:mn.]+) ?(\d{2})(?:[.,]\d+)?)?s?(?: ?(am|pm))?)?$/i.exec(
      written,
    );
  const day = parts === null ? undefined : readDay(parts[1] ?? '');
  if (parts === null || day === undefined) return undefined;
  const [, , hour = '0', minute = '00', second = '00', half] = parts;
  const clock = hourOf(Number(hour), half?.toLowerCase());
  if (clock === undefined) return undefined;
  return parseLocalTime(`${day}T${String(clock).padStart(2, '0')}:${minute}:${second}`, timezone);
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

/**
 * Reads a day as `2026-06-05`: from that form, `05/06/2026` with the day first, or with the month in words. A
 * year of two figures is of this century up to 2069, as spreadsheets take it.
 */
export function readDay(text: string): string | undefined {
  const written = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase()
    .replace(/^(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? (?=\d)/, '');
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(written);
  if (iso !== null) return dayOf(iso[1], iso[2], iso[3]);
  const figures = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/.exec(written);
  if (figures !== null) return dayOf(yearOf(figures[3] ?? ''), figures[2], figures[1]);
  const words = /^(\d{1,2})(?:er|st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})$/.exec(written);
  if (words === null) return undefined;
  const month = months.findIndex((name) => name.test(words[2] ?? ''));
  return month === -1 ? undefined : dayOf(words[3], String(month + 1), words[1]);
}

function yearOf(figures: string): string {
  if (figures.length === 4) return figures;
  return `${Number(figures) < 70 ? '20' : '19'}${figures}`;
}

/** The day, if the calendar has it. */
function dayOf(year = '', month = '', day = ''): string | undefined {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return parseInstant(`${text}T00:00:00Z`) === undefined ? undefined : text;
}
