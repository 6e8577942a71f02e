import type { Metric } from '../metrics/metric.ts';
import type { Language } from '../platform/language.ts';

/** Numbers, dates and durations as people of one language and one time zone read them. Built once, by `formatsOf`. */
export type Formats = {
  readonly number: (value: number) => string;
  /** `0.023` → `2,3 %` */
  readonly percent: (ratio: number) => string;
  /** Whole euros. */
  readonly money: (euros: number) => string;
  /** A value in its metric's unit: `2,3 %`, `4,2 / 5`, `22 min`. */
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

const thin = '\u202f';
const locales = { fr: 'fr-FR', en: 'en-GB' } as const satisfies Record<Language, string>;
const at = { fr: ' à ', en: ' at ' } as const satisfies Record<Language, string>;

const durationUnits = [
  { ms: 86_400_000, name: { fr: 'j', en: 'd' } },
  { ms: 3_600_000, name: { fr: 'h', en: 'h' } },
  { ms: 60_000, name: { fr: 'min', en: 'min' } },
  { ms: 1_000, name: { fr: 's', en: 's' } },
] as const;

const relativeUnits = [
  { ms: 86_400_000, name: 'day' },
  { ms: 3_600_000, name: 'hour' },
  { ms: 60_000, name: 'minute' },
  { ms: 1_000, name: 'second' },
] as const;

const known = new Map<string, Formats>();

/** The formats of a language in an IANA time zone; the Intl objects behind them are costly, so each pair is made once. */
export function formatsOf(language: Language, timezone: string): Formats {
  const key = `${language} ${timezone}`;
  const before = known.get(key);
  if (before) return before;
  const made = { ...numberFormats(language), ...dateFormats(language, timezone), timezone };
  known.set(key, made);
  return made;
}

type NumberKeys = 'number' | 'percent' | 'money' | 'quantity' | 'duration' | 'list';

function numberFormats(language: Language): Pick<Formats, NumberKeys> {
  const locale = locales[language];
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const euros = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'EUR',
    maximumFractionDigits: 0,
  });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const duration = (ms: number) => durationText(ms, language, plain);
  return {
    number: (value) => plain.format(value),
    percent: (ratio) => percents.format(ratio),
    money: (value) => euros.format(value),
    duration,
    list: (items) => lists.format(items),
    quantity: (value, metric) => {
      switch (metric.unit) {
        case 'ratio':
          return percents.format(value);
        case 'score':
          return metric.scale === undefined
            ? plain.format(value)
            : `${plain.format(value)}${thin}/${thin}${plain.format(metric.scale)}`;
        case 'seconds':
          return duration(value * 1000);
        case 'currency':
          return euros.format(value);
        case 'count':
        case 'number':
          return plain.format(value);
        default:
          return metric.unit satisfies never;
      }
    },
  };
}

type DateKeys = 'day' | 'date' | 'time' | 'dayTime' | 'exact' | 'relative';

function dateFormats(language: Language, timeZone: string): Pick<Formats, DateKeys> {
  const locale = locales[language];
  const month = language === 'fr' ? '2-digit' : 'short';
  const dayDigits = language === 'fr' ? '2-digit' : 'numeric';
  const days = new Intl.DateTimeFormat(locale, { timeZone, day: dayDigits, month });
  const dates = new Intl.DateTimeFormat(locale, { timeZone, day: dayDigits, month, year: 'numeric' });
  const times = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' });
  const seconds = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'medium' });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    day: (when) => days.format(when),
    date: (when) => dates.format(when),
    time: (when) => times.format(when),
    dayTime: (when) => days.format(when) + at[language] + times.format(when),
    exact: (when) => dates.format(when) + at[language] + seconds.format(when),
    relative: (when, now) => {
      const away = when - now;
      const unit = relativeUnits.find((candidate) => Math.abs(away) >= candidate.ms);
      return unit ? relatives.format(Math.trunc(away / unit.ms), unit.name) : relatives.format(0, 'second');
    },
  };
}

/** Two units at most, and no second unit once the first makes it noise: 3 days say hours, 12 days do not. */
function durationText(ms: number, language: Language, plain: Intl.NumberFormat): string {
  const size = Math.abs(ms);
  const first = durationUnits.findIndex((unit) => size >= unit.ms);
  const largest = durationUnits[first];
  if (largest === undefined)
    return size === 0 ? `0${thin}s` : `${plain.format(Math.round(size) / 1000)}${thin}s`;
  const count = Math.floor(size / largest.ms);
  const next = durationUnits[first + 1];
  const rest = next === undefined || count >= 10 ? 0 : Math.floor((size - count * largest.ms) / next.ms);
  const sign = ms < 0 ? '−' : '';
  const head = `${sign}${plain.format(count)}${thin}${largest.name[language]}`;
  return next !== undefined && rest > 0 ? `${head}${thin}${rest}${thin}${next.name[language]}` : head;
}
