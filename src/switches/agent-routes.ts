import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../access/guard.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { noSuch } from '../platform/no-such.ts';
import { pageOf } from '../platform/page.ts';
import { AgentView } from './agent-view.ts';

/** The reads behind the routes about agents. */
export type AgentPorts = {
  readonly agents: () => readonly string[];
  readonly view: (agent: string) => Promise<AgentView | undefined>;
};

const list = createRoute({
  method: 'get',
  path: '/v1/agents',
  tags: ['agents'],
  summary: 'Every agent under watch: mandate, switch, rules with value, threshold and verdict',
  middleware: requirePermission('read'),
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z.string().max(100).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of agents, by id.',
      z.object({ items: z.array(AgentView), nextCursor: z.string().optional() }),
    ),
    ...problems(400, 401, 403),
  },
});

const one = createRoute({
  method: 'get',
  path: '/v1/agents/{agent}',
  tags: ['agents'],
  summary: 'One agent',
  middleware: requirePermission('read'),
  request: { params: z.object({ agent: z.string().min(1).max(100) }) },
  responses: {
    200: jsonAnswer('The agent as it stands.', AgentView),
    ...problems(401, 403, 404),
  },
});

/** `GET /v1/agents` and `GET /v1/agents/{agent}`. */
export function agentRoutes(ports: AgentPorts): OpenAPIHono<HttpEnv> {
  return createRouter()
    .openapi(list, async (c) => {
      const { limit, cursor } = c.req.valid('query');
      const ids = [...ports.agents()].sort().filter((agent) => cursor === undefined || agent > cursor);
      const page = pageOf(ids, limit, (agent) => agent);
      const views = await Promise.all(page.items.map((agent) => ports.view(agent)));
      return c.json({ items: views.filter((view) => view !== undefined), nextCursor: page.next }, 200);
    })
    .openapi(one, async (c) => {
      const { agent } = c.req.valid('param');
      const view = await ports.view(agent);
      return view === undefined ? sendRefusal(c, noSuch('agent', agent)) : c.json(view, 200);
    });
}
