import type { Language } from '../../language/language.ts';
import { en } from './phrases.en.ts';
import { fr, type Phrases } from './phrases.fr.ts';

const dictionaries: Readonly<Record<Language, Phrases>> = { fr, en };

/** The sentences of a language. */
export function phrasesOf(language: Language): Phrases {
  return dictionaries[language];
}
