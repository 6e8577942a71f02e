import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { sendRefusal } from '../../platform/http/problem.ts';
import { addImprovement, editImprovement, removeImprovement } from '../improvement.ts';
import type { Improvement, Plan } from '../plan.ts';
import type { PlanPorts } from './ports.ts';
import {
  answerOf,
  bodyOf,
  changeProblems,
  PartId,
  PlanAnswer,
  PlanNumber,
  placeShape,
  unknownPart,
  unknownPlan,
} from './shared-routes.ts';
import { planBody } from './wire.ts';
import { ImprovementBody, improvementBody } from './wire-action.ts';
import { ImprovementPatch, NewImprovementBody, readImprovementEdits } from './wire-edits.ts';

const ImprovementAnswer = z.object({ ...ImprovementBody.shape, ...placeShape }).openapi('Improvement');
const common = { tags: ['plans'], middleware: requirePermission('plans.edit') };

const create = createRoute({
  ...common,
  method: 'post',
  path: '/v1/plans/{number}/improvements',
  summary: 'Add an improvement',
  request: { params: PlanNumber, body: bodyOf(NewImprovementBody) },
  responses: { 201: answerOf('The improvement.', ImprovementAnswer), ...changeProblems },
});
const patch = createRoute({
  ...common,
  method: 'patch',
  path: '/v1/improvements/{id}',
  summary: 'Edit an improvement, or say how far it is',
  request: { params: PartId, body: bodyOf(ImprovementPatch) },
  responses: { 200: answerOf('The improvement.', ImprovementAnswer), ...changeProblems },
});
const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/improvements/{id}',
  summary: 'Take an improvement off the plan',
  request: { params: PartId },
  responses: { 200: answerOf('The plan without it.', PlanAnswer), ...changeProblems },
});

/** Improvements over HTTP. */
export function improvementRoutes(ports: PlanPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(create, async (c) => {
    const { number } = c.req.valid('param');
    const body = c.req.valid('json');
    const plan = await ports.plan(number);
    if (plan === undefined) return sendRefusal(c, unknownPlan(number));
    const { title, benefit } = body;
    const order = { ...readImprovementEdits(body, plan), title, benefit };
    const result = await ports.command(
      number,
      (current, ctx) => addImprovement(current, order, ctx),
      c.get('caller'),
      body.version,
    );
    if (!result.ok) return sendRefusal(c, result.refusal);
    const added = result.value.improvements.at(-1);
    if (added === undefined) return sendRefusal(c, unknownPart('improvement', `${number}-m-1`));
    c.header('Location', `/v1/improvements/${added.id}`);
    return c.json(placed(added, result.value, ports.now()), 201);
  });
  router.openapi(patch, async (c) => {
    const { id } = c.req.valid('param');
    const body = c.req.valid('json');
    const plan = await ports.planOfPart(id);
    if (plan === undefined) return sendRefusal(c, unknownPart('improvement', id));
    const order = { ...readImprovementEdits(body, plan), improvement: id };
    const result = await ports.command(
      plan.number,
      (current, ctx) => editImprovement(current, order, ctx),
      c.get('caller'),
      body.version,
    );
    if (!result.ok) return sendRefusal(c, result.refusal);
    const changed = result.value.improvements.find((each) => each.id === id);
    if (changed === undefined) return sendRefusal(c, unknownPart('improvement', id));
    return c.json(placed(changed, result.value, ports.now()), 200);
  });
  router.openapi(remove, async (c) => {
    const { id } = c.req.valid('param');
    const plan = await ports.planOfPart(id);
    if (plan === undefined) return sendRefusal(c, unknownPart('improvement', id));
    const result = await ports.command(
      plan.number,
      (current, ctx) => removeImprovement(current, { improvement: id }, ctx),
      c.get('caller'),
    );
    return result.ok ? c.json(planBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  return router;
}

function placed(improvement: Improvement, plan: Plan, now: number): z.infer<typeof ImprovementAnswer> {
  return { ...improvementBody(improvement, plan, now), plan: plan.number, planVersion: plan.version };
}
