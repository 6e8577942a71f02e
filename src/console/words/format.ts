import { formatOf, locales } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { thin } from '../../language/typography.ts';
import { dayMs, localDate } from '../../language/zoned.ts';

/** Numbers, dates and spans as people of one language and one time zone read them. */
export type Formats = ReturnType<typeof makeFormats>;

const joint = { fr: ' à ', en: ' at ' } as const satisfies Record<Language, string>;

const relativeUnits = [
  { ms: 3_600_000, name: 'hour' },
  { ms: 60_000, name: 'minute' },
  { ms: 1_000, name: 'second' },
] as const;

const known = new Map<string, Formats>();

/**
 * The formats of a language in an IANA time zone, where days of another year than `year` are told with
 * theirs; the Intl objects behind them are costly, so each is made once.
 */
export function formatsOf(language: Language, timezone: string, year?: number): Formats {
  const key = `${language} ${timezone} ${year}`;
  const made = known.get(key) ?? makeFormats(language, timezone, year);
  known.set(key, made);
  return made;
}

/** Numbers are said as in notices and plans. */
function makeFormats(language: Language, timeZone: string, year: number | undefined) {
  const format = formatOf(language);
  const locale = locales[language];
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const days = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: language === 'fr' ? '2-digit' : 'numeric',
    month: language === 'fr' ? '2-digit' : 'short',
  });
  const times = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' });
  const seconds = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'medium' });
  const date = (at: number) => format.date(at, timeZone);
  const day = (at: number) =>
    year === undefined || localDate(at, timeZone).year === year ? days.format(at) : date(at);
  // Where people read minutes and days, less than a second is nothing.
  const duration = (ms: number) => (ms < 1_000 ? `${format.number(0)}${thin}s` : format.span(ms));
  return {
    timezone: timeZone,
    number: format.number,
    /** `0.023` → `2,3 %` */
    percent: (ratio: number) => format.quantity(ratio, { unit: 'ratio' }),
    /** A part of a whole in full percents. */
    share: format.share,
    /** Euros, cents only where there are some. */
    money: (euros: number) => format.quantity(euros, { unit: 'currency' }),
    /** A value in its metric's unit, told from the values beside it: `2,3 %`, `4,2/5`, `22 min`. */
    quantity: format.quantity,
    /** A threshold as it was set. */
    limit: format.limit,
    /** At most its two largest units: `1 h 30 min`, `2 j 4 h`, `45 s`. */
    duration,
    /** `a, b et c` */
    list: (items: readonly string[]) => lists.format(items),
    /** `05/06` · `5 Jun`, of another year `05/06/2027` */
    day,
    /** `05/06/2026` · `5 Jun 2026` */
    date,
    /** `08:02` */
    time: (at: number) => times.format(at),
    /** `05/06 à 08:02` · `5 Jun at 08:02` */
    dayTime: (at: number) => day(at) + joint[language] + times.format(at),
    /** `05/06/2026 à 08:02:31` */
    exact: (at: number) => date(at) + joint[language] + seconds.format(at),
    /** `il y a 3 min`, `dans 2 jours`: from a day on, days of the calendar. */
    relative: (at: number, now: number) => {
      const away = at - now;
      if (Math.abs(away) >= dayMs) {
        const [from, to] = [localDate(now, timeZone), localDate(at, timeZone)];
        return relatives.format(from.until(to).days, 'day');
      }
      const unit = relativeUnits.find((candidate) => Math.abs(away) >= candidate.ms);
      return unit ? relatives.format(Math.trunc(away / unit.ms), unit.name) : relatives.format(0, 'second');
    },
  };
}
