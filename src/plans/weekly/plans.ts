import { defined } from '../../platform/defined.ts';
import type { Plan } from '../plan.ts';
import { plannedReview, progressOf } from '../progress.ts';
import { countOutcome, noOutcomes, type OutcomeCounts } from './outcomes.ts';
import type { PlanRow, WeeklyReport } from './report.ts';
import { countOf, sumOf, type WeeklySources } from './sources.ts';
import { isWithin, type Span } from './week.ts';

/** So many plans are told one by one. */
const mostRows = 40;

/** The plans that the report is about: those that are open, and those that were closed in the week. */
export function plansOfWeek({ facts, weeks }: Pick<WeeklySources, 'facts' | 'weeks'>): readonly Plan[] {
  return facts.plans.filter(({ state, closedAt }) => state !== 'closed' || isWithin(weeks.week, closedAt));
}

/** How plans stand, and what came of them in the week. */
export function planSection(sources: WeeklySources): WeeklyReport['plans'] {
  const { facts, weeks, now } = sources;
  const plans = plansOfWeek(sources);
  const rows = plans
    .map((plan) => rowOf(plan, now))
    .toSorted((a, b) => b.overdue - a.overdue || a.number - b.number);
  const inState = (state: Plan['state']) => plans.filter((plan) => plan.state === state).length;
  const outcomes = { now: countsIn(sources, weeks.week), before: countsIn(sources, weeks.before) };
  const both = (figure: keyof OutcomeCounts) => ({
    now: outcomes.now[figure],
    before: outcomes.before[figure],
  });
  return {
    drafts: inState('draft'),
    active: inState('active'),
    closed: countOf(
      weeks,
      facts.plans.map(({ closedAt, state }) => (state === 'closed' ? closedAt : undefined)),
    ),
    actions: sumOf(rows, ({ actions }) => actions),
    settled: sumOf(rows, ({ settled }) => settled),
    overdue: sumOf(rows, ({ overdue }) => overdue),
    verified: both('verified'),
    firstAttempt: both('firstAttempt'),
    toVerified: { count: both('timed'), totalMs: both('verifiedMs') },
    regressions: both('regressions'),
    reopenings: both('reopenings'),
    rows: rows.slice(0, mostRows),
  };
}

function rowOf(plan: Plan, now: number): PlanRow {
  const { number, agent, title, state, owner } = plan;
  const { actions, done, accepted, verified, overdue } = progressOf(plan, now);
  const reviewAt = state === 'closed' ? undefined : plannedReview(plan)?.dueAt;
  return {
    ...{ number, title, state, owner, actions, verified, overdue, settled: done + accepted },
    ...defined({ agent, reviewAt }),
  };
}

function countsIn({ facts }: WeeklySources, span: Span): OutcomeCounts {
  return facts.outcomes.filter(({ at }) => isWithin(span, at)).reduce(countOutcome, noOutcomes);
}
