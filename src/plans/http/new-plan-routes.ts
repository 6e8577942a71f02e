import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { auditOrder } from '../audit/order.ts';
import { NewPlanBody } from '../commands/draft.ts';
import { planKinds } from '../plan.ts';
import { PlanBody, planBody } from './plan-body.ts';
import type { NewPlanPorts } from './ports.ts';

const begin = createRoute({
  tags: ['plans'],
  middleware: carries('draftPlan'),
  method: 'post',
  path: '/v1/plans',
  summary: 'Begin a plan that answers no incident',
  request: { body: jsonBody(NewPlanBody) },
  responses: { 201: jsonAnswer('The draft.', PlanBody), ...problems(401, 403, 404, 409, 422, 503) },
});
const bring = createRoute({
  tags: ['plans'],
  middleware: carries('draftPlan'),
  method: 'post',
  path: '/v1/plans/import',
  summary: 'Begin a plan from the text of an audit',
  request: {
    query: z.object({
      kind: z.enum(planKinds).optional(),
      agent: z.string().max(100).optional(),
      title: z.string().trim().min(1).max(300).optional(),
      dryRun: z
        .enum(['true', 'false'])
        .optional()
        .openapi({ description: 'true: answers what would be begun, and begins nothing.' }),
    }),
    body: { required: true, content: { 'text/markdown': { schema: z.string() } } },
  },
  responses: {
    200: jsonAnswer('What the audit would become, as `POST /v1/plans` takes it.', NewPlanBody),
    201: jsonAnswer('The draft.', PlanBody),
    ...problems(400, 401, 403, 404, 409, 413, 422, 503),
  },
});

/** Plans that begin elsewhere than with an incident, over HTTP. */
export function newPlanRoutes(ports: NewPlanPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(begin, async (c) => {
    const { kind: planKind, ...order } = c.req.valid('json');
    const begun = await ports.begin({ ...order, kind: 'draftPlan', planKind }, c.get('caller'));
    if (!begun.ok) return sendRefusal(c, begun.refusal);
    const body = planBody(begun.value, ports.now(), { isIncidentOpen: false });
    return c.json(body, 201, { Location: `/v1/plans/${begun.value.number}` });
  });
  router.openapi(bring, async (c) => {
    const { dryRun, ...choice } = c.req.valid('query');
    const read = await ports.readAudit(new Uint8Array(await c.req.arrayBuffer()));
    if (!read.ok) return sendRefusal(c, read.refusal);
    const { kind: planKind, ...order } = auditOrder(read.value, ports.people(), choice);
    if (dryRun === 'true') return c.json({ kind: planKind, ...order }, 200);
    const begun = await ports.begin({ ...order, kind: 'draftPlan', planKind }, c.get('caller'));
    if (!begun.ok) return sendRefusal(c, begun.refusal);
    const body = planBody(begun.value, ports.now(), { isIncidentOpen: false });
    return c.json(body, 201, { Location: `/v1/plans/${begun.value.number}` });
  });
  return router;
}
