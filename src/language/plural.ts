import type { Language } from './language.ts';

/** The form of a word that goes with a count, by the language's own rules (in French, zero is singular). */
export function plural(
  language: Language,
): (count: number, forms: { readonly one: string; readonly other: string }) => string {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => (rules.select(count) === 'one' ? forms.one : forms.other);
}
