import { en as text } from '../../language/typography.ts';
import type { WatchTexts } from './watch-texts.fr.ts';

const named = (rules: readonly string[]) => rules.map((rule) => `“${rule}”`).join(', ');

/** The watch over a cure, and what came of it, in English. */
export const en: WatchTexts = {
  title: 'Watch for a recurrence',
  watching: (until, rules) =>
    rules.length === 0
      ? text`Until ${until}: when a rule of the same playbook fires, the plan is reopened.`
      : text`Until ${until}: when ${rules.length === 1 ? 'the rule' : 'one of the rules'} ${named(rules)} fires, the plan is reopened.`,
  held: (until) => text`The cause did not come back. The watch ended on ${until}.`,
  unwatched: text`No rule is watched: this plan began without one that fired, and none would show that its cause is back.`,
  cameBack: (when, incident, wasClosed) =>
    text`${wasClosed ? 'Reopened' : 'Came back once more'} on ${when}, incident ${incident}`,
  shownBy: (rule, as) => {
    switch (as) {
      case 'rule':
        return text`the rule ${named([rule])} fired again`;
      case 'renamed_rule':
        return text`the rule ${named([rule])} fired; it reads the metric of a rule that has gone since`;
      case 'playbook':
        return text`the rule ${named([rule])} fired; it names the same playbook`;
      case 'same_incident':
        return text`the rule ${named([rule])} fired within the incident, which was still open`;
      default:
        return as satisfies never;
    }
  },
  closure: (when, signers) =>
    signers.length === 0
      ? text`Closed on ${when}`
      : text`Closed on ${when}, signed by ${signers.join(' and ')}`,
  accepted: (actions) =>
    text`with ${actions.length === 1 ? 'an accepted risk' : 'accepted risks'} (${actions.join(', ')})`,
  kept: text`What was signed stays on record, and does not count for the next closure.`,
};
