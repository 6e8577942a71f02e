import type { Language } from '../../language/language.ts';
import { thin } from '../../language/typography.ts';
import type { Metric } from '../../metrics/metric.ts';
import { formatQuantity } from '../../metrics/quantity.ts';
import { formatDuration } from '../../platform/duration.ts';

/**
 * Quantities and durations as people type them, in French or English, made into what the rule grammar reads:
 * `1,5 %` → `1.5%`, `4,2 / 5` → `4.2/5`, `1 h 30` → `1h30m`, `7 jours` → `7d`.
 */

const units: readonly (readonly [RegExp, string])[] = [
  [/^ms$/, 'ms'],
  [/^(?:s|sec|secs?|secondes?|seconds?)$/, 's'],
  [/^(?:m|min|mins|minutes?)$/, 'm'],
  [/^(?:h|heures?|hours?|hrs?)$/, 'h'],
  [/^(?:j|jours?|d|days?)$/, 'd'],
  [/^(?:w|sem|semaines?|weeks?)$/, 'w'],
];

/** The text without the spaces and the decimal comma that only people need. */
export function typedNumber(text: string): string {
  return text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
}

/** A duration for the grammar, or the text as it was when it is none: the grammar then says what is wrong. */
export function typedDuration(text: string): string {
  const plain = text
    .replace(/[\u00a0\u202f]/g, ' ')
    .trim()
    .toLowerCase();
  const parts = [...plain.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-zé]*)/g)];
  const covered = parts
    .map((part) => part[0])
    .join('')
    .replace(/\s/g, '');
  if (parts.length === 0 || covered !== plain.replace(/\s|et|and/g, '')) return text.trim();
  let before = '';
  let made = '';
  for (const [, count = '', word = ''] of parts) {
    // "1 h 30" leaves the minutes unsaid.
    const unit = word === '' && before === 'h' ? 'm' : units.find(([pattern]) => pattern.test(word))?.[1];
    if (unit === undefined) return text.trim();
    made += `${count.replace(',', '.')}${unit}`;
    before = unit;
  }
  return made;
}

/** A value of this metric as somebody typed it, for the grammar. */
export function typedValue(text: string, metric: Pick<Metric, 'unit'> | undefined): string {
  if (metric?.unit === 'seconds') return typedDuration(text);
  // As it is shown: 0,10 €, US$0.10, 0,10 CHF.
  return typedNumber(
    metric?.unit === 'currency' ? text.replace(/(?:[A-Z]{0,3}\p{Sc}[A-Z]{0,3}|[A-Z]{3})/u, '') : text,
  );
}

const unitNames: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  fr: { m: 'min', d: 'j' },
  en: { m: 'min' },
};

/** A duration as a field shows it: every unit of it, so that `typedDuration` reads the same span again. */
export function durationField(ms: number, language: Language): string {
  return [...formatDuration(ms).matchAll(/(\d+)([a-z]+)/g)]
    .map(([, count, unit = '']) => `${count}${thin}${unitNames[language][unit] ?? unit}`)
    .join(' ');
}

/**
 * A value as a field shows it: exact and without separators of thousands, so that `typedValue` reads the same
 * value again.
 */
export function quantityField(
  value: number,
  metric: Pick<Metric, 'unit' | 'scale'>,
  language: Language,
): string {
  if (metric.unit === 'seconds' && Number.isInteger(value)) return durationField(value * 1_000, language);
  const text = formatQuantity(value, metric) + (metric.unit === 'seconds' ? `${thin}s` : '');
  return language === 'fr' ? text.replace('.', ',').replace('%', `${thin}%`) : text;
}
