import type { NewNotice } from '../../notices/notice.ts';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import {
  aimText,
  briefLines,
  pointText,
  scribeOf,
  type WeeklyScribe,
  weeklyTexts,
} from './documents/wording.ts';
import type { WeeklyReport } from './report.ts';

/** So many points and aims are in a mail: the others are in the report. */
const mostTold = 3;

/** The people who are told of a report: of one agent, or of all where no agent is named. */
export type Letter = { readonly agent?: string; readonly people: readonly string[] };

/**
 * One letter a person: to the owner and the approver of one agent its report, to those of several the report
 * of all. Letters of the same report are one, to all of them.
 */
export function lettersOf({ agents, people }: Pick<RuleSet, 'agents' | 'people'>): readonly Letter[] {
  const own = new Map<string, string[]>();
  for (const { agent, owner, approver } of agents.values())
    for (const person of new Set([owner, approver]))
      if (people.has(person)) own.set(person, [...(own.get(person) ?? []), agent]);
  const several = [...own].flatMap(([person, of]) => (of.length > 1 ? [person] : []));
  const alone = new Map<string, string[]>();
  for (const [person, [agent = '', ...others]] of own)
    if (others.length === 0) alone.set(agent, [...(alone.get(agent) ?? []), person]);
  return [
    ...(several.length === 0 ? [] : [{ people: several }]),
    ...[...alone].map(([agent, who]) => ({ agent, people: who })),
  ];
}

/** The notice of a report, with its first lines in both languages: names of people are not among them. */
export function reportNotice(report: WeeklyReport, people: readonly string[], set: RuleSet): NewNotice {
  const { week, timezone, agent, agentName } = report;
  const [fr, en] = (['fr', 'en'] as const).map((language) => ({
    ...scribeOf(report, set, language),
    // Ids, never names, are kept in the outbox: the mail has the name of that day.
    person: (id: string | undefined) => (id === undefined ? weeklyTexts(language).noOwner : `{${id}}`),
  }));
  if (fr === undefined || en === undefined) throw new Error('two languages are two');
  const inBoth = (lines: (scribe: WeeklyScribe) => readonly string[]) => {
    const english = lines(en);
    return lines(fr).map((line, place) => ({ fr: line, en: english[place] ?? '' }));
  };
  return {
    key: `weekly:${week.id}:${agent ?? ''}`,
    kind: 'weekly_report',
    severity: 'info',
    agent,
    people,
    data: {
      ...defined({ agentName }),
      ...{ timezone, week: week.id, from: week.from, until: week.until },
      incidents: report.incidents.opened.now,
      suspendedMs: report.incidents.suspendedMs.now,
      missed: report.thresholds.missed.now,
      overdue: report.plans.overdue,
      brief: inBoth(briefLines),
      points: inBoth((scribe) => report.points.slice(0, mostTold).map((point) => pointText(point, scribe))),
      aims: inBoth((scribe) => report.aims.slice(0, mostTold).map((aim) => aimText(aim, scribe))),
    },
  };
}
