import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { defined } from '../../platform/defined.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { Instant, spanInOrder } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import { pageOf } from '../../platform/page.ts';
import { incidentAtWork, planStates } from '../plan.ts';
import { VerdictBody, verdictBody } from './criterion-body.ts';
import { PlanBody, PlanSummary, planBody, planSummary } from './plan-body.ts';
import type { PlanPorts } from './ports.ts';
import { PartId, PlanNumber } from './shared-routes.ts';

const PlanList = z.object({ items: z.array(PlanSummary), nextCursor: z.string().optional() });
const VerdictList = z.object({ items: z.array(VerdictBody), nextCursor: z.string().optional() });
const cursor = z.coerce.number().int().positive().max(2_000_000_000).optional();

const mayRead = requirePermission('read');
const tags = ['plans'];

const list = createRoute({
  tags,
  middleware: mayRead,
  method: 'get',
  path: '/v1/plans',
  summary: 'Plans, the newest first',
  request: {
    query: z.object({
      state: z.enum(planStates).optional(),
      agent: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor,
    }),
  },
  responses: { 200: jsonAnswer('One page of plans.', PlanList), ...problems(400, 401, 403) },
});
const get = createRoute({
  tags,
  middleware: mayRead,
  method: 'get',
  path: '/v1/plans/{number}',
  summary: 'A plan with its actions, criteria, progress, and what stands before its next step',
  request: { params: PlanNumber },
  responses: { 200: jsonAnswer('The plan.', PlanBody), ...problems(400, 401, 403, 404) },
});
const verdicts = createRoute({
  tags,
  middleware: mayRead,
  method: 'get',
  path: '/v1/criteria/{id}/verdicts',
  summary: 'How a criterion got where it is, the oldest first',
  request: {
    params: PartId,
    query: z
      .object({
        from: Instant.optional(),
        to: Instant.optional(),
        limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
        cursor: z.coerce.number().int().nonnegative().optional(),
      })
      .refine(...spanInOrder),
  },
  responses: { 200: jsonAnswer('One page of the history.', VerdictList), ...problems(400, 401, 403, 404) },
});

/** Plans over HTTP, as far as they are read; planCommandRoutes change them. */
export function planRoutes(ports: PlanPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(list, async (c) => {
    const { cursor: before, limit, state, agent } = c.req.valid('query');
    const { items, nextBefore } = await ports.list(defined({ limit, state, agent, before }));
    return c.json(
      { items: items.map((plan) => planSummary(plan, ports.now())), nextCursor: nextBefore?.toString() },
      200,
    );
  });
  router.openapi(get, async (c) => {
    const { number } = c.req.valid('param');
    const plan = await ports.plan(number);
    if (plan === undefined) return sendRefusal(c, noSuch('plan', number));
    const isIncidentOpen = await ports.isIncidentOpen(incidentAtWork(plan));
    return c.json(planBody(plan, ports.now(), { isIncidentOpen }), 200);
  });
  router.openapi(verdicts, async (c) => {
    const { id } = c.req.valid('param');
    const { from = 0, to, limit, cursor: after } = c.req.valid('query');
    if ((await ports.planOfPart(id)) === undefined) return sendRefusal(c, noSuch('criterion', id));
    const first = Math.max(from, after === undefined ? 0 : after + 1);
    const found = await ports.history(id, defined({ from: first, limit: limit + 1, to }));
    const { items, next } = pageOf(found, limit, ({ at }) => String(at));
    return c.json({ items: items.map(verdictBody), nextCursor: next }, 200);
  });
  return router;
}
