import { isUnresolved } from '../../incidents/incident.ts';
import { defined } from '../../platform/defined.ts';
import { overdueActions, plannedReview } from '../progress.ts';
import type { Aim, ThresholdRow } from './report.ts';
import type { WeeklySources } from './sources.ts';
import { isWithin } from './week.ts';

/** So many of each are named. */
const mostNamed = 10;

/** The aims of the next week, from what this one has left. Nothing left: nothing to aim at but more of it. */
export function aimsOf(sources: WeeklySources, rows: readonly ThresholdRow[]): readonly Aim[] {
  const { facts, weeks, now } = sources;
  const open = facts.plans.filter(({ state }) => state !== 'closed');
  const incidents = facts.incidents.filter(isUnresolved).map(({ number }) => number);
  const rulesThat = (is: (row: ThresholdRow) => boolean) =>
    rows.filter(is).map(({ agent, rule }) => (sources.agent === undefined ? `${agent}/${rule}` : rule));
  const overdue = open.flatMap((plan) => overdueActions(plan, now).map(({ id }) => id));
  const due = open.flatMap((plan) =>
    plan.actions
      .filter(
        ({ id, dueAt, status }) => isWithin(weeks.next, dueAt) && status !== 'done' && !overdue.includes(id),
      )
      .map(({ id, title, owner, dueAt = 0 }) => ({
        ...{ plan: plan.number, action: id, title, dueAt },
        ...defined({ owner }),
      })),
  );
  const reviews = open.filter(
    (plan) => (plannedReview(plan)?.dueAt ?? Number.POSITIVE_INFINITY) < weeks.next.until,
  );
  const drafts = open.filter(({ state }) => state === 'draft');
  const some = <T, A>(items: readonly T[], aim: (first: readonly T[], count: number) => A): A[] =>
    items.length === 0 ? [] : [aim(items.slice(0, mostNamed), items.length)];
  return [
    ...some(incidents, (numbers, count): Aim => ({ kind: 'resolve_incidents', count, numbers })),
    ...some(
      rulesThat(({ status }) => status === 'missed'),
      (rules, count): Aim => ({ kind: 'keep_thresholds', count, rules }),
    ),
    ...some(
      rulesThat(
        ({ status, daysMeasured }) => status === 'partly' || (status === 'unmeasured' && daysMeasured === 0),
      ),
      (rules, count): Aim => ({ kind: 'measure', count, rules }),
    ),
    ...some(overdue, (actions, count): Aim => ({ kind: 'finish_overdue', count, actions })),
    ...some(
      due.toSorted((a, b) => a.dueAt - b.dueAt),
      (items, count): Aim => ({ kind: 'finish_due', count, items }),
    ),
    ...some(
      reviews.map(({ number }) => number),
      (plans, count): Aim => ({ kind: 'hold_reviews', count, plans }),
    ),
    ...some(
      drafts.map(({ number }) => number),
      (plans, count): Aim => ({ kind: 'sign_drafts', count, plans }),
    ),
  ];
}
