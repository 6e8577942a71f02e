import { formatOf } from '../../../language/format.ts';
import { type Block, cell, heading, table } from '../../blocks.ts';
import type { Pair } from '../report.ts';
import { pairRow } from './rows.ts';
import { figureColumns } from './week-part.ts';
import { meanText, type WeeklyScribe } from './wording.ts';

/** How plans stand, and what came of them in the week. */
export function planPart(scribe: WeeklyScribe): readonly Block[] {
  const { report, texts, format } = scribe;
  const { figures } = texts;
  const { plans } = report;
  const { verified, firstAttempt } = plans;
  const first = (of: keyof Pair) =>
    verified[of] === 0 ? texts.none : texts.partOf(firstAttempt[of], verified[of]);
  return [
    heading(2, texts.headings.plans),
    table(figureColumns(scribe), [
      [figures.completion, completionText(scribe), texts.none, ''],
      [
        figures.overdue,
        cell(format.number(plans.overdue), plans.overdue > 0 ? 'bad' : undefined),
        texts.none,
        '',
      ],
      pairRow(figures.closed, plans.closed, scribe, { better: 'higher' }),
      pairRow(figures.verified, verified, scribe, { better: 'higher' }),
      [figures.firstAttempt, first('now'), first('before'), ''],
      [
        figures.toVerified,
        meanText(plans.toVerified, 'now', scribe),
        meanText(plans.toVerified, 'before', scribe),
        '',
      ],
      pairRow(figures.regressions, plans.regressions, scribe, { better: 'lower' }),
      pairRow(figures.reopenings, plans.reopenings, scribe, { better: 'lower' }),
    ]),
    ...followedPart(scribe),
  ];
}

function completionText({ report, texts, language }: WeeklyScribe): string {
  const { settled, actions } = report.plans;
  if (actions === 0) return texts.none;
  return texts.counted(settled, actions, formatOf(language).share(settled / actions));
}

function followedPart(scribe: WeeklyScribe): readonly Block[] {
  const { report, texts, person, date } = scribe;
  const { columns } = texts;
  const { rows, drafts, active } = report.plans;
  if (rows.length === 0) return [{ kind: 'paragraph', text: texts.noPlans }];
  const closed = rows.filter(({ state }) => state === 'closed').length;
  const left = drafts + active + closed - rows.length;
  return [
    heading(3, texts.headings.followed),
    table(
      [
        [columns.plan, 7],
        [columns.title, 31],
        [columns.state, 10],
        [columns.progress, 13],
        [columns.overdue, 10],
        [columns.owner, 16],
        [columns.review, 13],
      ],
      rows.map((plan) => [
        String(plan.number),
        plan.title,
        texts.states[plan.state],
        plan.actions === 0 ? texts.none : texts.partOf(plan.settled, plan.actions),
        cell(String(plan.overdue), plan.overdue > 0 ? 'bad' : undefined),
        person(plan.owner),
        plan.reviewAt === undefined ? texts.none : date(plan.reviewAt),
      ]),
    ),
    ...(left > 0 ? [{ kind: 'paragraph' as const, text: texts.more(left) }] : []),
  ];
}
