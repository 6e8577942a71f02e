import type { Caller } from '../../access/roles.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { plainText } from '../components/search.ts';
import type { I18n } from '../words/texts.ts';
import type { FormValues, PartName } from './plan-editing.ts';

/**
 * Signing, and answering for a risk, is done by typing one's name: one click is too light for what a person
 * stands by. What is wrong with the name that was typed, if so.
 */
export function nameErrors(
  part: PartName,
  values: FormValues,
  { person = '' }: Pick<Caller, 'person'>,
  { people }: Pick<RuleSet, 'people'>,
  i18n: I18n,
): Readonly<Record<string, string>> {
  const name = people.get(person)?.name;
  // Without a person the command itself says why it is refused.
  if (!isSigned(part) || name === undefined || isSameName(values['name'] ?? '', name)) return {};
  const words = i18n.t.plan.errors;
  return { name: values['name']?.trim() ? words.otherName(name) : words.nameMissing(name) };
}

/** Whether somebody stands by this part with their name. */
export function isSigned(part: PartName): boolean {
  return part.startsWith('sign/') || part.startsWith('risk/');
}

/** Whether both are the name of one person; case, accents, kinds of signs and spaces do not matter. */
export function isSameName(typed: string, name: string): boolean {
  return lettersOf(typed) === lettersOf(name) && lettersOf(name) !== '';
}

function lettersOf(name: string): string {
  return plainText(name.normalize('NFKD'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(' ');
}
