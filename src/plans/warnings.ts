import { defined } from '../platform/defined.ts';
import type { Missing } from '../platform/refusal.ts';
import { besidesSignatures, whatBlocksClosure } from './gates.ts';
import { allCriteria, answersFault, incidentAtWork, type Plan } from './plan.ts';
import { overdueActions, overdueImprovements, overdueReview, overdueTasks } from './progress.ts';
import { smartHints, smartWarnings } from './smart.ts';

/** Every warning there is: it deserves a second look, but stops nothing. */
export const warningCodes = [
  'too_many_in_progress',
  'owner_overloaded',
  'no_action_on_cause',
  'action_overdue',
  'action_blocked',
  'improvement_overdue',
  'task_overdue',
  'review_overdue',
  'criterion_not_attributed',
  'criterion_without_data',
  'criterion_in_error',
  'incident_open',
  'closing_summary_missing',
  'risk_occurred',
  ...smartHints,
] as const;
export type WarningCode = (typeof warningCodes)[number];
/** `at` is an action, improvement or criterion id, or a person id for `owner_overloaded`. */
export type Warning = Missing & { readonly code: WarningCode };

/** As many actions as a plan, and as a person, can carry at the same time. */
const mostInProgress = 5;
export const mostPerOwner = 3;

/**
 * Everything about the plan that deserves another look at `now`. Of a closed plan, that is what goes on after
 * the closure.
 */
export function planWarnings(plan: Plan, now: number, { isIncidentOpen }: Surroundings): readonly Warning[] {
  const late = lateWork(plan, now);
  if (plan.state === 'closed') return late;
  return [
    ...closureWarnings(plan, isIncidentOpen),
    ...smartWarnings(plan).map((code) => ({ code, at: 'objective' })),
    ...(plan.risks ?? [])
      .filter((risk) => risk.state === 'occurred')
      .map(({ id }) => ({ code: 'risk_occurred' as const, at: id })),
    ...loadWarnings(plan),
    ...dateWarnings(plan, now),
    ...late,
    ...criterionWarnings(plan),
  ];
}

/** Facts that a plan does not know by itself. */
export type Surroundings = {
  /** Whether the incident that it is at work on is not resolved. */
  readonly isIncidentOpen: boolean;
};

/** Told to people before they sign for closure. */
function closureWarnings(plan: Plan, isIncidentOpen: boolean): readonly Warning[] {
  if (plan.state !== 'active' || besidesSignatures(whatBlocksClosure(plan)).length > 0) return [];
  const incident = incidentAtWork(plan);
  return [
    ...(isIncidentOpen && incident !== undefined
      ? [{ code: 'incident_open' as const, at: 'incident', params: { incident } }]
      : []),
    ...(plan.closingSummary === undefined
      ? [{ code: 'closing_summary_missing' as const, at: 'closingSummary' }]
      : []),
  ];
}

function lateWork(plan: Plan, now: number): readonly Warning[] {
  return [
    ...overdueImprovements(plan, now).map(({ id, dueAt }) => due('improvement_overdue', id, dueAt)),
    ...overdueTasks(plan, now).map(({ id, dueAt }) => due('task_overdue', id, dueAt)),
  ];
}

function loadWarnings(plan: Plan): readonly Warning[] {
  const busy = plan.actions.filter(({ status }) => status === 'in_progress');
  const owners = [...new Set(busy.flatMap(({ owner }) => owner ?? []))];
  const treated = plan.actions.some(({ treats }) => treats === 'cause');
  return [
    ...(busy.length > mostInProgress
      ? [{ code: 'too_many_in_progress' as const, params: { count: busy.length, most: mostInProgress } }]
      : []),
    ...owners
      .map((owner) => ({ owner, count: busy.filter((action) => action.owner === owner).length }))
      .filter(({ count }) => count > mostPerOwner)
      .map(({ owner, count }) => ({
        code: 'owner_overloaded' as const,
        at: owner,
        params: { count, most: mostPerOwner },
      })),
    ...(answersFault(plan) && plan.actions.length > 0 && !treated
      ? [{ code: 'no_action_on_cause' as const, at: 'actions' }]
      : []),
  ];
}

function dateWarnings(plan: Plan, now: number): readonly Warning[] {
  const review = overdueReview(plan, now);
  return [
    ...overdueActions(plan, now).map(({ id, dueAt }) => due('action_overdue', id, dueAt)),
    ...plan.actions
      .filter(({ status }) => status === 'blocked')
      .map(({ id }) => ({ code: 'action_blocked' as const, at: id })),
    ...(review ? [due('review_overdue', 'reviews', review.dueAt)] : []),
  ];
}

function due(code: WarningCode, at: string, dueAt: number | undefined): Warning {
  return { code, at, ...defined({ params: dueAt === undefined ? undefined : { dueAt } }) };
}

/** Where the loop from action to proof does not close: proved by something else, or not provable at all. */
function criterionWarnings(plan: Plan): readonly Warning[] {
  return allCriteria(plan).flatMap(({ id, state }): readonly Warning[] => {
    switch (state.verdict) {
      case 'met':
        return state.attributed ? [] : [{ code: 'criterion_not_attributed', at: id }];
      case 'no_data':
        return [{ code: 'criterion_without_data', at: id, params: { since: state.since } }];
      case 'error':
        return [{ code: 'criterion_in_error', at: id, params: { reason: state.reason } }];
      case 'pending':
      case 'holding':
      case 'failed':
        return [];
      default:
        return state satisfies never;
    }
  });
}
