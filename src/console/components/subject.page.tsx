import type { FC } from 'hono/jsx';
import type { RuleSet } from '../../rules/ruleset.ts';
import { subjectName } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** The subject of an incident or a plan, with a link to its page where it is an agent. */
export const Subject: FC<{ agent?: string | undefined; set: Pick<RuleSet, 'agents'>; i18n: I18n }> = ({
  agent,
  set,
  i18n,
}) => {
  const name = subjectName(agent, set, i18n);
  // A column takes what a long title beside it leaves: a name of ordinary length is not to be broken for it.
  const whole = name.length <= 20 ? 'nowrap' : undefined;
  return agent === undefined ? (
    <span class={whole}>{name}</span>
  ) : (
    <a class={whole} href={`/agents/${agent}`}>
      {name}
    </a>
  );
};
