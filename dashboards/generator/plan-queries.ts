/**
 * The pieces that the queries about plans are made of. Every one drops `instance` and `job` with `max by`: a standby
 * process that answers the scrape as well must not count a plan twice.
 */

/** The chosen plans. The choices of the variable `plan` are those of the chosen agents, so this is enough everywhere. */
export const chosenPlans = 'plan=~"$plan"';

/** One series a criterion of the chosen plans, from a metric that has the labels plan, action and criterion. */
export function perCriterion(metric: string): string {
  return `max by (plan, action, criterion) (${metric}{${chosenPlans}})`;
}

/** One series a chosen plan, from a metric that has the label plan. */
export function perPlan(metric: string): string {
  return `max by (plan) (${metric}{${chosenPlans}})`;
}

/** The plans in their present state, one series each with its value 1. */
export const planStates = `max by (plan, agent, incident, state) (filrouge_plan_info{agent=~"$agent", ${chosenPlans}} == 1)`;

/** The chosen plans that are not closed: what is 0 of a plan has no series of its own. */
export const openPlans = `max by (plan) (filrouge_plan_info{${chosenPlans}, state!="closed"})`;

/** Share of the actions of each chosen plan that is done. */
export const completion = `${perPlan('filrouge_plan_completion_ratio')} or 0 * ${openPlans}`;

/** Epoch seconds at which each plan was drafted. */
export const created = perPlan('filrouge_plan_created_timestamp_seconds');

/** Epoch seconds at which each plan was closed; plans still open have none. */
export const closed = perPlan('filrouge_plan_closed_timestamp_seconds');

/** Seconds from draft to closure of the plans that are closed. */
export const timeToClose = `${closed} - ${created}`;
