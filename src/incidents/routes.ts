import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../access/guard.ts';
import type { Caller } from '../access/roles.ts';
import { defined } from '../platform/defined.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import type { Refusal, Result } from '../platform/refusal.ts';
import type { RegisterEntry } from '../register/chain.ts';
import type { Incident } from './incident.ts';
import type { IncidentQuery } from './store.ts';
import { IncidentBody, IncidentDetail, IncidentStateName, incidentBody, incidentDetail } from './view.ts';

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !value.includes('\0'), 'expected a text without NUL');

const amount = z.number().nonnegative().max(1e12);

/** The findings of an audit, in euros a year: the cost of doing nothing, the gain, the phases proposed. */
const AuditOrder = z.strictObject({
  pains: z.array(z.strictObject({ text: text(500), yearlyCost: amount })).max(100),
  expectedGain: amount.optional(),
  phases: z.array(z.strictObject({ title: text(200), items: z.array(text(500)).max(100) })).max(20),
});

/** The order of a person to open an incident: after an audit or a review, or because something was seen. */
export const OpenIncidentOrder = z
  .strictObject({
    source: z.enum(['audit', 'review', 'manual']),
    agent: text(100),
    title: text(200),
    description: text(10_000),
    severity: z.enum(['info', 'warning', 'critical']).optional(),
    /** Of the plan that is drafted with it. */
    playbook: text(100).optional(),
    /** Goes with the source audit; the plan keeps it. */
    audit: AuditOrder.optional(),
  })
  .refine(({ source, audit }) => audit === undefined || source === 'audit', {
    path: ['audit'],
    message: 'Invalid input: what an audit found goes with the source audit',
  });
export type OpenIncidentOrder = z.infer<typeof OpenIncidentOrder>;

/** The reads and commands behind the routes about incidents. */
export type IncidentPorts = {
  readonly now: () => number;
  readonly list: (
    query: IncidentQuery,
  ) => Promise<{ readonly items: readonly Incident[]; readonly nextCursor?: number }>;
  readonly get: (number: number) => Promise<Incident | undefined>;
  /** The register's entries about an incident, the oldest first. */
  readonly timeline: (number: number) => Promise<readonly RegisterEntry[]>;
  readonly open: (order: OpenIncidentOrder, caller: Caller) => Promise<Result<Incident>>;
  readonly acknowledge: (number: number, caller: Caller) => Promise<Result<Incident>>;
  readonly resolve: (number: number, caller: Caller) => Promise<Result<Incident>>;
  readonly close: (number: number, caller: Caller) => Promise<Result<Incident>>;
};

const Body = IncidentBody.openapi('Incident');
const Detail = IncidentDetail.openapi('IncidentDetail');
const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const tags = ['incidents'];
const params = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) });
const path = '/v1/incidents/{number}';

const list = createRoute({
  tags,
  method: 'get',
  path: '/v1/incidents',
  summary: 'Incidents, the latest first',
  middleware: requirePermission('read'),
  request: {
    query: z.object({
      agent: z.string().optional(),
      state: IncidentStateName.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
      cursor: z.coerce.number().int().min(1).optional(),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(Body), nextCursor: z.string().optional() }), 'A page of incidents.'),
    ...problems(400, 401, 403),
  },
});
const read = createRoute({
  tags,
  method: 'get',
  path,
  summary: 'One incident with its evidence and its time line',
  middleware: requirePermission('read'),
  request: { params },
  responses: { 200: json(Detail, 'The incident.'), ...problems(400, 401, 403, 404) },
});
const open = createRoute({
  tags,
  method: 'post',
  path: '/v1/incidents',
  summary: 'Open an incident by hand, with its plan',
  middleware: requirePermission('incidents.open'),
  request: { body: { required: true, content: { 'application/json': { schema: OpenIncidentOrder } } } },
  responses: { 201: json(Body, 'The incident.'), ...problems(401, 403, 404, 409, 422, 503) },
});
const command = <const V extends 'acknowledge' | 'resolve' | 'close'>(verb: V, summary: string) =>
  createRoute({
    tags,
    method: 'post',
    path: `${path}/${verb}` as const,
    summary,
    middleware: requirePermission('incidents.edit'),
    request: { params },
    responses: {
      200: json(Body, 'The incident as it is now.'),
      ...problems(400, 401, 403, 404, 409, 503),
    },
  });
const acknowledge = command('acknowledge', 'Somebody looks after it');
const resolve = command('resolve', 'What happened is over');
const close = command('close', 'The end, once its plan is closed');

/** Incidents over HTTP. */
export function incidentRoutes(ports: IncidentPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(list, async (c) => {
    const page = await ports.list(defined(c.req.valid('query')));
    const items = page.items.map((incident) => incidentBody(incident, ports.now()));
    return c.json({ items, nextCursor: page.nextCursor?.toString() }, 200);
  });
  router.openapi(read, async (c) => {
    const { number } = c.req.valid('param');
    const incident = await ports.get(number);
    if (incident === undefined) return sendRefusal(c, unknownIncident(number));
    return c.json(incidentDetail(incident, await ports.timeline(number), ports.now()), 200);
  });
  router.openapi(open, async (c) => {
    const result = await ports.open(c.req.valid('json'), c.get('caller'));
    if (!result.ok) return sendRefusal(c, result.refusal);
    return c.json(incidentBody(result.value, ports.now()), 201, {
      Location: `/v1/incidents/${result.value.number}`,
    });
  });
  router.openapi(acknowledge, async (c) => {
    const result = await ports.acknowledge(c.req.valid('param').number, c.get('caller'));
    return result.ok ? c.json(incidentBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(resolve, async (c) => {
    const result = await ports.resolve(c.req.valid('param').number, c.get('caller'));
    return result.ok ? c.json(incidentBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  router.openapi(close, async (c) => {
    const result = await ports.close(c.req.valid('param').number, c.get('caller'));
    return result.ok ? c.json(incidentBody(result.value, ports.now()), 200) : sendRefusal(c, result.refusal);
  });
  return router;
}

/** The refusal of a number that no incident has. */
export function unknownIncident(number: number): Refusal {
  return {
    kind: 'not_found',
    code: 'unknown_incident',
    detail: `There is no incident ${number}. GET /v1/incidents lists them.`,
  };
}
