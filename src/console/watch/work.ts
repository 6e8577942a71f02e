import type { Incident } from '../../incidents/incident.ts';
import type { Plan } from '../../plans/plan.ts';
import { isReviewOverdue, overdueActions } from '../../plans/progress.ts';

/** The part of it that asks for somebody. */
export function workIn(incidents: readonly Incident[], plans: readonly Plan[], now: number) {
  return {
    openIncident: incidents.some((incident) => incident.state === 'open'),
    overdue: plans.some((plan) => overdueActions(plan, now).length > 0 || isReviewOverdue(plan, now)),
    draft: plans.some((plan) => plan.state === 'draft'),
    any: incidents.length + plans.length > 0,
  };
}

/** Matters of no agent: audits and reviews of the whole organisation, with their plans. */
export type WholeWork = {
  readonly incidents: readonly Incident[];
  readonly plans: readonly Plan[];
  readonly needsPerson: boolean;
};

/** The open work that is about no agent. */
export function wholeOf(source: {
  readonly incidents: readonly Incident[];
  readonly plans: readonly Plan[];
  readonly now: number;
}): WholeWork {
  const incidents = source.incidents.filter(({ agent }) => agent === undefined);
  const plans = source.plans.filter(({ agent }) => agent === undefined);
  const { openIncident, overdue, draft } = workIn(incidents, plans, source.now);
  return { incidents, plans, needsPerson: openIncident || overdue || draft };
}
