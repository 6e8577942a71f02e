import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries, requirePermission } from '../access/guard.ts';
import { defined } from '../platform/defined.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { iso, isoTimes } from '../platform/iso.ts';
import { priorities } from '../rules/desk/desk.ts';
import { RequestBody, RequestLineBody, requestFacts } from './body.ts';
import { changeRequest, noteContact } from './change-store.ts';
import { ClientId, NewContact, NewRequest, RequestChangeBody } from './commands.ts';
import { type DeskPorts, openDesk } from './ports.ts';
import { receiveRequest } from './receive-store.ts';
import { requestStates } from './request.ts';
import { type RequestFile, readRequest, readRequests } from './view-store.ts';

const tags = ['requests'];
const params = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) });
const keyHeader = z.object({
  'idempotency-key': ClientId.optional().meta({
    description: 'Of your own, such as a UUID: the same one sent twice is taken once. The same as clientId.',
  }),
});
const Taken = z.object({ number: z.int() }).meta({ id: 'RequestTaken' });
const After = RequestBody.omit({
  subject: true,
  text: true,
  customer: true,
  fields: true,
  next: true,
  mergedFrom: true,
  contacts: true,
  events: true,
})
  .extend({ contact: z.string().optional().meta({ description: 'The id of the contact that was noted.' }) })
  .meta({ id: 'RequestAfter' });

const receive = createRoute({
  tags,
  method: 'post',
  path: '/v1/requests',
  summary: 'Receive a request of a customer',
  description:
    'The customer is found by address or telephone number, or made. Sent again under the same Idempotency-Key it makes no second request, and is answered as before.',
  middleware: carries('receiveRequest'),
  request: { headers: keyHeader, body: jsonBody(NewRequest) },
  responses: {
    201: jsonAnswer('The request is taken.', Taken),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});
const list = createRoute({
  tags,
  method: 'get',
  path: '/v1/requests',
  summary: 'Requests, the latest first',
  description: 'The vault notes who read the words of whom.',
  middleware: requirePermission('requests.read'),
  request: {
    query: z.object({
      state: z
        .enum(['open', ...requestStates])
        .optional()
        .meta({ description: 'open: all that are not resolved, closed or merged.' }),
      q: z.string().max(300).optional().meta({
        description: 'A number, an address, a telephone number, or whole words of subject and name.',
      }),
      kind: z.string().max(63).optional(),
      priority: z.enum(priorities).optional(),
      owner: z.string().max(63).optional(),
      customer: z.string().max(63).optional(),
      agent: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of requests.',
      z.object({ items: z.array(RequestLineBody), nextCursor: z.string().optional() }),
    ),
    ...problems(400, 401, 403, 404, 503),
  },
});
const one = createRoute({
  tags,
  method: 'get',
  path: '/v1/requests/{number}',
  summary: 'A request with all contacts and its history',
  description: 'One that was merged leads on (308) to the one that goes on, unless asIs is true.',
  middleware: requirePermission('requests.read'),
  request: { params, query: z.object({ asIs: z.enum(['true', 'false']).optional() }) },
  responses: {
    200: jsonAnswer('The request.', RequestBody),
    308: { description: 'It was merged; Location is the one that goes on.' },
    ...problems(400, 401, 403, 404, 503),
  },
});
const change = createRoute({
  tags,
  method: 'patch',
  path: '/v1/requests/{number}',
  summary: 'Change a request',
  description:
    'Edits, or one act: handOver, escalate, takeUp, resolve, close, reopen, merge, validate. To merge and to validate is for a referent or a lead of the desk (people.yaml), or an approver.',
  middleware: carries('editRequest'),
  request: { params, body: jsonBody(RequestChangeBody) },
  responses: { 200: jsonAnswer('The request now.', After), ...problems(400, 401, 403, 404, 409, 422, 503) },
});
const contact = createRoute({
  tags,
  method: 'post',
  path: '/v1/requests/{number}/contacts',
  summary: 'Note a contact about a request',
  middleware: carries('noteContact'),
  request: { params, headers: keyHeader, body: jsonBody(NewContact) },
  responses: {
    201: jsonAnswer('The contact is noted.', After),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});

/** The requests of customers over HTTP. */
export function requestRoutes(ports: DeskPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(receive, async (c) => {
    const told = c.req.valid('json');
    const clientId = told.clientId ?? c.req.valid('header')['idempotency-key'];
    const taken = await receiveRequest(ports, { ...told, ...defined({ clientId }) }, c.get('caller'));
    if (!taken.ok) return sendRefusal(c, taken.refusal);
    const { number } = taken.value;
    c.header('Location', `/v1/requests/${number}`);
    return c.json({ number }, 201);
  });
  router.openapi(list, async (c) => {
    const desk = openDesk(ports, c.get('caller'));
    if (!desk.ok) return sendRefusal(c, desk.refusal);
    const { cursor: before, ...query } = c.req.valid('query');
    const { items, next } = await readRequests(desk.value, { ...query, before });
    const nextCursor = next === undefined ? undefined : String(next);
    return c.json({ items: items.map(lineBody), ...defined({ nextCursor }) }, 200);
  });
  router.openapi(one, async (c) => {
    const desk = openDesk(ports, c.get('caller'));
    if (!desk.ok) return sendRefusal(c, desk.refusal);
    const file = await readRequest(desk.value, c.req.valid('param').number);
    if (!file.ok) return sendRefusal(c, file.refusal);
    const { life } = file.value.request;
    if (life.state === 'merged' && c.req.valid('query').asIs !== 'true')
      return c.redirect(`/v1/requests/${life.into}`, 308);
    return c.json(fileBody(file.value), 200);
  });
  router.openapi(change, async (c) => {
    const { number } = c.req.valid('param');
    const changed = await changeRequest(ports, number, c.req.valid('json'), c.get('caller'));
    return changed.ok ? c.json(requestFacts(changed.value.request), 200) : sendRefusal(c, changed.refusal);
  });
  router.openapi(contact, async (c) => {
    const told = c.req.valid('json');
    const clientId = told.clientId ?? c.req.valid('header')['idempotency-key'];
    const { number } = c.req.valid('param');
    const noted = await noteContact(ports, number, { ...told, ...defined({ clientId }) }, c.get('caller'));
    if (!noted.ok) return sendRefusal(c, noted.refusal);
    const { request, contact: kept } = noted.value;
    return c.json({ ...requestFacts(request), ...defined({ contact: kept?.id }) }, 201);
  });
  return router;
}

type Line = Awaited<ReturnType<typeof readRequests>>['items'][number];

function lineBody({ waitingSince, ...line }: Line) {
  return { ...isoTimes(line), ...defined({ waitingSince: iso(waitingSince) }) };
}

function fileBody({ request, nextStep, ...file }: RequestFile) {
  const next = request.next && defined({ step: nextStep, dueAt: iso(request.next.dueAt) });
  const { contacts, events, ...words } = file;
  return {
    ...requestFacts(request),
    ...words,
    ...defined({ next }),
    contacts: contacts.map(isoTimes),
    events: events.map(({ at, ...event }) => ({ ...event, at: iso(at) })),
  };
}
