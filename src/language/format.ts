import type { Language } from './language.ts';
import { noBreak, thin } from './typography.ts';

/**
 * Numbers, times and spans as people of a language write them. French sets a narrow no-break space before `%`
 * and units (Lexique des règles typographiques en usage à l'Imprimerie nationale).
 */
export type Format = {
  /**
   * A value of a metric: 0.023 of a ratio is `2.3%`, 4.2 of a score `4.2/5`, 900 seconds `15 min`; with as
   * many digits as tell it from zero and from the values that it stands beside. Written so, it never reads
   * like a threshold that it differs from, nor as if it were on the threshold's other side.
   */
  readonly quantity: (value: number, metric: Measured, ...besides: readonly (number | undefined)[]) => string;
  /** A threshold as it was set, to its last digit. */
  readonly limit: (value: number, metric: Measured) => string;
  /** A part of a whole in full percents, with digits only where it would read like none or all of it. */
  readonly share: (ratio: number) => string;
  /** `05/06/2026 à 08:02` · `5 Jun 2026 at 08:02`, in the given time zone (IANA, default UTC). */
  readonly dateTime: (at: number, timezone?: string) => string;
  /** `05/06/2026` · `5 Jun 2026` */
  readonly date: (at: number, timezone?: string) => string;
  /** The two largest units of a span: `2.5 s`, `40 min`, `1 h 30 min`, `2 d 3 h`. */
  readonly span: (ms: number) => string;
  readonly number: (value: number) => string;
};

/** How a metric's values are written: unit, scale and currency of metrics.yaml. */
export type Measured = {
  readonly unit: 'ratio' | 'score' | 'seconds' | 'count' | 'number' | 'currency';
  readonly scale?: number | undefined;
  /** An ISO 4217 code; euros where there is none. */
  readonly currency?: string | undefined;
};

/** The locale of Intl for each language. */
export const locales: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };
const spanUnits = [
  { s: 86_400, fr: 'j', en: 'd' },
  { s: 3_600, fr: 'h', en: 'h' },
  { s: 60, fr: 'min', en: 'min' },
  { s: 1, fr: 's', en: 's' },
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

/** More digits after the point than people read at once, for values that are that near to each other. */
const mostDigits = 12;
/** Every digit that a number has. */
const allDigits = 17;
const steps = Array.from({ length: mostDigits + 1 }, (_, digits) => digits);

/** A value with at most so many digits after the point. */
type Write = (value: number, digits: number) => string;

function makeFormat(language: Language): Format {
  const locale = locales[language];
  const plain = digitsOf(locale, {});
  const percent = digitsOf(locale, { style: 'percent' });
  const monies = new Map<string, Write>();
  const moneyIn = (currency: string): Write => {
    const known = monies.get(currency);
    if (known !== undefined) return known;
    const made = digitsOf(locale, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' });
    monies.set(currency, made);
    return made;
  };
  const seconds: Write = (value, digits) => spanText(value, digits, language, plain);
  const writing = ({ unit, scale, currency = 'EUR' }: Measured): Write => {
    switch (unit) {
      case 'ratio':
        return percent;
      case 'score':
        return scale === undefined
          ? plain
          : (value, digits) => `${plain(value, digits)}/${plain(scale, allDigits)}`;
      case 'seconds':
        return seconds;
      case 'currency':
        return moneyIn(currency);
      case 'count':
      case 'number':
        return plain;
      default:
        return unit satisfies never;
    }
  };
  const quantity: Format['quantity'] = (value, metric, ...besides) =>
    apart(writing(metric), value, besides, 2);
  return {
    quantity,
    limit: (value, metric) => writing(metric)(asRead(value), mostDigits),
    share: (ratio) => apart(percent, ratio, [1], 0),
    number: (value) => quantity(value, { unit: 'number' }),
    span: (ms) => seconds(wholeSpan(ms) / 1_000, 2),
    date: (at, timezone = 'UTC') => dateText(at, timezone, language),
    dateTime: (at, timezone = 'UTC') =>
      `${dateText(at, timezone, language)}${language === 'fr' ? ' à ' : ' at '}${timeText(at, timezone, locale)}`,
  };
}

/** A threshold as somebody wrote it; one that came out of a calculation has digits that nobody would read. */
function asRead(threshold: number): number {
  const written = Number(threshold.toPrecision(7));
  const isWritten = Math.abs(written - threshold) <= Math.abs(threshold) * 1e-9;
  return isWritten ? threshold : Number(threshold.toPrecision(4));
}

/**
 * The value with as few digits as tell it from zero and from the others. Rounded alike, two values that read
 * differently stand in their right order, even when one of them is then written in full.
 */
function apart(
  write: Write,
  value: number,
  besides: readonly (number | undefined)[],
  fewest: number,
): string {
  const others = [0, ...besides].filter((other) => other !== undefined).filter((other) => other !== value);
  const enough = steps.find((digits) => {
    if (digits < fewest) return false;
    const text = write(value, digits);
    return others.every((other) => write(other, digits) !== text);
  });
  return write(value, enough ?? allDigits);
}

/** Making a format takes as long as writing a page with it: each is made once, when it is needed. */
function digitsOf(locale: string, options: Intl.NumberFormatOptions): Write {
  const made: Intl.NumberFormat[] = [];
  return (value, digits) => {
    made[digits] ??= new Intl.NumberFormat(locale, {
      ...options,
      maximumFractionDigits: Math.min(digits, mostDigits),
      ...(digits === allDigits && { maximumSignificantDigits: digits, roundingPriority: 'morePrecision' }),
      signDisplay: 'negative',
    });
    return narrowed(made[digits].format(value));
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

/** A span to what people say of one: thousandths, then tenths, from ten seconds on whole seconds. */
function wholeSpan(ms: number): number {
  const part = ms < 1_000 ? 1 : ms < 10_000 ? 100 : 1_000;
  return Math.max(0, Math.round(ms / part) * part);
}

/**
 * Seconds in the two largest units they fill; with more than two `digits` in all of them, to parts of a
 * second.
 */
function spanText(seconds: number, digits: number, language: Language, plain: Write): string {
  if (digits === allDigits) return `${plain(seconds, allDigits)}${thin}s`;
  const size = Math.abs(seconds);
  const small = rounded(size * 1_000, digits);
  if (small === 0) return `${plain(0, 0)}${thin}s`;
  const sign = seconds < 0 ? '-' : '';
  if (small < 1_000) return `${sign}${plain(small, digits)}${thin}ms`;
  const short = rounded(size, digits === 2 && size >= 10 ? 1 : digits);
  let rest = short < 60 ? short : rounded(size, Math.max(0, digits - 3));
  const parts: string[] = [];
  for (const unit of spanUnits) {
    const count = unit.s === 1 ? rest : Math.floor(rest / unit.s);
    if (count > 0) parts.push(`${plain(count, digits)}${thin}${unit[language]}`);
    else if (parts.length > 0 && digits === 2) break;
    rest = rounded(rest - count * unit.s, digits);
    if (parts.length === 2 && digits === 2) break;
  }
  return sign + parts.join(' ');
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
