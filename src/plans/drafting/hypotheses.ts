import type { Evidence } from '../../incidents/incident.ts';
import type { RecentMark } from '../../incidents/marks/mark.ts';
import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { sentence, typeset } from '../../language/typography.ts';
import type { Playbook, PlaybookHypothesis } from '../../rules/playbook.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { phrasesOf } from '../documents/texts.ts';
import { formatValue, metricLabel } from '../documents/wording.ts';
import type { Hypothesis } from '../hypothesis.ts';

/** Below this share a reason explains no breach: it is noise among the others. */
const leastShare = 0.2;
/** A change of the agent is suspected of what breaches within a day. */
const longestLeadMs = 86_400_000;

export type HypothesisSources = {
  readonly ruleSet: Pick<RuleSet, 'metrics'>;
  readonly language: Language;
  readonly timezone: string;
};

/**
 * Likely causes by the evidence, strongest first: changes of the agent, metrics that moved before, error
 * reasons, rule changes.
 */
export function hypothesesFromEvidence(
  evidence: Evidence | undefined,
  sources: HypothesisSources,
): readonly Hypothesis[] {
  if (evidence === undefined) return [];
  const { language, timezone } = sources;
  const { metrics } = sources.ruleSet;
  const [phrases, format] = [phrasesOf(language), formatOf(language)];
  return [
    ...(evidence.recentMarks ?? []).filter(mayExplain).map(
      ({ kind, label, leadMs }): Hypothesis => ({
        text: phrases.changed[kind](label, format.span(leadMs)),
        basis: 'changed',
      }),
    ),
    ...evidence.movedFirst.map(({ metric, leadMs, usual, value }): Hypothesis => {
      const low = metrics.get(metric)?.unit === 'number' ? usual.low : Math.max(0, usual.low);
      const say = (amount: number) =>
        formatValue(amount, metrics.get(metric), language, value, low, usual.high);
      const text = phrases.movedFirst({
        metric: metricLabel(metric, metrics, language),
        lead: format.span(leadMs),
        value: say(value),
        low: say(low),
        high: say(usual.high),
      });
      return { text, basis: 'moved_first' };
    }),
    ...evidence.reasons.filter(explains).map(({ reason, count, share }): Hypothesis => {
      return {
        text: phrases.reason({
          reason,
          share: format.share(share),
          count: format.number(count),
          total: format.number(Math.round(count / share)),
        }),
        basis: 'reason',
      };
    }),
    ...evidence.recentRuleChanges.map(
      ({ at, summary }): Hypothesis => ({
        text: phrases.ruleChange(format.dateTime(at, timezone), summary),
        basis: 'rule_change',
      }),
    ),
  ];
}

/** The playbook's hypotheses that the evidence supports; one that asks for no evidence always counts. */
export function hypothesesFromPlaybook(
  playbook: Playbook,
  evidence: Evidence | undefined,
  language: Language,
): readonly Hypothesis[] {
  return playbook.hypotheses
    .filter((hypothesis) => fits(hypothesis, evidence))
    .map(({ text }) => ({ text: sentence(typeset(text[language], language)), basis: 'playbook' }));
}

function fits({ movedFirst, reason }: PlaybookHypothesis, evidence: Evidence | undefined): boolean {
  const moved = evidence?.movedFirst.some(({ metric }) => metric === movedFirst) ?? false;
  const said = evidence?.reasons.filter(explains).some((each) => each.reason === reason) ?? false;
  return (movedFirst === undefined || moved) && (reason === undefined || said);
}

/** A change after the breach began, or long before it, is no cause of it. */
function mayExplain({ leadMs }: RecentMark): boolean {
  return leadMs >= 0 && leadMs <= longestLeadMs;
}

function explains({ share }: { readonly share: number }): boolean {
  return share >= leastShare;
}
