import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { languages } from '../language/language.ts';
import type { Db } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { isoTimes } from '../platform/iso.ts';
import { noSuch } from '../platform/no-such.ts';
import { pageOf } from '../platform/page.ts';
import { channelNames } from './channel.ts';
import type { NoticeDesk } from './desk-store.ts';
import { noticeKinds, noticeSeverities } from './notice.ts';
import { listNotices, type NoticeTrace } from './store.ts';
import { deliveryStates } from './tables.ts';

/** The reads behind the routes. `mayRead` lets through whoever may read (this room knows no roles). */
export type NoticePorts = {
  readonly db: Db;
  readonly desk: NoticeDesk;
  readonly mayRead: MiddlewareHandler;
  readonly maySend: MiddlewareHandler;
};

const time = z.iso.datetime();
const DeliveryBody = z.object({
  id: z.string(),
  channel: z.enum(channelNames),
  person: z.string().optional().openapi({ description: 'Person id, for what reaches one person.' }),
  instead: z.string().optional().openapi({ description: 'Person id: in whose place, who is away.' }),
  state: z.enum(deliveryStates),
  attempts: z.int(),
  settledAt: time.optional().openapi({ description: 'When it was delivered, skipped or given up.' }),
  dueAt: time.optional().openapi({ description: 'When it is tried next, while it waits.' }),
  message: z.string().optional().openapi({
    description: 'Deliveries of one id went as one message: a digest, or many notices at once.',
  }),
  reason: z.string().optional().openapi({ description: 'Why the last attempt failed.', example: 'http_503' }),
});
const NoticeBody = z
  .object({
    key: z.string(),
    kind: z.enum(noticeKinds),
    severity: z.enum(noticeSeverities),
    at: time,
    agent: z.string().optional(),
    incident: z.int().optional(),
    plan: z.int().optional(),
    deliveries: z.array(DeliveryBody),
  })
  .openapi('Notice');
/** A page of notices, as the API gives it. */
export const NoticeList = z.object({ items: z.array(NoticeBody), nextCursor: z.string().optional() });

const number = z.coerce.number().int().positive().max(2_147_483_647).optional();
const Query = z.object({
  agent: z.string().optional(),
  incident: number,
  plan: number,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.coerce.number().int().positive().optional(),
  kind: z.enum(noticeKinds).optional(),
  state: z.enum(deliveryStates).optional().openapi({ description: 'With a delivery that stands so.' }),
});
export const MessageBody = z
  .object({
    channel: z.enum(channelNames),
    person: z.string().optional(),
    language: z.enum(languages),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
  })
  .openapi('NoticeMessage');
const TestBody = z.object({
  channel: z.enum(channelNames),
  person: z.string().optional().openapi({ description: 'Person id, for mail and apprise.' }),
});
export const TestSent = z.object({ delivery: z.string() });

/** `/v1/notices`: which notices went to whom, whether they arrived, as they are read; and test messages. */
export function noticeRoutes(ports: NoticePorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  const list = createRoute({
    method: 'get',
    path: '/v1/notices',
    tags: ['notices'],
    summary: 'Notices with their deliveries, the newest first',
    middleware: ports.mayRead,
    request: { query: Query },
    responses: {
      200: jsonAnswer('One page of notices.', NoticeList),
      ...problems(400, 401, 403),
    },
  });
  router.openapi(list, async (c) => {
    const { limit, cursor: before, ...about } = c.req.valid('query');
    const found = await listNotices(ports.db, { ...defined({ ...about, before }), limit: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ seq }) => String(seq));
    return c.json({ items: items.map(bodyOf), nextCursor: next }, 200);
  });
  const message = createRoute({
    method: 'get',
    path: '/v1/notices/messages/{delivery}',
    tags: ['notices'],
    summary: 'A delivery as it is read, in the language of its reader or another',
    middleware: ports.mayRead,
    request: {
      params: z.object({ delivery: z.string() }),
      query: z.object({ language: z.enum(languages).optional() }),
    },
    responses: { 200: jsonAnswer('The message.', MessageBody), ...problems(400, 401, 403, 404) },
  });
  router.openapi(message, async (c) => {
    const { delivery } = c.req.valid('param');
    const found = await ports.desk.preview(delivery, c.req.valid('query').language);
    return found === undefined ? sendRefusal(c, noSuch('message', delivery)) : c.json(found, 200);
  });
  const test = createRoute({
    method: 'post',
    path: '/v1/notices/test',
    tags: ['notices'],
    summary: 'Send a test message',
    middleware: ports.maySend,
    request: { body: jsonBody(TestBody) },
    responses: {
      202: jsonAnswer('It is on its way; the list says how it went.', TestSent),
      ...problems(401, 403, 404, 409, 422),
    },
  });
  router.openapi(test, async (c) => {
    const sent = await ports.desk.sendTest(c.req.valid('json'), c.get('caller').actor);
    return sent.ok ? c.json(sent.value, 202) : sendRefusal(c, sent.refusal);
  });
  return router;
}

function bodyOf({ seq: _, notice: __, deliveries, ...notice }: NoticeTrace): z.infer<typeof NoticeBody> {
  const ended = deliveries.map(({ endedAt: settledAt, ...delivery }) => ({ ...delivery, settledAt }));
  return isoTimes({ ...notice, deliveries: ended });
}
