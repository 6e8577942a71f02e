import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { carries } from '../../access/guard.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { type ProblemResponse, problems, sendRefusal } from '../../platform/http/problem.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { PlanCommand, PlanCommandKind } from '../commands/command.ts';
import type { Plan } from '../plan.ts';
import type { PlanPorts } from './ports.ts';
import { PlanBody, planBody } from './wire.ts';

/** The parts that these routes share: schemas named in the description, and the answers to commands. */

export const PlanAnswer = z.object(PlanBody.shape).openapi('Plan');

export const PlanNumber = z.object({
  number: z.coerce.number().int().positive().max(2_000_000_000).openapi({ example: 4 }),
});
export const PartId = z.object({ id: z.string().max(40).openapi({ example: '4-2' }) });

/** The problems that any change of a plan may be answered with. */
export const changeProblems = problems(400, 401, 403, 404, 409, 422, 503);

/** Where in the plan an answer about one of its parts stands. */
export const placeShape = { plan: z.int(), planVersion: z.int() };

/** How the route of a command on a part of a plan begins: its body is the command without its path. */
export const partCommand = <P extends z.ZodObject, B extends z.ZodType>(
  kind: PlanCommandKind,
  params: P,
  body: B,
) => ({
  tags: ['plans'],
  middleware: carries(kind),
  request: { params, body: jsonBody(body) },
});

/** The route of a command on a plan as a whole; it answers with that plan. */
export const planCommandRoute = <P extends string, B extends z.ZodType>(
  kind: PlanCommandKind,
  path: P,
  summary: string,
  body: B,
  required: boolean = true,
) =>
  createRoute({
    tags: ['plans'],
    middleware: carries(kind),
    method: 'post',
    path,
    summary,
    request: { params: PlanNumber, body: { ...jsonBody(body), required } },
    responses: { 200: jsonAnswer('The plan as it stands now.', PlanAnswer), ...changeProblems },
  });

/** Has the command carried out, and answers with what `show` makes of the plan after it. */
export async function carryOut<R>(
  c: Context,
  ports: PlanPorts,
  command: PlanCommand,
  show: (plan: Plan) => R,
): Promise<R | ProblemResponse> {
  const result = await ports.command(command, c.get('caller'));
  return result.ok ? show(result.value) : sendRefusal(c, result.refusal);
}

/** Has the command carried out, and answers with the plan after it. */
export function answerPlan(c: Context, ports: PlanPorts, command: PlanCommand) {
  return carryOut(c, ports, command, showPlan(c, ports));
}

/** Answers with a plan as it stands now. */
export function showPlan(c: Context, ports: PlanPorts) {
  return (plan: Plan) => c.json(planBody(plan, ports.now()), 200);
}

/**
 * Has a command on a part of a plan carried out, and answers with what `show` makes of that part and its plan
 * afterwards. The plan is looked up by the part's id.
 */
export async function carryOutOn<T, R>(
  c: Context,
  ports: PlanPorts,
  part: { readonly kind: PartKind; readonly id: string; readonly find: (plan: Plan) => T | undefined },
  commandOn: (plan: number) => PlanCommand,
  show: (part: T, plan: Plan) => R,
): Promise<R | ProblemResponse> {
  const missing = () => sendRefusal(c, unknownPart(part.kind, part.id));
  const plan = await ports.planOfPart(part.id);
  if (plan === undefined) return missing();
  return carryOut(c, ports, commandOn(plan.number), (after) => {
    const found = part.find(after);
    return found === undefined ? missing() : show(found, after);
  });
}

/** For `carryOutOn`: a part that is gone afterwards, so that the answer is its plan. */
export function droppedPart(kind: PartKind, id: string) {
  return { kind, id, find: (plan: Plan) => plan };
}

/** That a plan is not there. */
export function unknownPlan(number: number): Refusal {
  return { kind: 'not_found', code: 'unknown_plan', detail: `There is no plan ${number}.` };
}

type PartKind = 'action' | 'improvement' | 'criterion';

/** That no plan has such a part. */
export function unknownPart(kind: PartKind, id: string): Refusal {
  return { kind: 'not_found', code: `unknown_${kind}`, detail: `No plan has the ${kind} ${id}.` };
}
