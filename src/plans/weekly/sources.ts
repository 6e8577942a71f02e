import type { RuleSet } from '../../rules/ruleset.ts';
import type { WeeklyFacts } from './facts.ts';
import type { Pair } from './report.ts';
import { isWithin, type Span, type Weeks } from './week.ts';

/** Everything that a section of the report is written from. */
export type WeeklySources = {
  readonly facts: WeeklyFacts;
  readonly set: RuleSet;
  readonly weeks: Weeks;
  /** Absent: all agents, and what is of none. */
  readonly agent?: string | undefined;
  readonly now: number;
};

/** The facts of one agent alone; those of no agent belong to no agent's report. */
export function factsOf(facts: WeeklyFacts, agent: string | undefined): WeeklyFacts {
  if (agent === undefined) return facts;
  const own = <T extends { readonly agent?: string | undefined }>(items: readonly T[]): readonly T[] =>
    items.filter((item) => item.agent === agent);
  const plans = own(facts.plans);
  const actions = new Set(plans.flatMap((plan) => plan.actions.map(({ id }) => id)));
  return {
    beganAt: facts.beganAt,
    incidents: own(facts.incidents),
    suspended: own(facts.suspended),
    suspendedBefore: own(facts.suspendedBefore),
    firings: own(facts.firings),
    silenced: own(facts.silenced),
    series: facts.series && own(facts.series),
    plans,
    outcomes: own(facts.outcomes),
    moves: facts.moves.filter(({ action }) => actions.has(action)),
    answers: own(facts.answers),
  };
}

/** A figure of each of the two weeks. */
export function pairOf(weeks: Pick<Weeks, 'week' | 'before'>, figure: (span: Span) => number): Pair {
  return { now: figure(weeks.week), before: figure(weeks.before) };
}

/** How many instants lie in each of the two weeks. */
export function countOf(weeks: Weeks, instants: readonly (number | undefined)[]): Pair {
  return pairOf(weeks, (span) => instants.filter((at) => isWithin(span, at)).length);
}

/** The sum of a figure. */
export function sumOf<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}
