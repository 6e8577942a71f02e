import type { Language } from '../../language/language.ts';
import { en } from './texts.en.ts';
import { type CaseTexts, fr } from './texts.fr.ts';

const dictionaries: Readonly<Record<Language, CaseTexts>> = { fr, en };

/** The words of cases and replays in a language. */
export function caseTexts(language: Language): CaseTexts {
  return dictionaries[language];
}
