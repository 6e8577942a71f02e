import { type Format, formatOf } from '../../../language/format.ts';
import type { Language } from '../../../language/language.ts';
import type { RuleSet } from '../../../rules/ruleset.ts';
import type { Aim, Pair, Point, Timed, WeeklyReport } from '../report.ts';
import { en } from './texts.en.ts';
import { fr, type WeeklyTexts } from './texts.fr.ts';

const dictionaries: Readonly<Record<Language, WeeklyTexts>> = { fr, en };

/** The words of the weekly report in a language. */
export function weeklyTexts(language: Language): WeeklyTexts {
  return dictionaries[language];
}

/** The names of the people and agents that a report is about. */
export type Names = Pick<RuleSet, 'people' | 'agents'>;

/** The words, formats and names that a report is written with. */
export type WeeklyScribe = {
  readonly report: WeeklyReport;
  readonly language: Language;
  readonly texts: WeeklyTexts;
  readonly format: Format;
  readonly person: (id: string | undefined) => string;
  readonly agent: (id: string | undefined) => string;
  readonly date: (at: number) => string;
  readonly dateTime: (at: number) => string;
};

/** The scribe of a report in a language. */
export function scribeOf(report: WeeklyReport, names: Names, language: Language): WeeklyScribe {
  const texts = weeklyTexts(language);
  const format = formatOf(language);
  const { timezone, agent, agentName } = report;
  return {
    ...{ report, language, texts, format },
    person: (id) => (id === undefined ? texts.noOwner : (names.people.get(id)?.name ?? id)),
    agent: (id) => {
      if (id === undefined || id === '') return texts.organisation;
      return names.agents.get(id)?.name ?? (id === agent ? agentName : undefined) ?? id;
    },
    date: (at) => format.date(at, timezone),
    dateTime: (at) => format.dateTime(at, timezone),
  };
}

/** `2026-W23` as people say it. */
export function weekText(id: string, texts: WeeklyTexts, as: 'week' | 'shortWeek' = 'week'): string {
  return texts[as](Number(id.slice(6)), Number(id.slice(0, 4)));
}

/** The title of a report. */
export function titleOf({ report, texts, agent }: WeeklyScribe): string {
  return texts.title(
    weekText(report.week.id, texts),
    report.agent === undefined ? texts.everyAgent : agent(report.agent),
  );
}

/** The report in a few sentences: on top of the document, and in the mail. */
export function briefLines(scribe: WeeklyScribe): readonly string[] {
  const { report, texts, format } = scribe;
  const { brief } = texts;
  const { incidents, thresholds, answers, plans, points, pointsLeft, recorded } = report;
  if (!recorded.now) return [brief.unrecorded];
  const { suspendedMs, degradedMs, opened } = incidents;
  const known = (text: string) => (recorded.before ? text : texts.unrecorded);
  const before = known(suspendedMs.before === 0 ? texts.noStop : format.span(suspendedMs.before));
  return [
    brief.incidents(opened.now, known(format.number(opened.before)), incidents.unresolved),
    suspendedMs.now === 0
      ? brief.neverSuspended(before)
      : brief.suspended(format.span(suspendedMs.now), before),
    ...(degradedMs === undefined || degradedMs.now === 0
      ? []
      : [
          brief.degraded(
            format.span(degradedMs.now),
            known(degradedMs.before === 0 ? texts.noStop : format.span(degradedMs.before)),
          ),
        ]),
    thresholdText(thresholds, texts),
    answers.now === undefined
      ? brief.noAnswers
      : brief.answers(format.number(answers.now), numberText(answers.before, scribe)),
    plans.actions === 0
      ? brief.noActions
      : brief.plans(texts.partOf(plans.settled, plans.actions), plans.overdue),
    brief.points(points.length + pointsLeft),
  ];
}

/** How many thresholds were kept, missed and not established. */
export function thresholdText(
  { kept, missed, partly, unmeasured }: WeeklyReport['thresholds'],
  texts: WeeklyTexts,
): string {
  const counts = { kept, missed: missed.now, partly, unmeasured };
  const all = kept + missed.now + partly + unmeasured;
  if (all === 0) return texts.noThreshold;
  const said = (['kept', 'missed', 'partly', 'unmeasured'] as const)
    .filter((status) => counts[status] > 0)
    .map((status) => texts.thresholdCount[status](counts[status]));
  return texts.thresholds(all, said.join(', '));
}

/** A number, or that there is none. */
export function numberText(value: number | undefined, { format, texts }: WeeklyScribe): string {
  return value === undefined ? texts.missing : format.number(value);
}

/** The mean of something timed, or that there was nothing to take it of. */
export function meanText({ count, totalMs }: Timed, of: keyof Pair, scribe: WeeklyScribe): string {
  if (count[of] === 0) return scribe.texts.none;
  return scribe.texts.meanOf(scribe.format.span(totalMs[of] / count[of]), count[of]);
}

/** A point to improve as a sentence. */
export function pointText(point: Point, scribe: WeeklyScribe): string {
  const { texts, agent, person, language, format } = scribe;
  switch (point.kind) {
    case 'not_obeyed':
      return texts.points.not_obeyed(agent(point.agent), point.times);
    case 'not_taken_up':
      return texts.points.not_taken_up(agent(point.agent), point.incidents.map(texts.incident).join(', '));
    case 'action_regressed':
      return texts.points.action_regressed(point.action, point.times);
    case 'silenced':
      return texts.points.silenced(point.rule, agent(point.agent), point.firings, point.tripped);
    case 'rule_flaps':
      return texts.points.rule_flaps(point.rule, agent(point.agent), point.firings);
    case 'rule_unmeasured':
      if (point.daysMeasured === 0) return texts.points.rule_never_measured(point.rule, agent(point.agent));
      return texts.points.rule_unmeasured(
        point.rule,
        agent(point.agent),
        texts.daysOf(point.daysMeasured, point.days),
      );
    case 'action_slips': {
      const { action, title, owner, lateMs, moves } = point;
      const late = lateMs === undefined ? undefined : format.span(lateMs);
      return texts.points.action_slips(action, title, person(owner), late, moves);
    }
    case 'owner_overloaded':
      return texts.points.owner_overloaded(person(point.owner), point.actions, point.most);
    case 'criterion_close':
      return texts.points.criterion_close(point.criterion, point.condition[language], point.value[language]);
    default:
      return point satisfies never;
  }
}

/** An aim as a sentence. */
export function aimText(aim: Aim, scribe: WeeklyScribe): string {
  const { texts } = scribe;
  const named = namedIn(aim, scribe);
  const left = aim.count - named.length;
  const list = left > 0 ? [...named, texts.more(left).replace(/\.$/, '')] : named;
  return texts.aims[aim.kind](aim.count, list.join(', '));
}

function namedIn(aim: Aim, { texts, person, date }: WeeklyScribe): readonly string[] {
  switch (aim.kind) {
    case 'resolve_incidents':
      return aim.numbers.map(texts.incident);
    case 'keep_thresholds':
    case 'measure':
      return aim.rules;
    case 'finish_overdue':
      return aim.actions;
    case 'finish_due':
      return aim.items.map(({ action, owner, dueAt }) => texts.dueItem(action, person(owner), date(dueAt)));
    case 'hold_reviews':
    case 'sign_drafts':
      return aim.plans.map(texts.plan);
    default:
      return aim satisfies never;
  }
}
