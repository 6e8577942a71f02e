import type { FC } from 'hono/jsx';
import { noteText, refusalText as planRefusalText } from '../../plans/documents/texts.ts';
import type { Plan } from '../../plans/plan.ts';
import type { Missing, Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { RuleGlance } from '../watch/watch.ts';
import { labelOf } from '../words/labels.ts';
import type { Say } from '../words/texts.ts';
import { Message } from './parts.page.tsx';

type About = {
  readonly rules?: readonly RuleGlance[];
  readonly plan?: Plan;
  readonly people?: RuleSet['people'];
};

/** Why a command was refused, in the reader's language, with every reason there is. */
export const RefusalMessage: FC<{ refusal: Refusal; say: Say } & About> = ({ refusal, say, ...about }) => (
  <Message tone="bad" title={refusalText(refusal, say)} urgent>
    {refusal.missing && refusal.missing.length > 0 ? (
      <ul>
        {refusal.missing.map((missing) => (
          <li>{missingText(missing, say, about)}</li>
        ))}
      </ul>
    ) : null}
  </Message>
);

/** A refusal in the reader's language; a code that no dictionary knows falls back to its English sentence. */
export function refusalText(refusal: Refusal, say: Say): string {
  const known: Readonly<Record<string, string>> = say.t.refusals;
  return planRefusalText(refusal.code, say.language) ?? known[refusal.code] ?? refusal.detail;
}

function missingText(missing: Missing, say: Say, { rules = [], plan, people }: About): string {
  const glance = rules.find((one) => one.rule.id === missing.at);
  const value = missing.params?.['value'];
  const threshold = missing.params?.['threshold'];
  if (glance && typeof threshold === 'number') {
    const quantity = (number: number) => say.f.quantity(number, glance.metric);
    const name = labelOf(glance.metric, say);
    return typeof value === 'number'
      ? `${name} ${say.t.agent.trip(quantity(value), quantity(threshold))}`
      : `${name} ${say.t.agent.tripBare(quantity(threshold))}`;
  }
  return noteText(missing, {
    language: say.language,
    timezone: plan?.timezone ?? say.f.timezone,
    nameOf: (person) => people?.get(person)?.name,
  });
}
