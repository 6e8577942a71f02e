import type { Language } from '../../src/language/language.ts';
import { en } from './texts.en.ts';
import { type DemoTexts, fr } from './texts.fr.ts';

const byLanguage: Readonly<Record<Language, DemoTexts>> = { fr, en };

/** The texts of a language. */
export function demoTexts(language: Language): DemoTexts {
  return byLanguage[language];
}

/** The language that a POSIX environment asks for (LC_ALL, LC_MESSAGES, LANG): French, or else English. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const asked = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  return asked?.toLowerCase().startsWith('fr') === true ? 'fr' : 'en';
}
