import type { Language } from '../../language/language.ts';
import { en } from './document-texts.en.ts';
import { type DocumentTexts, fr } from './document-texts.fr.ts';

const dictionaries: Readonly<Record<Language, DocumentTexts>> = { fr, en };

/** The fixed words of documents in a language. */
export function documentTexts(language: Language): DocumentTexts {
  return dictionaries[language];
}
