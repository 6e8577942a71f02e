import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../access/guard.ts';
import { csvText } from '../language/csv.ts';
import { defined } from '../platform/defined.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { iso } from '../platform/iso.ts';
import { noSuch } from '../platform/no-such.ts';
import { pageOf } from '../platform/page.ts';
import { noAgent, type RuleSet } from '../rules/ruleset.ts';
import type { Incident } from './incident.ts';
import { IncidentNumber } from './routes.ts';
import { type IncidentSpan, interactionLink, keptFrom, spanOf, type WrongInteraction } from './wrong.ts';

/** A part of an agent's wrong interactions, the oldest first: those of a span, after the one named. */
export type WrongQuery = IncidentSpan & {
  readonly agent: string;
  readonly limit: number;
  readonly after?: Pick<WrongInteraction, 'at' | 'id'> | undefined;
};

/** The reads behind the route. */
export type InteractionPorts = {
  readonly now: () => number;
  readonly ruleSet: () => RuleSet;
  readonly get: (number: number) => Promise<Incident | undefined>;
  readonly wrong: (query: WrongQuery) => Promise<readonly WrongInteraction[]>;
};

const time = z.iso.datetime();

/** The place after which the next page begins: the time and the id of an interaction. */
const Cursor = z
  .string()
  .regex(/^\d{1,15}_.{1,128}$/s, 'expected the nextCursor of the page before')
  .transform((text) => {
    const cut = text.indexOf('_');
    return { at: Number(text.slice(0, cut)), id: text.slice(cut + 1) };
  })
  .openapi({ type: 'string' });

const WrongList = z
  .object({
    from: time,
    until: time,
    keptFrom: time.optional().openapi({
      description:
        'Given where the incident began before that: ids of older interactions are no longer kept.',
    }),
    items: z.array(
      z.object({
        id: z.string(),
        at: time,
        reason: z.string().optional().openapi({ example: 'item_unavailable' }),
        url: z.string().optional().openapi({
          description: 'Where the helpdesk has it, by interaction_url of the file of the agent.',
        }),
      }),
    ),
    nextCursor: z.string().optional(),
  })
  .openapi('WrongInteractions');

const list = createRoute({
  tags: ['incidents'],
  method: 'get',
  path: '/v1/incidents/{number}/interactions',
  summary: 'The interactions that were wrong while it lasted, the oldest first',
  description:
    'With Accept: text/csv as rows of id, at, reason and url; the header Link leads to the next page.',
  middleware: requirePermission('read'),
  request: {
    params: IncidentNumber,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      cursor: Cursor.optional(),
    }),
  },
  responses: {
    200: {
      description: 'A page of interactions.',
      content: { 'application/json': { schema: WrongList }, 'text/csv': { schema: z.string() } },
    },
    ...problems(400, 401, 403, 404),
  },
});

/** `GET /v1/incidents/{number}/interactions`: whom to contact. */
export function interactionRoutes(ports: InteractionPorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(list, async (c) => {
    const { number } = c.req.valid('param');
    const { limit, cursor: after } = c.req.valid('query');
    const incident = await ports.get(number);
    if (incident === undefined) return sendRefusal(c, noSuch('incident', number));
    const [set, now] = [ports.ruleSet(), ports.now()];
    const { agent = noAgent } = incident;
    const span = spanOf(incident, set, now);
    const found = await ports.wrong({ ...span, agent, after, limit: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ at, id }) => `${at}_${id}`);
    const told = items.map(({ id, at, reason }) =>
      defined({ id, at: iso(at), reason: reason ?? undefined, url: interactionLink(set, agent, id) }),
    );
    if (c.req.header('accept')?.includes('text/csv') === true) {
      const rows = told.map(({ id, at, reason = '', url = '' }) => [id, at, reason, url]);
      if (next !== undefined)
        c.header('Link', `<?limit=${limit}&cursor=${encodeURIComponent(next)}>; rel="next"`);
      return c.body(csvText([['id', 'at', 'reason', 'url'], ...rows], 'en'), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
      });
    }
    return c.json(
      {
        from: iso(span.from),
        until: iso(span.until),
        ...defined({ keptFrom: iso(keptFrom(span, now)), nextCursor: next }),
        items: told,
      },
      200,
    );
  });
}
