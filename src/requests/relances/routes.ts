import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries, requirePermission } from '../../access/guard.ts';
import { languages } from '../../language/language.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { InstantText, isoTimes } from '../../platform/iso.ts';
import { openDesk } from '../ports.ts';
import { relanceChannels, relanceKinds } from './cadence.ts';
import { DraftQuery, NewRelance } from './commands.ts';
import { type RelancePorts, sendRelance } from './send-store.ts';
import { draftFor, dueChases } from './view-store.ts';

const tags = ['requests'];
const params = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) });
const kind = z.enum(relanceKinds);

const Drafted = z
  .object({
    kind,
    until: InstantText,
    language: z.enum(languages),
    draft: z.object({ subject: z.string(), body: z.string() }),
    hindrance: z
      .object({ code: z.string(), detail: z.string() })
      .optional()
      .meta({ description: 'Why it would be refused now.' }),
  })
  .meta({ id: 'RelanceDraft' });
const Relance = z
  .object({
    contact: z.string().meta({ description: 'The id of the contact that it is.' }),
    request: z.int(),
    kind,
    step: z.enum(['first', 'second', 'news']),
    channel: z.enum(relanceChannels),
    at: InstantText,
    until: InstantText,
    mail: z.enum(['waiting', 'sent', 'failed', 'unknown']).optional().meta({
      description:
        'Absent where a person sends it by their own means. unknown: the answer of the server was lost.',
    }),
    mailReason: z.string().optional(),
  })
  .meta({ id: 'Relance' });
const DueChase = z
  .object({
    number: z.int(),
    owner: z.string().optional(),
    kind,
    step: z
      .enum(['first', 'second', 'end'])
      .meta({ description: 'end: to close with a reason, or to escalate.' }),
    from: InstantText,
    lateAt: InstantText.optional(),
  })
  .meta({ id: 'DueRelance' });

const draft = createRoute({
  tags,
  method: 'get',
  path: '/v1/requests/{number}/relance',
  summary: 'Draft a relance to the customer of a request',
  description: 'For somebody to read, change and send. Nothing goes out. The vault notes who read it.',
  middleware: requirePermission('requests.read'),
  request: { params, query: DraftQuery },
  responses: { 200: jsonAnswer('The draft.', Drafted), ...problems(400, 401, 403, 404, 503) },
});
const send = createRoute({
  tags,
  method: 'post',
  path: '/v1/requests/{number}/relances',
  summary: 'Send a relance, or note one that was made',
  description:
    'The first 24 to 48 hours after the date, the second 3 to 5 days later, none ten days after the first; never by two channels at once. A mail goes out by itself where mail is set up.',
  middleware: carries('sendRelance'),
  request: { params, body: jsonBody(NewRelance) },
  responses: {
    201: jsonAnswer('It is noted.', Relance),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});
const due = createRoute({
  tags,
  method: 'get',
  path: '/v1/desk/relances',
  summary: 'Customers who are to be written to now',
  middleware: requirePermission('requests.read'),
  responses: {
    200: jsonAnswer('What is late longest comes first.', z.object({ items: z.array(DueChase) })),
    ...problems(401, 403, 404, 503),
  },
});

/** The relances of the desk over HTTP. */
export function relanceRoutes(ports: RelancePorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(draft, async (c) => {
    const desk = openDesk(ports, c.get('caller'));
    if (!desk.ok) return sendRefusal(c, desk.refusal);
    const drafted = await draftFor(desk.value, c.req.valid('param').number, c.req.valid('query'));
    return drafted.ok ? c.json(isoTimes(drafted.value), 200) : sendRefusal(c, drafted.refusal);
  });
  router.openapi(send, async (c) => {
    const { number } = c.req.valid('param');
    const sent = await sendRelance(ports, number, c.req.valid('json'), c.get('caller'));
    return sent.ok ? c.json(isoTimes(sent.value), 201) : sendRefusal(c, sent.refusal);
  });
  router.openapi(due, async (c) => {
    const desk = openDesk(ports, c.get('caller'));
    if (!desk.ok) return sendRefusal(c, desk.refusal);
    return c.json({ items: (await dueChases(desk.value)).map(isoTimes) }, 200);
  });
  return router;
}
