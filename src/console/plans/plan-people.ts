import type { RuleSet } from '../../rules/ruleset.ts';
import type { Say } from '../words/texts.ts';
import type { Choice } from './plan-field.page.tsx';

/** Everybody of people.yaml, to choose from. */
export function peopleChoices(set: Pick<RuleSet, 'people'>, say: Say): Choice[] {
  return [...set.people.values()]
    .map(({ id, name }) => ({ value: id, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label, say.language));
}
