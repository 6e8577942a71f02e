import type { Language } from './language.ts';

/** Narrow no-break space: French sets one before `% : ; ! ?` and inside « ». */
export const thin = '\u202f';
/** No-break space: between a number and its unit, after `n°`. */
export const noBreak = '\u00a0';

/**
 * A text as it is printed: curly apostrophes in both languages, and in French the no-break spaces that keep
 * punctuation with its word (Lexique des règles typographiques en usage à l'Imprimerie nationale). Setting a
 * text twice changes nothing. Meant for the product's own texts and those of the rule files; what people type
 * stays as they typed it.
 */
export function typeset(text: string, language: Language): string {
  const curly = text.replace(/(?<=\p{L})'(?=[\p{L}\d«])/gu, '’');
  if (language === 'en') return curly.replace(/(?<=\d) %/g, '%');
  return curly
    .replace(/ (?=[%:;!?»](?!=))/g, thin)
    .replace(/« /g, `«${thin}`)
    .replace(/\b(n°) (?=\d)/g, `$1${noBreak}`);
}

/** A template tag for French texts, written with plain spaces and apostrophes. */
export function fr(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return typeset(String.raw({ raw: strings }, ...values), 'fr');
}

/** A template tag for English texts. */
export function en(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return typeset(String.raw({ raw: strings }, ...values), 'en');
}

/** The sign between a label and its value. */
export function colon(language: Language): string {
  return language === 'fr' ? `${thin}: ` : ': ';
}

/** The text as a sentence: ended with a full stop unless it ends with a mark of its own. */
export function sentence(text: string): string {
  return /[.!?…]\s*$/.test(text) ? text : `${text}.`;
}

/** The text without its full stop, to be quoted within a sentence that goes on behind it. */
export function withoutStop(text: string): string {
  return text.replace(/(?<!\.)\.\s*$/, '');
}

/** The text with its first letter in upper case. */
export function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase('fr') + text.slice(1);
}

/** A label in the middle of a sentence: `Taux d'erreur` → `taux d'erreur`, while `CSAT` stays. */
export function midSentence(label: string): string {
  const [first = '', second = ''] = label;
  return second === second.toLocaleUpperCase('fr') ? label : first.toLocaleLowerCase('fr') + label.slice(1);
}
