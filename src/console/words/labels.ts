import type { SiteName } from '../../connect/mirror/pull/site.ts';
import type { Measured } from '../../language/format.ts';
import { typeset } from '../../language/typography.ts';
import type { Bilingual, NamedMetric } from '../../metrics/metric.ts';
import type { Reader } from '../../plans/documents/texts.ts';
import type { Condition, FixedCondition } from '../../rules/condition.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { againstText, rightSideText } from '../../rules/words/against.ts';
import type { I18n } from './texts.ts';

/** A text of the rule files in the reader's language, set as it is printed. */
export function said(text: Bilingual, i18n: Pick<I18n, 'language'>): string {
  return typeset(text[i18n.language], i18n.language);
}

/** A metric's name for people. */
export function labelOf(metric: Pick<NamedMetric, 'label'>, i18n: Pick<I18n, 'language'>): string {
  return said(metric.label, i18n);
}

/** The name of a metric of which only the id is at hand; one that is gone from the rules keeps its id. */
export function metricName(
  id: string,
  { metrics }: { readonly metrics: ReadonlyMap<string, Pick<NamedMetric, 'label'>> },
  i18n: Pick<I18n, 'language'>,
): string {
  const metric = metrics.get(id);
  return metric === undefined ? id : labelOf(metric, i18n);
}

type Units = Pick<RuleSet, 'metrics'>;

/**
 * A value in its metric's unit, told from those `besides` it; a metric that is gone from the rules leaves the
 * bare number.
 */
export function valueText(
  value: number,
  metric: string,
  set: Units,
  i18n: I18n,
  ...besides: readonly (number | undefined)[]
): string {
  return i18n.f.quantity(value, measuredIn(metric, set), ...besides);
}

/** A threshold as it was set, in its metric's unit. */
export function thresholdText(threshold: number, metric: string, set: Units, i18n: I18n): string {
  return i18n.f.limit(threshold, measuredIn(metric, set));
}

function measuredIn(metric: string, { metrics }: Units): Measured {
  return metrics.get(metric) ?? { unit: 'number' };
}

/** The limit as people say it: a value that sets off no alarm. A rule that fires at its limit allows less. */
export function limitText(
  condition: Pick<FixedCondition, 'operator' | 'threshold'>,
  metric: Measured,
  i18n: I18n,
): string {
  const limit = i18n.f.limit(condition.threshold, metric);
  const { operator } = condition;
  switch (operator) {
    case '>':
      return i18n.t.rule.most(limit);
    case '>=':
      return i18n.t.rule.under(limit);
    case '<':
      return i18n.t.rule.least(limit);
    case '<=':
      return i18n.t.rule.over(limit);
    case '==':
      return i18n.t.rule.unequal(limit);
    case '!=':
      return i18n.t.rule.equal(limit);
    default:
      return operator satisfies never;
  }
}

/** The limit of a rule as it is now: of a comparison it moves, and what moves it stands beside it. */
export function limitNowText(
  condition: Condition,
  now: number | undefined,
  metric: NamedMetric,
  i18n: I18n,
): string {
  const { operator, against } = condition;
  if (against === undefined) {
    const { threshold, burn } = condition;
    if (burn === undefined) return limitText({ operator, threshold }, metric, i18n);
    return rightSideText(condition, metric, i18n.language);
  }
  const words = againstText(against, i18n.language);
  return now === undefined ? words : `${limitText({ operator, threshold: now }, metric, i18n)} · ${words}`;
}

/**
 * A person's name, or the id where people.yaml no longer knows it; actor texts of keys and the engine are
 * named too.
 */
export function nameOf(id: string, set: Pick<RuleSet, 'people'>, i18n: I18n): string {
  const [kind, rest] = id.split(':');
  if (id === 'engine') return i18n.t.common.engine;
  if (kind === 'key' && rest) return i18n.t.common.key(rest);
  if (kind === 'mirror' && rest)
    return i18n.t.common.mirror(new Map(Object.entries(siteNames)).get(rest) ?? rest);
  const person = kind === 'person' && rest ? rest : id;
  return set.people.get(person)?.name ?? person;
}

/** The tools that actions are mirrored to and from, as they are called. */
export const siteNames: Readonly<Record<SiteName, string>> = {
  jira: 'Jira',
  gitlab: 'GitLab',
  odoo: 'Odoo',
};

/** The reader of texts that the plans room writes. */
export function readerOf(set: Pick<RuleSet, 'people'>, i18n: I18n): Reader {
  return {
    language: i18n.language,
    timezone: i18n.f.timezone,
    nameOf: (person) => set.people.get(person)?.name,
  };
}

/** The subject of an incident or a plan: an agent, or the whole organisation. */
export function subjectName(agent: string | undefined, set: Pick<RuleSet, 'agents'>, i18n: I18n): string {
  return agent === undefined ? i18n.t.common.organisation : agentName(agent, set);
}

/** An agent's name; one that is gone from the rules keeps its id. */
export function agentName(agent: string, { agents }: Pick<RuleSet, 'agents'>): string {
  return agents.get(agent)?.name ?? agent;
}
