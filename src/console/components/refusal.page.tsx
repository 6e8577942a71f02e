import type { FC } from 'hono/jsx';
import { noteText, refusalText as planRefusalText } from '../../plans/documents/texts.ts';
import type { Plan } from '../../plans/plan.ts';
import type { Missing, Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { RuleGlance } from '../watch/watch.ts';
import { labelOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { Message } from './parts.page.tsx';

type About = {
  readonly rules?: readonly RuleGlance[];
  readonly plan?: Plan;
  readonly people?: RuleSet['people'];
};

/** Why a command was refused, in the reader's language, with every reason there is. */
export const RefusalMessage: FC<{ refusal: Refusal; i18n: I18n } & About> = ({ refusal, i18n, ...about }) => (
  <Message tone="bad" title={refusalText(refusal, i18n)} urgent>
    {refusal.missing && refusal.missing.length > 0 ? (
      <ul>
        {refusal.missing.map((missing) => (
          <li>{missingText(missing, i18n, about)}</li>
        ))}
      </ul>
    ) : null}
  </Message>
);

/** A refusal in the reader's language; a code that no dictionary knows falls back to its English sentence. */
export function refusalText(refusal: Refusal, i18n: I18n): string {
  const known: Readonly<Record<string, string>> = i18n.t.refusals;
  return planRefusalText(refusal.code, i18n.language) ?? known[refusal.code] ?? refusal.detail;
}

function missingText(missing: Missing, i18n: I18n, { rules = [], plan, people }: About): string {
  const glance = rules.find((one) => one.rule.id === missing.at);
  const value = missing.params?.['value'];
  const threshold = missing.params?.['threshold'];
  if (glance && typeof threshold === 'number') {
    const quantity = (number: number) => i18n.f.quantity(number, glance.metric);
    const name = labelOf(glance.metric, i18n);
    return typeof value === 'number'
      ? `${name} ${i18n.t.agent.trip(quantity(value), quantity(threshold))}`
      : `${name} ${i18n.t.agent.tripBare(quantity(threshold))}`;
  }
  return noteText(missing, {
    language: i18n.language,
    timezone: plan?.timezone ?? i18n.f.timezone,
    nameOf: (person) => people?.get(person)?.name,
  });
}
