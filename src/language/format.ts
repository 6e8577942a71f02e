import type { Language } from './language.ts';
import { noBreak, thin } from './typography.ts';

/**
 * Numbers, times and spans as people of a language write them. French sets a narrow no-break space before `%`
 * and units (Lexique des règles typographiques en usage à l'Imprimerie nationale).
 */
export type Format = {
  /** A value of a metric: 0.023 of a ratio is `2.3%`, 4.2 of a score `4.2/5`, 900 seconds `15 min`. */
  readonly quantity: (value: number, metric: Measured) => string;
  /** `05/06/2026 à 08:02` · `5 Jun 2026 at 08:02`, in the given time zone (IANA, default UTC). */
  readonly dateTime: (at: number, timezone?: string) => string;
  /** `05/06/2026` · `5 Jun 2026` */
  readonly date: (at: number, timezone?: string) => string;
  /** The two largest units of a span: `40 min`, `1 h 30 min`, `2 d 3 h`. */
  readonly span: (ms: number) => string;
  readonly number: (value: number) => string;
};

/** How a metric's values are written: unit and scale of metrics.yaml. */
export type Measured = {
  readonly unit: 'ratio' | 'score' | 'seconds' | 'count' | 'number' | 'currency';
  readonly scale?: number | undefined;
};

/** The locale of Intl for each language. */
export const locales: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };
const spanUnits = [
  { ms: 86_400_000, fr: 'j', en: 'd' },
  { ms: 3_600_000, fr: 'h', en: 'h' },
  { ms: 60_000, fr: 'min', en: 'min' },
  { ms: 1_000, fr: 's', en: 's' },
] as const;

const formats = new Map<Language, Format>();

/** The formats of a language. */
export function formatOf(language: Language): Format {
  const known = formats.get(language);
  if (known !== undefined) return known;
  const made = makeFormat(language);
  formats.set(language, made);
  return made;
}

function makeFormat(language: Language): Format {
  const locale = locales[language];
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const euros = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'EUR',
    trailingZeroDisplay: 'stripIfInteger',
  });
  const number = (value: number) => narrowed(plain.format(value));
  const span = (ms: number) => spanText(ms, language, number);
  return {
    number,
    span,
    quantity: (value, { unit, scale }) => {
      switch (unit) {
        case 'ratio':
          return narrowed(percent.format(value));
        case 'score':
          return scale === undefined ? number(value) : `${number(value)}/${number(scale)}`;
        case 'seconds':
          return span(value * 1000);
        case 'currency':
          return narrowed(euros.format(value));
        case 'count':
        case 'number':
          return number(value);
        default:
          return unit satisfies never;
      }
    },
    date: (at, timezone = 'UTC') => dateText(at, timezone, language),
    dateTime: (at, timezone = 'UTC') =>
      `${dateText(at, timezone, language)}${language === 'fr' ? ' à ' : ' at '}${timeText(at, timezone, locale)}`,
  };
}

/** Intl mixes wide and narrow no-break spaces, differently from one ICU to the next: one kind, always. */
function narrowed(text: string): string {
  return text.replaceAll(noBreak, thin);
}

/** English names the month: 05/06 is the fifth of June to some readers and the sixth of May to others. */
function dateText(at: number, timeZone: string, language: Language): string {
  return instantFormat(`date ${language}`, timeZone, locales[language], {
    day: language === 'fr' ? '2-digit' : 'numeric',
    month: language === 'fr' ? '2-digit' : 'short',
    year: 'numeric',
  }).format(at);
}

function timeText(at: number, timeZone: string, locale: string): string {
  return instantFormat(`time ${locale}`, timeZone, locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** Made once for each use and zone: making one takes as long as writing a page with it. */
function instantFormat(
  use: string,
  timeZone: string,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${use} ${timeZone}`;
  const known = instantFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone, ...options });
  instantFormats.set(key, made);
  return made;
}

const instantFormats = new Map<string, Intl.DateTimeFormat>();

function spanText(ms: number, language: Language, number: (value: number) => string): string {
  if (ms < 1_000) return `${number(Math.max(0, Math.round(ms)))}${thin}ms`;
  let rest = Math.round(ms / 1_000) * 1_000;
  const parts: string[] = [];
  for (const unit of spanUnits) {
    const count = Math.floor(rest / unit.ms);
    if (count > 0) parts.push(`${number(count)}${thin}${unit[language]}`);
    else if (parts.length > 0) break;
    rest -= count * unit.ms;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}
