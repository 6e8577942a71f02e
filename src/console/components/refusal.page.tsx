import type { FC } from 'hono/jsx';
import { noteText, refusalText } from '../../plans/documents/texts.ts';
import type { Missing, Refusal } from '../../platform/refusal.ts';
import { type RuleSet, ruleOver } from '../../rules/ruleset.ts';
import { agentName, labelOf, metricName, readerOf, thresholdText } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { Message } from './parts.page.tsx';

type About = {
  set: RuleSet;
  /** The agent whose switch was to change. */
  agent?: string;
  i18n: I18n;
};

/**
 * Why a command was refused, in the reader's language, with every reason there is. A code that no dictionary
 * knows falls back to its English sentence.
 */
export const RefusalMessage: FC<{ refusal: Refusal; focus?: boolean } & About> = ({
  refusal,
  focus = true,
  ...about
}) => {
  const { i18n } = about;
  const known: Readonly<Record<string, string>> = i18n.t.refusals;
  const { code, detail, missing = [] } = refusal;
  return (
    <Message
      tone="bad"
      title={refusalText(code, i18n.language) ?? known[code] ?? detail}
      urgent
      focus={focus}
    >
      {missing.length === 0 ? null : (
        <ul>
          {missing.map((one) => (
            <li>{missingText(one, about)}</li>
          ))}
        </ul>
      )}
    </Message>
  );
};

function missingText(missing: Missing, about: About): string {
  const { set, i18n } = about;
  const words = i18n.t.cases.missing;
  const { code, at = '', params = {} } = missing;
  const metric = String(params['metric'] ?? '');
  switch (code) {
    case 'still_in_breach':
      return breachText(missing, about);
    case 'agent_suspended':
      return words.agent_suspended(agentName(at, set));
    case 'agent_degraded':
      return i18n.t.degree.missing(agentName(at, set));
    case 'rule_still_firing':
      return words.rule_still_firing(
        metricName(metric, set, i18n),
        thresholdText(Number(params['threshold'] ?? 0), metric, set, i18n),
      );
    case 'incident_not_resolved':
      return words.incident_not_resolved;
    case 'plan_not_closed':
      return words.plan_not_closed(Number(params['plan']));
    default:
      return noteText(missing, readerOf(set, i18n));
  }
}

/** A breach as measured when an agent was to run again; of a rule that is gone, its id. */
function breachText({ at = '', params = {} }: Missing, { set, agent = '', i18n }: About): string {
  const rule = ruleOver(set, agent, at);
  const metric = set.metrics.get(rule?.when[0]?.metric ?? '');
  if (metric === undefined) return at;
  const [value, threshold] = [Number(params['value']), Number(params['threshold'])];
  const limit = i18n.f.limit(threshold, metric);
  const label = labelOf(metric, i18n);
  return params['value'] === undefined
    ? `${label} ${i18n.t.agent.tripBare(limit)}`
    : `${label} ${i18n.t.agent.trip(i18n.f.quantity(value, metric, threshold), limit)}`;
}
