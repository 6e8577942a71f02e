import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries, requirePermission } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { Instant, isoTimes } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import { type Mark, MarkBody, NewMark } from './mark.ts';
import type { NoteMark } from './mark-store.ts';

/** The command and the read behind the routes. */
export type MarkPorts = {
  readonly note: NoteMark;
  readonly list: (agent: string, before: number, limit: number) => Promise<readonly Mark[]>;
  readonly isAgent: (agent: string) => boolean;
  readonly now: () => number;
};

const params = z.object({ agent: z.string().min(1).max(100) });
const path = '/v1/agents/{agent}/changes';
const tags = ['agents'];

const note = createRoute({
  tags,
  method: 'post',
  path,
  summary: 'Note a change of the agent',
  description:
    'A new prompt, model, knowledge or release: it stands on the charts, and among the evidence of what breaches afterwards. The same change told twice is noted once.',
  middleware: carries('noteMark'),
  request: { params, body: jsonBody(NewMark) },
  responses: { 201: jsonAnswer('The change is noted.', MarkBody), ...problems(400, 401, 403, 404, 422, 503) },
});
const list = createRoute({
  tags,
  method: 'get',
  path,
  summary: 'Changes of the agent',
  middleware: requirePermission('read'),
  request: {
    params,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: Instant.optional().meta({ description: 'Older than this.' }),
    }),
  },
  responses: {
    200: jsonAnswer('The latest first.', z.object({ items: z.array(MarkBody) })),
    ...problems(400, 401, 403, 404),
  },
});

/** Changes of agents over HTTP. */
export function markRoutes(ports: MarkPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(note, async (c) => {
    const { agent } = c.req.valid('param');
    const noted = await ports.note(agent, c.req.valid('json'), c.get('caller'));
    return noted.ok ? c.json(isoTimes(noted.value), 201) : sendRefusal(c, noted.refusal);
  });
  router.openapi(list, async (c) => {
    const { agent } = c.req.valid('param');
    if (!ports.isAgent(agent)) return sendRefusal(c, noSuch('agent', agent));
    const { limit, before } = c.req.valid('query');
    const until = before === undefined ? Number.MAX_SAFE_INTEGER : before - 1;
    const items = await ports.list(agent, until, limit);
    return c.json({ items: items.map(isoTimes) }, 200);
  });
  return router;
}
