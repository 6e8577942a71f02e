import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { carries } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { sendRefusal } from '../../platform/http/problem.ts';
import { AddImprovementBody, EditImprovementBody } from '../commands/command.ts';
import type { Improvement, Plan } from '../plan.ts';
import type { PlanPorts } from './ports.ts';
import {
  carryOut,
  carryOutOn,
  changeProblems,
  droppedPart,
  PartId,
  PlanAnswer,
  PlanNumber,
  partCommand,
  placeShape,
  showPlan,
  unknownPart,
} from './shared-routes.ts';
import { ImprovementBody, improvementBody } from './wire-action.ts';

const ImprovementAnswer = z.object({ ...ImprovementBody.shape, ...placeShape }).openapi('Improvement');

const create = createRoute({
  ...partCommand('addImprovement', PlanNumber, AddImprovementBody),
  method: 'post',
  path: '/v1/plans/{number}/improvements',
  summary: 'Add an improvement',
  responses: { 201: jsonAnswer('The improvement.', ImprovementAnswer), ...changeProblems },
});
const patch = createRoute({
  ...partCommand('editImprovement', PartId, EditImprovementBody),
  method: 'patch',
  path: '/v1/improvements/{id}',
  summary: 'Edit an improvement, or say how far it is',
  responses: { 200: jsonAnswer('The improvement.', ImprovementAnswer), ...changeProblems },
});
const remove = createRoute({
  tags: ['plans'],
  middleware: carries('dropImprovement'),
  method: 'delete',
  path: '/v1/improvements/{id}',
  summary: 'Take an improvement off the plan',
  request: { params: PartId },
  responses: { 200: jsonAnswer('The plan without it.', PlanAnswer), ...changeProblems },
});

/** Improvements over HTTP. */
export function improvementRoutes(ports: PlanPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  const show = (c: Context) => (improvement: Improvement, after: Plan) =>
    c.json(placed(improvement, after, ports.now()), 200);
  router.openapi(create, (c) => {
    const { number } = c.req.valid('param');
    return carryOut(c, ports, { kind: 'addImprovement', plan: number, ...c.req.valid('json') }, (after) => {
      const added = after.improvements.at(-1);
      if (added === undefined) return sendRefusal(c, unknownPart('improvement', `${number}-m-1`));
      c.header('Location', `/v1/improvements/${added.id}`);
      return c.json(placed(added, after, ports.now()), 201);
    });
  });
  router.openapi(patch, (c) => {
    const { id } = c.req.valid('param');
    const command = { kind: 'editImprovement', improvement: id, ...c.req.valid('json') } as const;
    return carryOutOn(c, ports, improvementPart(id), (plan) => ({ ...command, plan }), show(c));
  });
  router.openapi(remove, (c) => {
    const { id } = c.req.valid('param');
    const command = { kind: 'dropImprovement', improvement: id } as const;
    return carryOutOn(
      c,
      ports,
      droppedPart('improvement', id),
      (plan) => ({ ...command, plan }),
      showPlan(c, ports),
    );
  });
  return router;
}

function improvementPart(id: string) {
  return {
    kind: 'improvement' as const,
    id,
    find: (plan: Plan) => plan.improvements.find((each) => each.id === id),
  };
}

function placed(improvement: Improvement, plan: Plan, now: number): z.infer<typeof ImprovementAnswer> {
  return { ...improvementBody(improvement, plan, now), plan: plan.number, planVersion: plan.version };
}
