import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { CustomerBody } from '../commands.ts';
import { type DeskPorts, openDesk } from '../ports.ts';
import { checkEntry, entryFaults } from './entry-store.ts';
import { likenessReasons } from './likeness.ts';

const check = createRoute({
  tags: ['requests'],
  method: 'post',
  path: '/v1/customers/check',
  summary: 'What is odd about a customer as he is typed, and who may be the same',
  description: 'Changes nothing and stands in nobody’s way. The vault notes who was looked at.',
  middleware: carries('editRequest'),
  request: { body: jsonBody(CustomerBody) },
  responses: {
    200: jsonAnswer(
      'What was found.',
      z.object({
        faults: z
          .array(z.object({ field: z.enum(['name', 'email', 'phone']), code: z.enum(entryFaults) }))
          .readonly(),
        alike: z
          .array(
            z.object({
              id: z.string(),
              name: z.string().optional(),
              score: z.number().meta({ description: '1: the same; from 0.35 on worth a look.' }),
              reasons: z.array(z.enum(likenessReasons)).readonly(),
            }),
          )
          .readonly(),
      }),
    ),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});

/** Checks of an entry while it is typed, over HTTP. */
export function matchingRoutes(ports: DeskPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(check, async (c) => {
    const desk = openDesk(ports, c.get('caller'));
    if (!desk.ok) return sendRefusal(c, desk.refusal);
    return c.json(await checkEntry(desk.value, c.req.valid('json')), 200);
  });
  return router;
}
