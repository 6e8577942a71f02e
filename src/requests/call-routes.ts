import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries, requirePermission } from '../access/guard.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { Instant, isoTimes } from '../platform/iso.ts';
import { noteCall, readCalls } from './call-store.ts';
import { CallBody } from './calls.ts';
import { type DeskPorts, openDesk } from './ports.ts';

const tags = ['requests'];
const path = '/v1/requests/calls';
const at = z.iso.datetime();

const note = createRoute({
  tags,
  method: 'post',
  path,
  summary: 'Tell of a call of telephony',
  description:
    'At its start, to have the file of the customer, and at its end. A call in that nobody took makes a request where the customer has no open one (desk.yaml says so); one about the only open request is a contact of it. The answer holds no personal data: a key of the role ingest is enough.',
  middleware: carries('noteCall'),
  request: { body: jsonBody(CallBody) },
  responses: {
    200: jsonAnswer(
      'The call is noted.',
      z
        .object({
          call: z.string(),
          customer: z.string().meta({ description: 'Whose file it is: GET /v1/requests?customer=…' }),
          open: z
            .array(z.int())
            .readonly()
            .meta({ description: 'Open requests before this call, the latest first.' }),
          request: z.int().optional().meta({ description: 'The request that it belongs to.' }),
        })
        .meta({ id: 'TakenCall' }),
    ),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});
const list = createRoute({
  tags,
  method: 'get',
  path,
  summary: 'Calls, the latest first',
  middleware: requirePermission('requests.read'),
  request: {
    query: z.object({
      loose: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: 'true: those that belong to no request.' }),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: Instant.optional().meta({ description: 'Begun before this.' }),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of calls.',
      z.object({
        items: z.array(
          z
            .object({
              id: z.string(),
              number: z.string().optional().meta({ description: 'Absent once it was erased.' }),
              direction: z.enum(['in', 'out']),
              startedAt: at,
              answeredAt: at.optional(),
              endedAt: at.optional(),
              person: z.string().optional(),
              customer: z.string(),
              request: z.int().optional(),
            })
            .meta({ id: 'Call' }),
        ),
      }),
    ),
    ...problems(400, 401, 403, 404, 503),
  },
});

/** Calls of telephony over HTTP. */
export function callRoutes(ports: DeskPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(note, async (c) => {
    const taken = await noteCall(ports, c.req.valid('json'), c.get('caller'));
    return taken.ok ? c.json(taken.value, 200) : sendRefusal(c, taken.refusal);
  });
  router.openapi(list, async (c) => {
    const desk = openDesk(ports, c.get('caller'));
    if (!desk.ok) return sendRefusal(c, desk.refusal);
    const { loose, limit, before } = c.req.valid('query');
    const calls = await readCalls(desk.value, { isLoose: loose === 'true', limit, before });
    return c.json({ items: calls.map(isoTimes) }, 200);
  });
  return router;
}
