import { allCriteria, type Plan } from '../plans/plan.ts';
import type { Condition } from '../rules/condition.ts';

/** The conditions that a plan's criteria measure. */
export function criteriaConditions(plan: Pick<Plan, 'actions' | 'indicators'>): readonly Condition[] {
  return allCriteria(plan).flatMap(({ spec }) =>
    spec.kind === 'metric' || spec.kind === 'episodes' ? [spec.condition] : [],
  );
}
