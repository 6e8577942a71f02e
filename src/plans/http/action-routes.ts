import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { sendRefusal } from '../../platform/http/problem.ts';
import { addAction, removeAction } from '../action.ts';
import { attestCriterion, tickChecklistItem } from '../commands/action-progress.ts';
import { patchAction } from '../commands/patch.ts';
import { type Action, allCriteria, type Plan } from '../plan.ts';
import type { PlanPorts } from './ports.ts';
import {
  answerOf,
  badFields,
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
import { ActionBody, actionBody } from './wire-action.ts';
import { CriterionBody, criterionBody } from './wire-criterion.ts';
import {
  ActionPatch,
  AttestRequest,
  NewActionBody,
  readActionEdits,
  readStatus,
  TickRequest,
} from './wire-edits.ts';

const ActionAnswer = z.object({ ...ActionBody.shape, ...placeShape }).openapi('Action');
const CriterionAnswer = z.object({ ...CriterionBody.shape, ...placeShape }).openapi('Criterion');
const common = { tags: ['plans'], middleware: requirePermission('plans.edit') };

const create = createRoute({
  ...common,
  method: 'post',
  path: '/v1/plans/{number}/actions',
  summary: 'Add a corrective action',
  request: { params: PlanNumber, body: bodyOf(NewActionBody) },
  responses: { 201: answerOf('The action.', ActionAnswer), ...changeProblems },
});
const patch = createRoute({
  ...common,
  method: 'patch',
  path: '/v1/actions/{id}',
  summary: 'Edit an action, or say how far it is',
  request: { params: PartId, body: bodyOf(ActionPatch) },
  responses: { 200: answerOf('The action.', ActionAnswer), ...changeProblems },
});
const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/actions/{id}',
  summary: 'Take an action out of a draft',
  request: { params: PartId },
  responses: { 200: answerOf('The plan without it.', PlanAnswer), ...changeProblems },
});
const tick = createRoute({
  ...common,
  method: 'post',
  path: '/v1/actions/{id}/checklists/{checklist}/items/{index}',
  summary: "Tick an item of an action's checklist, or take the tick back",
  request: {
    params: PartId.extend({
      checklist: z.string().max(64),
      index: z.coerce.number().int().nonnegative().openapi({ description: 'Place in the list, from 0.' }),
    }),
    body: bodyOf(TickRequest),
  },
  responses: { 200: answerOf('The action.', ActionAnswer), ...changeProblems },
});
const attest = createRoute({
  ...common,
  method: 'post',
  path: '/v1/criteria/{id}/attest',
  summary: 'Vouch for what no metric measures',
  request: { params: PartId, body: bodyOf(AttestRequest) },
  responses: { 200: answerOf('The criterion.', CriterionAnswer), ...changeProblems },
});

/** Corrective actions and their criteria over HTTP. */
export function actionRoutes(ports: PlanPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(create, async (c) => {
    const { number } = c.req.valid('param');
    const body = c.req.valid('json');
    const plan = await ports.plan(number);
    if (plan === undefined) return sendRefusal(c, unknownPlan(number));
    const read = readActionEdits(body, plan, undefined, ports.ruleSet());
    if (!read.ok) return badFields(c, read.errors);
    const order = { ...read.value, title: body.title };
    const result = await ports.command(
      number,
      (current, ctx) => addAction(current, order, ctx),
      c.get('caller'),
      body.version,
    );
    if (!result.ok) return sendRefusal(c, result.refusal);
    const added = result.value.actions.at(-1);
    if (added === undefined) return sendRefusal(c, unknownPart('action', `${number}-1`));
    c.header('Location', `/v1/actions/${added.id}`);
    return c.json(placed(added, result.value, ports.now()), 201);
  });
  router.openapi(patch, async (c) => {
    const { id } = c.req.valid('param');
    const { status, blockedWhy, ...body } = c.req.valid('json');
    const plan = await ports.planOfPart(id);
    const action = plan?.actions.find((each) => each.id === id);
    if (plan === undefined || action === undefined) return sendRefusal(c, unknownPart('action', id));
    const read = readActionEdits(body, plan, action, ports.ruleSet());
    if (!read.ok) return badFields(c, read.errors);
    const order = { action: id, edits: read.value, status: readStatus(id, { status, blockedWhy }) };
    const result = await ports.command(
      plan.number,
      (current, ctx) => patchAction(current, order, ctx),
      c.get('caller'),
      body.version,
    );
    if (!result.ok) return sendRefusal(c, result.refusal);
    const changed = result.value.actions.find((each) => each.id === id) ?? action;
    return c.json(placed(changed, result.value, ports.now()), 200);
  });
  router.openapi(remove, async (c) => {
    const { id } = c.req.valid('param');
    const plan = await ports.planOfPart(id);
    if (plan === undefined) return sendRefusal(c, unknownPart('action', id));
    const decide = (current: Plan, ctx: Parameters<typeof removeAction>[2]) =>
      removeAction(current, { action: id }, ctx);
    const result = await ports.command(plan.number, decide, c.get('caller'));
    return result.ok ? c.json(planBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  return progressRoutes(router, ports);
}

function progressRoutes(router: OpenAPIHono<HttpEnv>, ports: PlanPorts): OpenAPIHono<HttpEnv> {
  router.openapi(tick, async (c) => {
    const { id, checklist, index } = c.req.valid('param');
    const { version, ticked } = c.req.valid('json');
    const plan = await ports.planOfPart(id);
    if (plan === undefined) return sendRefusal(c, unknownPart('action', id));
    const order = { action: id, checklist, item: index, ticked };
    const result = await ports.command(
      plan.number,
      (current, ctx) => tickChecklistItem(current, order, ctx),
      c.get('caller'),
      version,
    );
    if (!result.ok) return sendRefusal(c, result.refusal);
    const action = result.value.actions.find((each) => each.id === id);
    if (action === undefined) return sendRefusal(c, unknownPart('action', id));
    return c.json(placed(action, result.value, ports.now()), 200);
  });
  router.openapi(attest, async (c) => {
    const { id } = c.req.valid('param');
    const { version, link } = c.req.valid('json');
    const plan = await ports.planOfPart(id);
    if (plan === undefined) return sendRefusal(c, unknownPart('criterion', id));
    const result = await ports.command(
      plan.number,
      (current, ctx) => attestCriterion(current, { criterion: id, link }, ctx),
      c.get('caller'),
      version,
    );
    if (!result.ok) return sendRefusal(c, result.refusal);
    const criterion = allCriteria(result.value).find((each) => each.id === id);
    if (criterion === undefined) return sendRefusal(c, unknownPart('criterion', id));
    const { number, version: planVersion } = result.value;
    return c.json({ ...criterionBody(criterion), plan: number, planVersion }, 200);
  });
  return router;
}

function placed(action: Action, plan: Plan, now: number): z.infer<typeof ActionAnswer> {
  return { ...actionBody(action, plan, now), plan: plan.number, planVersion: plan.version };
}
