import type { RuleSet } from '../../rules/ruleset.ts';
import type { I18n } from '../words/texts.ts';
import type { Choice } from './plan-field.page.tsx';

/** Everybody of people.yaml, to choose from. */
export function peopleChoices(set: Pick<RuleSet, 'people'>, i18n: I18n): Choice[] {
  return [...set.people.values()]
    .map(({ id, name }) => ({ value: id, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label, i18n.language));
}
