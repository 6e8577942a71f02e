import type { Language } from '../../language/language.ts';
import { faultOf } from './fault.ts';
import { en } from './texts.en.ts';
import { fr } from './texts.fr.ts';

const dictionaries = { fr, en };

/**
 * The reason why nothing is taken, in words, with the code behind them for whoever must look it up:
 * `(http_503)`.
 */
export function wordFault(reason: string, language: Language): string {
  const fault = faultOf(reason);
  return fault === 'other' ? reason : `${dictionaries[language][fault]} (${reason})`;
}
