import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { carries } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { sendRefusal } from '../../platform/http/problem.ts';
import { AddActionBody, AttestCriterionBody, EditActionBody, TickItemBody } from '../commands/command.ts';
import { type Action, allCriteria, type Plan } from '../plan.ts';
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
import { ActionBody, actionBody } from './wire-action.ts';
import { CriterionBody, criterionBody } from './wire-criterion.ts';

const ActionAnswer = z.object({ ...ActionBody.shape, ...placeShape }).openapi('Action');
const CriterionAnswer = z.object({ ...CriterionBody.shape, ...placeShape }).openapi('Criterion');

const create = createRoute({
  ...partCommand('addAction', PlanNumber, AddActionBody),
  method: 'post',
  path: '/v1/plans/{number}/actions',
  summary: 'Add a corrective action',
  responses: { 201: jsonAnswer('The action.', ActionAnswer), ...changeProblems },
});
const patch = createRoute({
  ...partCommand('editAction', PartId, EditActionBody),
  method: 'patch',
  path: '/v1/actions/{id}',
  summary: 'Edit an action, or say how far it is',
  responses: { 200: jsonAnswer('The action.', ActionAnswer), ...changeProblems },
});
const remove = createRoute({
  tags: ['plans'],
  middleware: carries('dropAction'),
  method: 'delete',
  path: '/v1/actions/{id}',
  summary: 'Take an action out of a draft',
  request: { params: PartId },
  responses: { 200: jsonAnswer('The plan without it.', PlanAnswer), ...changeProblems },
});
const ItemPlace = PartId.extend({
  checklist: z.string().max(64),
  index: z.coerce.number().int().nonnegative().openapi({ description: 'Place in the list, from 0.' }),
});
const tick = createRoute({
  ...partCommand('tickItem', ItemPlace, TickItemBody),
  method: 'post',
  path: '/v1/actions/{id}/checklists/{checklist}/items/{index}',
  summary: "Tick an item of an action's checklist, or take the tick back",
  responses: { 200: jsonAnswer('The action.', ActionAnswer), ...changeProblems },
});
const attest = createRoute({
  ...partCommand('attestCriterion', PartId, AttestCriterionBody),
  method: 'post',
  path: '/v1/criteria/{id}/attest',
  summary: 'Vouch for what no metric measures',
  responses: { 200: jsonAnswer('The criterion.', CriterionAnswer), ...changeProblems },
});

/** Corrective actions and their criteria over HTTP. */
export function actionRoutes(ports: PlanPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  const show = (c: Context) => (action: Action, after: Plan) =>
    c.json(placed(action, after, ports.now()), 200);
  router.openapi(create, (c) => {
    const { number } = c.req.valid('param');
    return carryOut(c, ports, { kind: 'addAction', plan: number, ...c.req.valid('json') }, (after) => {
      const added = after.actions.at(-1);
      if (added === undefined) return sendRefusal(c, unknownPart('action', `${number}-1`));
      c.header('Location', `/v1/actions/${added.id}`);
      return c.json(placed(added, after, ports.now()), 201);
    });
  });
  router.openapi(patch, (c) => {
    const { id } = c.req.valid('param');
    const command = { kind: 'editAction', action: id, ...c.req.valid('json') } as const;
    return carryOutOn(c, ports, actionPart(id), (plan) => ({ ...command, plan }), show(c));
  });
  router.openapi(remove, (c) => {
    const { id } = c.req.valid('param');
    const command = { kind: 'dropAction', action: id } as const;
    return carryOutOn(
      c,
      ports,
      droppedPart('action', id),
      (plan) => ({ ...command, plan }),
      showPlan(c, ports),
    );
  });
  router.openapi(tick, (c) => {
    const { id, checklist, index } = c.req.valid('param');
    const command = { kind: 'tickItem', action: id, checklist, item: index, ...c.req.valid('json') } as const;
    return carryOutOn(c, ports, actionPart(id), (plan) => ({ ...command, plan }), show(c));
  });
  router.openapi(attest, (c) => {
    const { id } = c.req.valid('param');
    const command = { kind: 'attestCriterion', criterion: id, ...c.req.valid('json') } as const;
    return carryOutOn(
      c,
      ports,
      criterionPart(id),
      (plan) => ({ ...command, plan }),
      (criterion, { number, version }) =>
        c.json({ ...criterionBody(criterion), plan: number, planVersion: version }, 200),
    );
  });
  return router;
}

function actionPart(id: string) {
  return { kind: 'action' as const, id, find: (plan: Plan) => plan.actions.find((each) => each.id === id) };
}

function criterionPart(id: string) {
  return {
    kind: 'criterion' as const,
    id,
    find: (plan: Plan) => allCriteria(plan).find((each) => each.id === id),
  };
}

function placed(action: Action, plan: Plan, now: number): z.infer<typeof ActionAnswer> {
  return { ...actionBody(action, plan, now), plan: plan.number, planVersion: plan.version };
}
