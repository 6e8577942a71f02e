import type { Language } from '../../language/language.ts';
import { localDate } from '../../language/zoned.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import type { Action, Criterion, Improvement, Plan } from '../plan.ts';
import type { PlanRisk } from '../plan-risk.ts';
import { quadrantOf } from '../priority.ts';
import { documentTexts, planTexts } from './texts.ts';
import { criterionText, verdictLabel, verificationText } from './wording.ts';

type About = { readonly plan: Plan; readonly set: RuleSet; readonly language: Language };

/** A plan's actions, improvements, indicators and risks as rows of a spreadsheet, under their headings. */
export function planRows(plan: Plan, set: RuleSet, language: Language): string[][] {
  const { rows: words, columns } = documentTexts(language);
  const about: About = { plan, set, language };
  return [
    [
      ...[words.part, words.id, words.title, columns.owner, columns.due, words.status, words.verification],
      ...[columns.priority, words.criteria, words.verdicts, words.phase],
    ],
    ...plan.actions.map((action) => actionRow(action, about)),
    ...plan.improvements.map((improvement) => improvementRow(improvement, about)),
    ...plan.indicators.map((indicator) => indicatorRow(indicator, about)),
    ...(plan.risks ?? []).map((risk) => riskRow(risk, about)),
  ];
}

function actionRow(action: Action, about: About): string[] {
  const { plan, set: ruleSet, language } = about;
  const texts = planTexts(language);
  const said = { language, timezone: plan.timezone, ruleSet, agent: plan.agent ?? noAgent };
  return [
    documentTexts(language).rows.parts.action,
    action.id,
    action.title,
    ownerText(action.owner, about),
    dayOf(action.dueAt, plan.timezone),
    texts.statuses[action.status],
    verificationText(action, language),
    texts.quadrants[quadrantOf(action)],
    action.criteria.map(({ spec }) => criterionText(spec, said)).join('\n'),
    action.criteria.map((criterion) => verdictLabel(criterion, language)).join('\n'),
    action.phase ?? '',
  ];
}

function improvementRow(improvement: Improvement, about: About): string[] {
  const { plan, language } = about;
  const texts = planTexts(language);
  const { recurrence, dueAt } = improvement;
  return [
    documentTexts(language).rows.parts.improvement,
    improvement.id,
    improvement.title,
    ownerText(improvement.owner, about),
    recurrence === undefined ? dayOf(dueAt, plan.timezone) : texts.recurrences[recurrence],
    texts.statuses[improvement.status],
    '',
    texts.quadrants[quadrantOf(improvement)],
    improvement.benefit,
    '',
    '',
  ];
}

function indicatorRow({ id, spec, state }: Criterion, { plan, set: ruleSet, language }: About): string[] {
  const said = criterionText(spec, {
    language,
    timezone: plan.timezone,
    ruleSet,
    agent: plan.agent ?? noAgent,
  });
  const verdict = verdictLabel({ spec, state }, language);
  return [documentTexts(language).rows.parts.indicator, id, said, '', '', '', '', '', said, verdict, ''];
}

function riskRow({ id, text, mitigation = '', owner, state }: PlanRisk, about: About): string[] {
  const part = documentTexts(about.language).rows.parts.risk;
  const status = planTexts(about.language).riskStates[state];
  return [part, id, text, ownerText(owner, about), '', status, '', '', mitigation, '', ''];
}

function ownerText(owner: string | undefined, { set }: About): string {
  return owner === undefined ? '' : (set.people.get(owner)?.name ?? owner);
}

/** `2026-06-08`, as date fields and spreadsheets want it, in the plan's time zone. */
export function dayOf(at: number | undefined, timezone: string): string {
  return at === undefined ? '' : localDate(at, timezone).toString();
}
