import type { Language } from '../../../language/language.ts';
import { type Block, heading, type PlanDocument, type Tone, table } from '../../blocks.ts';
import type { WeeklyReport } from '../report.ts';
import { planPart } from './plan-part.ts';
import { agentCells } from './rows.ts';
import { incidentPart, promisePart, thresholdPart, volumePart } from './week-part.ts';
import {
  aimText,
  briefLines,
  type Names,
  pointText,
  scribeOf,
  titleOf,
  type WeeklyScribe,
} from './wording.ts';

/** The weekly report as a document: in short, what to make of it, then the figures that this rests on. */
export function weeklyDocument(report: WeeklyReport, names: Names, language: Language): PlanDocument {
  const scribe = scribeOf(report, names, language);
  const title = titleOf(scribe);
  return {
    language,
    title,
    pages: [
      [
        heading(1, title),
        ...spanPart(scribe),
        {
          kind: 'callout',
          tone: toneOf(report),
          title: scribe.texts.headings.brief,
          items: briefLines(scribe),
        },
        ...(report.recorded.now ? figures(scribe) : []),
      ],
    ],
  };
}

function figures(scribe: WeeklyScribe): readonly Block[] {
  return [
    ...agentPart(scribe),
    ...pointPart(scribe),
    ...aimPart(scribe),
    ...incidentPart(scribe),
    ...planPart(scribe),
    ...thresholdPart(scribe),
    ...promisePart(scribe),
    ...volumePart(scribe),
  ];
}

function spanPart({ report, texts, date, dateTime }: WeeklyScribe): readonly Block[] {
  const { week, timezone, isOver, writtenAt } = report;
  const when = dateTime(writtenAt);
  const said = isOver ? texts.standing(when) : texts.underWay(when);
  // The last day of the week, which ends a millisecond before the next.
  const span = texts.span(date(week.from), date(week.until - 1), timezone);
  return [{ kind: 'paragraph', text: `${span} ${said}`, tone: 'muted' }];
}

/** The tone that the eye is told first. Nothing is good news that was not measured. */
function toneOf({ incidents, thresholds, plans, points, recorded }: WeeklyReport): Tone {
  if (!recorded.now) return 'warning';
  if (incidents.bySeverity.critical > 0 || plans.regressions.now > 0 || plans.reopenings.now > 0)
    return 'bad';
  const isAllKept = thresholds.missed.now + thresholds.partly + thresholds.unmeasured === 0;
  const isDone = incidents.unresolved === 0 && plans.overdue === 0 && points.length === 0;
  return isAllKept && isDone ? 'good' : 'warning';
}

function agentPart(scribe: WeeklyScribe): readonly Block[] {
  const { report, texts } = scribe;
  const { columns, headings } = texts;
  if (report.agents.length === 0) return [];
  const rows = report.agents.map((row) => agentCells(row, scribe));
  return [
    heading(2, headings.agents),
    table(
      [
        [columns.agent, 20],
        [columns.answers, 18],
        [columns.incidents, 12],
        [columns.suspended, 14],
        [columns.thresholds, 24],
        [columns.overdue, 12],
      ],
      rows,
    ),
    ...(report.agentsLeft > 0 ? [{ kind: 'paragraph' as const, text: texts.more(report.agentsLeft) }] : []),
  ];
}

function pointPart(scribe: WeeklyScribe): readonly Block[] {
  const { report, texts } = scribe;
  const items = report.points.map((point) => pointText(point, scribe));
  if (items.length === 0)
    return [heading(2, texts.headings.points), { kind: 'paragraph', text: texts.noPoints }];
  const all = report.pointsLeft > 0 ? [...items, texts.more(report.pointsLeft)] : items;
  return [heading(2, texts.headings.points), { kind: 'list', ordered: false, items: all }];
}

function aimPart(scribe: WeeklyScribe): readonly Block[] {
  const { report, texts } = scribe;
  const items = report.aims.map((aim) => aimText(aim, scribe));
  return [
    heading(2, texts.headings.aims),
    items.length === 0 ? { kind: 'paragraph', text: texts.noAims } : { kind: 'list', ordered: true, items },
  ];
}
