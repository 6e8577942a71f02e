import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { carries } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { NewPlanBody } from '../commands/draft.ts';
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

/** Plans that begin elsewhere than with an incident, over HTTP. */
export function newPlanRoutes(ports: NewPlanPorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(begin, async (c) => {
    const { kind: planKind, ...order } = c.req.valid('json');
    const begun = await ports.begin({ ...order, kind: 'draftPlan', planKind }, c.get('caller'));
    if (!begun.ok) return sendRefusal(c, begun.refusal);
    const { number } = begun.value;
    const body = planBody(begun.value, ports.now(), { isIncidentOpen: false });
    return c.json(body, 201, { Location: `/v1/plans/${number}` });
  });
}
