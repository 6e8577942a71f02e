import { defined } from '../../platform/defined.ts';
import { agentRows } from './agents.ts';
import { aimsOf } from './aims.ts';
import { incidentSection } from './incidents.ts';
import { planSection } from './plans.ts';
import { pointsToImprove } from './points.ts';
import { promises } from './promises.ts';
import type { WeeklyReport } from './report.ts';
import { factsOf, type WeeklySources } from './sources.ts';
import { thresholdRows, thresholdSection } from './thresholds.ts';
import { answersOf, volumeSection } from './volumes.ts';
import type { Week } from './week.ts';

/** So many points are told one by one. */
const mostPoints = 25;

/**
 * The report of a week as it is known at `now`: of one agent, or of all and what is of none. What happened is
 * counted within the week; what stands (unresolved, overdue, completion, loads) is as of `now`, which the
 * report says.
 */
export function weeklyReport(asked: WeeklySources & { readonly timezone: string }): WeeklyReport {
  const { set, weeks, agent, now, timezone } = asked;
  const sources = { ...asked, facts: factsOf(asked.facts, agent) };
  const rows = thresholdRows(sources);
  const points = pointsToImprove(sources, rows);
  return {
    ...{ week: spanOf(weeks.week), before: spanOf(weeks.before), timezone },
    ...defined({ agent, agentName: agent === undefined ? undefined : set.agents.get(agent)?.name }),
    ...{ writtenAt: now, isOver: weeks.week.until <= now },
    recorded: {
      now: isRecorded(asked.facts.beganAt, weeks.week),
      before: isRecorded(asked.facts.beganAt, weeks.before),
    },
    incidents: incidentSection(sources),
    thresholds: thresholdSection(sources, rows),
    promises: promises(sources),
    answers: answersOf(sources.facts, set.metrics),
    volumes: volumeSection(sources),
    plans: planSection(sources),
    ...agentRows(sources, rows),
    points: points.slice(0, mostPoints),
    pointsLeft: Math.max(0, points.length - mostPoints),
    aims: aimsOf(sources, rows),
  };
}

function isRecorded(beganAt: number | undefined, { until }: Week): boolean {
  return beganAt !== undefined && beganAt < until;
}

function spanOf({ id, from, until }: Week): WeeklyReport['week'] {
  return { id, from, until };
}
