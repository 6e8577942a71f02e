import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type FieldError, type ProblemResponse, problem, problems } from '../../platform/http/problem.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { PlanBody } from './wire.ts';

/** What the routes of this room share: schemas with a name in the description, and the same words for the same faults. */

export const PlanAnswer = z.object(PlanBody.shape).openapi('Plan');

export const PlanNumber = z.object({
  number: z.coerce.number().int().positive().max(2_000_000_000).openapi({ example: 4 }),
});
export const PartId = z.object({ id: z.string().max(40).openapi({ example: '4-2' }) });

/** The problems that any change of a plan may be answered with. */
export const changeProblems = problems(400, 401, 403, 404, 409, 422, 503);

/** A JSON body that a route takes. */
export const bodyOf = <T extends z.ZodType>(schema: T) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});

/** A JSON body that a route answers with. */
export const answerOf = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

/** Where in the plan an answer about one of its parts stands. */
export const placeShape = { plan: z.int(), planVersion: z.int() };

/** One entry for each field whose text says nothing that can be understood. */
export function badFields(c: Context, errors: readonly FieldError[]): ProblemResponse {
  const detail = 'Some fields of the body are not valid; see errors.';
  return problem(c, { status: 422, code: 'invalid_body', detail, members: { errors } });
}

/** That a plan is not there. */
export function unknownPlan(number: number): Refusal {
  return { kind: 'not_found', code: 'unknown_plan', detail: `There is no plan ${number}.` };
}

/** That no plan has such a part. */
export function unknownPart(kind: 'action' | 'improvement' | 'criterion', id: string): Refusal {
  return { kind: 'not_found', code: `unknown_${kind}`, detail: `No plan has the ${kind} ${id}.` };
}
