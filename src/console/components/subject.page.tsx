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
  return agent === undefined ? <span>{name}</span> : <a href={`/agents/${agent}`}>{name}</a>;
};
