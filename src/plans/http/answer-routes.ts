import { z } from '@hono/zod-openapi';
import { allCriteria, type Plan } from '../plan.ts';
import type { Surroundings } from '../warnings.ts';
import {
  ActionBody,
  actionBody,
  ImprovementBody,
  improvementBody,
  RiskBody,
  TaskBody,
  taskBody,
} from './action-body.ts';
import { CriterionBody, criterionBody } from './criterion-body.ts';
import { PlanBody, planBody } from './plan-body.ts';

/** The answer to a command: the plan after it, or one part of that. */
export type Answer = {
  readonly description: string;
  readonly schema: z.ZodObject;
  readonly show: (plan: Plan, now: number, part: string, about: Surroundings) => object | undefined;
};

/** The plan as it stands after a command. */
export const wholePlan = (description: string): Answer => ({
  description,
  schema: PlanBody,
  show: (plan, now, _part, about) => planBody(plan, now, about),
});

const onePart = (name: string, { shape }: z.ZodObject, show: Answer['show']): Answer => ({
  description: `The ${name.toLowerCase()}.`,
  schema: z.object({ ...shape, plan: z.int(), planVersion: z.int() }).openapi(name),
  show: (plan, now, id, about) => {
    const part = show(plan, now, id, about);
    return part && { ...part, plan: plan.number, planVersion: plan.version };
  },
});

/** One part of the plan after a command, by its kind. */
export const partAnswers = {
  action: onePart('Action', ActionBody, (plan, now, id) => {
    const found = plan.actions.find((each) => each.id === id);
    return found && actionBody(found, plan, now);
  }),
  improvement: onePart('Improvement', ImprovementBody, (plan, now, id) => {
    const found = plan.improvements.find((each) => each.id === id);
    return found && improvementBody(found, plan, now);
  }),
  criterion: onePart('Criterion', CriterionBody, (plan, _now, id) => {
    const found = allCriteria(plan).find((each) => each.id === id);
    return found && criterionBody(found);
  }),
  risk: onePart('Risk', RiskBody, (plan, _now, id) => plan.risks?.find((each) => each.id === id)),
  task: onePart('Task', TaskBody, (plan, now, id) => {
    const found = plan.tasks?.find((each) => each.id === id);
    return found && taskBody(found, now);
  }),
};
