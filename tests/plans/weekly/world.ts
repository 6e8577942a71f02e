import type { BriefIncident } from '../../../src/incidents/containment.ts';
import type { Cell } from '../../../src/metrics/cell.ts';
import type { Action, Plan } from '../../../src/plans/plan.ts';
import type { WeeklyFacts, WeeklySeries } from '../../../src/plans/weekly/facts.ts';
import type { WeeklyReport } from '../../../src/plans/weekly/report.ts';
import { weekAt } from '../../../src/plans/weekly/week.ts';
import { weeklyReport } from '../../../src/plans/weekly/weekly.ts';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import { anAction, anActivePlan } from '../../builders/plans.ts';
import { aMandate, aRule, aRuleSet } from '../../builders/rules.ts';
import { day, hour } from '../../builders/time.ts';

/** The week of the worked example, 1 to 7 June 2026, in UTC. */
export const weeks = weekAt(Date.UTC(2026, 5, 5, 6, 2), 'UTC');
export const { from, until } = weeks.week;
/** Monday morning after it. */
export const monday = until + 8 * hour;

/** Margaux and Léo, under one rule each that suspends. */
export const set: RuleSet = aRuleSet({
  rules: [aRule({ agents: ['margaux', 'leo'], minSamples: 10 })],
  agents: new Map(['margaux', 'leo'].map((agent) => [agent, aMandate({ agent, name: `Agent ${agent}` })])),
});

/** Two weeks in which nothing happened, and nothing was measured. */
export const nothing: WeeklyFacts = {
  beganAt: from - 30 * day,
  incidents: [],
  suspended: [],
  suspendedBefore: [],
  firings: [],
  silenced: [],
  series: [],
  plans: [],
  outcomes: [],
  moves: [],
  answers: [],
};

/** The report of these facts, as it is written on Monday morning. */
export function reportOf(
  facts: Partial<WeeklyFacts>,
  asked: { readonly agent?: string; readonly now?: number; readonly set?: RuleSet } = {},
): WeeklyReport {
  const { agent, now = monday } = asked;
  const sources = { set: asked.set ?? set, weeks, agent, now, timezone: 'UTC' };
  return weeklyReport({ facts: { ...nothing, ...facts }, ...sources });
}

/** A day of a series with so much weight, all of one value. */
export function aDay(weight: number, value = 0.01): Cell {
  const numbers = { min: value, max: value, last: value, lastAt: from, start: from };
  return { ...numbers, sum: weight * value, weight };
}

/** A series of the error rate with these weights by day; 0 is a day without any measure. */
export function aSeries(weights: readonly number[], changed: Partial<WeeklySeries> = {}): WeeklySeries {
  const days = weights.map((weight) => (weight === 0 ? undefined : aDay(weight)));
  return { agent: 'margaux', metric: 'error_rate', days, daysBefore: [], everMeasured: true, ...changed };
}

/** Incident 4 of Margaux, opened in the week by a trip and not taken up. */
export function anIncident(changed: Partial<BriefIncident> = {}): BriefIncident {
  const at = changed.opened?.at ?? from + hour;
  return {
    number: 4,
    agent: 'margaux',
    severity: 'critical',
    state: 'open',
    opened: { at, by: 'engine' },
    triggers: [{ breachedAt: at - 60_000 }],
    suspensions: [],
    ...changed,
  };
}

/** An active plan of these actions; of each, what is said of it. */
export function aPlanOf(actions: readonly Partial<Action>[], changed: Partial<Plan> = {}): Plan {
  const number = changed.number ?? 4;
  const plan = anActivePlan({ number, createdAt: from, reviews: [], ...changed });
  return {
    ...plan,
    actions: actions.map((action, place) => anAction({ id: `${number}-${place + 1}`, ...action })),
  };
}
