import type { Criterion, Plan } from '../plans/plan.ts';
import type { Condition } from '../rules/condition.ts';

/** Every criterion of a plan: of its actions, and its own indicators. */
export function criteriaOfPlan(plan: Pick<Plan, 'actions' | 'indicators'>): readonly Criterion[] {
  return [...plan.actions.flatMap((action) => action.criteria), ...plan.indicators];
}

/** The conditions that a plan's criteria measure. */
export function criteriaConditions(plan: Pick<Plan, 'actions' | 'indicators'>): readonly Condition[] {
  return criteriaOfPlan(plan).flatMap(({ spec }) =>
    spec.kind === 'metric' || spec.kind === 'episodes' ? [spec.condition] : [],
  );
}
