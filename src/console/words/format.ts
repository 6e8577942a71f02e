import { formatOf, locales } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { thin } from '../../language/typography.ts';
import type { Metric } from '../../metrics/metric.ts';

/**
 * Numbers, dates and spans as people of one language and one time zone read them. Built once, by `formatsOf`.
 */
export type Formats = {
  readonly number: (value: number) => string;
  /** `0.023` → `2,3 %` */
  readonly percent: (ratio: number) => string;
  /** Euros, cents only where there are some. */
  readonly money: (euros: number) => string;
  /** A value in its metric's unit: `2,3 %`, `4,2/5`, `22 min`. */
  readonly quantity: (value: number, metric: Pick<Metric, 'unit' | 'scale'>) => string;
  /** At most its two largest units: `1 h 30 min`, `2 j 4 h`, `45 s`. */
  readonly duration: (ms: number) => string;
  /** `05/06` · `5 Jun` */
  readonly day: (at: number) => string;
  /** `05/06/2026` · `5 Jun 2026` */
  readonly date: (at: number) => string;
  /** `08:02` */
  readonly time: (at: number) => string;
  /** `05/06 à 08:02` · `5 Jun at 08:02` */
  readonly dayTime: (at: number) => string;
  /** `05/06/2026 à 08:02:31` */
  readonly exact: (at: number) => string;
  /** `il y a 3 min`, `dans 2 jours` */
  readonly relative: (at: number, now: number) => string;
  /** `a, b et c` */
  readonly list: (items: readonly string[]) => string;
  readonly timezone: string;
};

const joint = { fr: ' à ', en: ' at ' } as const satisfies Record<Language, string>;

const relativeUnits = [
  { ms: 86_400_000, name: 'day' },
  { ms: 3_600_000, name: 'hour' },
  { ms: 60_000, name: 'minute' },
  { ms: 1_000, name: 'second' },
] as const;

const known = new Map<string, Formats>();

/**
 * The formats of a language in an IANA time zone; the Intl objects behind them are costly, so each pair is
 * made once.
 */
export function formatsOf(language: Language, timezone: string): Formats {
  const key = `${language} ${timezone}`;
  const before = known.get(key);
  if (before) return before;
  const made = { ...numberFormats(language), ...dateFormats(language, timezone), timezone };
  known.set(key, made);
  return made;
}

type NumberKeys = 'number' | 'percent' | 'money' | 'quantity' | 'duration' | 'list';

/** The same words as in notices and plans. */
function numberFormats(language: Language): Pick<Formats, NumberKeys> {
  const format = formatOf(language);
  // Where people read minutes and days, less than a second is nothing.
  const duration = (ms: number) => (ms < 1_000 ? `${format.number(0)}${thin}s` : format.span(ms));
  const lists = new Intl.ListFormat(locales[language], { type: 'conjunction' });
  return {
    number: format.number,
    percent: (ratio) => format.quantity(ratio, { unit: 'ratio' }),
    money: (euros) => format.quantity(euros, { unit: 'currency' }),
    quantity: (value, metric) =>
      metric.unit === 'seconds' ? duration(value * 1_000) : format.quantity(value, metric),
    duration,
    list: (items) => lists.format(items),
  };
}

type DateKeys = 'day' | 'date' | 'time' | 'dayTime' | 'exact' | 'relative';

function dateFormats(language: Language, timeZone: string): Pick<Formats, DateKeys> {
  const locale = locales[language];
  const date = (at: number) => formatOf(language).date(at, timeZone);
  const month = language === 'fr' ? '2-digit' : 'short';
  const dayDigits = language === 'fr' ? '2-digit' : 'numeric';
  const days = new Intl.DateTimeFormat(locale, { timeZone, day: dayDigits, month });
  const times = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' });
  const seconds = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'medium' });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    day: (at) => days.format(at),
    date,
    time: (at) => times.format(at),
    dayTime: (at) => days.format(at) + joint[language] + times.format(at),
    exact: (at) => date(at) + joint[language] + seconds.format(at),
    relative: (at, now) => {
      const away = at - now;
      const unit = relativeUnits.find((candidate) => Math.abs(away) >= candidate.ms);
      return unit ? relatives.format(Math.trunc(away / unit.ms), unit.name) : relatives.format(0, 'second');
    },
  };
}
