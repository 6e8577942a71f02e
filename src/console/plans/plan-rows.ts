import { planTexts } from '../../plans/documents/texts.ts';
import { criterionText, verdictLabel, verificationText } from '../../plans/documents/wording.ts';
import type { Action, Criterion, Improvement, Plan } from '../../plans/plan.ts';
import { quadrantOf } from '../../plans/priority.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { dayOf } from './plan-forms.ts';
import { wordingOf } from './plan-view.ts';

type About = { readonly plan: Plan; readonly set: RuleSet };

/** A plan's actions, improvements and indicators as rows of a spreadsheet, under their headings. */
export function planRows(about: About, i18n: I18n): string[][] {
  const words = i18n.t.cases.plan;
  const { plan } = about;
  return [
    [
      words.part,
      words.id,
      words.title,
      i18n.t.common.owner,
      i18n.t.common.due,
      words.status,
      words.verification,
      words.priority,
      i18n.t.plan.criteria,
      words.verdicts,
    ],
    ...plan.actions.map((action) => actionRow(action, about, i18n)),
    ...plan.improvements.map((improvement) => improvementRow(improvement, about, i18n)),
    ...plan.indicators.map((indicator) => indicatorRow(indicator, about, i18n)),
  ];
}

function actionRow(action: Action, about: About, i18n: I18n): string[] {
  const texts = planTexts(i18n.language);
  return [
    i18n.t.cases.plan.parts.action,
    action.id,
    action.title,
    ownerText(action.owner, about, i18n),
    dayOf(action.dueAt, about.plan.timezone),
    texts.statuses[action.status],
    verificationText(action, i18n.language),
    texts.quadrants[quadrantOf(action)],
    action.criteria.map(({ spec }) => criterionText(spec, wordingOf(about, i18n))).join('\n'),
    action.criteria.map((criterion) => verdictLabel(criterion, i18n.language)).join('\n'),
  ];
}

function improvementRow(improvement: Improvement, about: About, i18n: I18n): string[] {
  const texts = planTexts(i18n.language);
  const { recurrence, dueAt } = improvement;
  return [
    i18n.t.cases.plan.parts.improvement,
    improvement.id,
    improvement.title,
    ownerText(improvement.owner, about, i18n),
    recurrence === undefined ? dayOf(dueAt, about.plan.timezone) : texts.recurrences[recurrence],
    texts.statuses[improvement.status],
    '',
    texts.quadrants[quadrantOf(improvement)],
    improvement.benefit,
    '',
  ];
}

function indicatorRow({ id, spec, state }: Criterion, about: About, i18n: I18n): string[] {
  const said = criterionText(spec, wordingOf(about, i18n));
  const verdict = verdictLabel({ spec, state }, i18n.language);
  return [i18n.t.cases.plan.parts.indicator, id, said, '', '', '', '', '', said, verdict];
}

function ownerText(owner: string | undefined, { set }: About, i18n: I18n): string {
  return owner === undefined ? '' : nameOf(owner, set, i18n);
}
