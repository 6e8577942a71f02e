import type { Language } from '../../language/language.ts';
import { typeset } from '../../language/typography.ts';
import { localDate } from '../../language/zoned.ts';
import { type Formats, formatsOf } from './format.ts';
import { en } from './texts.en.ts';
import { fr, type Texts } from './texts.fr.ts';

/** The texts and formats that every page is written with. */
export type I18n = {
  readonly language: Language;
  readonly t: Texts;
  readonly f: Formats;
};

const texts: Readonly<Record<Language, Texts>> = { fr: typesetAll(fr, 'fr'), en: typesetAll(en, 'en') };

/** The words and formats of one language in one time zone; a day of another year than `now` has its year. */
export function i18nIn(language: Language, timezone: string, now?: number): I18n {
  const year = now === undefined ? undefined : localDate(now, timezone).year;
  return { language, t: texts[language], f: formatsOf(language, timezone, year) };
}

/** A dictionary whose every text, also those made by its functions, is set as it is printed. */
function typesetAll<T>(dictionary: T, language: Language): T {
  if (typeof dictionary === 'string') return typeset(dictionary, language) as T;
  if (typeof dictionary === 'function') {
    const write: (...args: unknown[]) => string = dictionary as never;
    return ((...args: unknown[]) => typeset(write(...args), language)) as T;
  }
  if (Array.isArray(dictionary)) return dictionary.map((item) => typesetAll(item, language)) as T;
  if (typeof dictionary !== 'object' || dictionary === null) return dictionary;
  const entries = Object.entries(dictionary).map(([key, value]) => [key, typesetAll(value, language)]);
  return Object.fromEntries(entries) as T;
}
