import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { requirePermission } from '../access/guard.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import type { AgentView } from './agent-view.ts';
import { Answer } from './routes.ts';

/** The reads behind the routes about agents. */
export type AgentPorts = {
  readonly agents: () => Promise<readonly string[]>;
  readonly view: (agent: string) => Promise<AgentView | undefined>;
};

const time = z.iso.datetime();
const Rule = z.object({
  rule: z.string(),
  metric: z.string(),
  condition: z.string().openapi({ example: 'error_rate > 2% over 5m' }),
  effect: z.enum(['suspend', 'alert', 'observe']),
  severity: z.enum(['info', 'warning', 'critical']),
  value: z.number().nullable(),
  threshold: z.number(),
  weight: z.number(),
  verdict: z.enum(['breach', 'ok', 'no_data']),
  state: z.enum(['inactive', 'pending', 'firing']),
  since: time.optional(),
  firedAt: time.optional(),
  peak: z.number().optional(),
  resolvedAt: time.optional(),
  resolvedWhy: z.string().optional(),
  noDataSince: time.optional(),
});
const Agent = z
  .object({
    agent: z.string(),
    name: z.string(),
    mandate: z.object({
      scope: z.object({ fr: z.string(), en: z.string() }),
      owner: z.string(),
      approver: z.string(),
      onUnreachable: z.enum(['suspend', 'run']),
      leaseSeconds: z.number(),
      acknowledgeWithinSeconds: z.number(),
      timezone: z.string(),
      language: z.enum(['fr', 'en']),
    }),
    switch: Answer.extend({
      acknowledged: z.boolean(),
      acknowledgedEpoch: z.int().optional(),
      acknowledgedAt: time.optional(),
    }),
    incident: z.int().optional(),
    rules: z.array(Rule).readonly(),
  })
  .openapi('Agent');

const list = createRoute({
  method: 'get',
  path: '/v1/agents',
  tags: ['agents'],
  summary: 'Every agent under watch: mandate, switch, rules with value, threshold and verdict',
  middleware: [requirePermission('read')] as const,
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z.string().max(100).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of agents, by id.',
      z.object({ items: z.array(Agent), nextCursor: z.string().optional() }),
    ),
    ...problems(400, 401, 403),
  },
});

const one = createRoute({
  method: 'get',
  path: '/v1/agents/{agent}',
  tags: ['agents'],
  summary: 'One agent',
  middleware: [requirePermission('read')] as const,
  request: { params: z.object({ agent: z.string().min(1).max(100) }) },
  responses: {
    200: jsonAnswer('The agent as it stands.', Agent),
    ...problems(401, 403, 404),
  },
});

/** `GET /v1/agents` and `GET /v1/agents/{agent}`. */
export function agentRoutes(ports: AgentPorts): OpenAPIHono<HttpEnv> {
  return createRouter()
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query');
      const ids = [...(await ports.agents())]
        .sort()
        .filter((agent) => cursor === undefined || agent > cursor);
      const page = ids.slice(0, limit);
      const views = await Promise.all(page.map((agent) => ports.view(agent)));
      const items = views.filter((view) => view !== undefined);
      return c.json({ items, nextCursor: ids.length > limit ? page.at(-1) : undefined }, 200);
    })
    .openapi(one, async (c) => {
      const { agent } = c.req.valid('param');
      const view = await ports.view(agent);
      return view === undefined ? unknown(c, agent) : c.json(view, 200);
    });
}

function unknown(c: Context, agent: string) {
  const detail = `There is no agent "${agent}" in the rules in force.`;
  return sendRefusal(c, { kind: 'not_found', code: 'unknown_agent', detail });
}
