import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { isoTimes } from '../platform/iso.ts';
import { pageOf } from '../platform/page.ts';
import { carries, requirePermission } from './guard.ts';
import type { KeyCommands } from './key-commands.ts';
import { type Key, NewKey } from './keys.ts';
import { roles } from './roles.ts';

/** The reads and commands behind the routes about keys. */
export type KeyPorts = KeyCommands & {
  /** A page of keys, the oldest first. */
  readonly list: (page: {
    readonly limit: number;
    readonly after?: string | undefined;
  }) => Promise<readonly Key[]>;
};

const time = z.iso.datetime();
const KeyBody = z
  .object({
    id: z.string(),
    role: z.enum(roles),
    name: z.string(),
    person: z.string().optional(),
    agent: z.string().optional(),
    createdAt: time,
    lastUsedAt: time.optional(),
    revokedAt: time.optional(),
  })
  .openapi('Key');
export const CreatedKey = z
  .object({ id: z.string(), secret: z.string().openapi({ description: 'Shown now and never again.' }) })
  .openapi('CreatedKey');
/** A page of keys, as the API gives it. */
export const KeyList = z.object({ items: z.array(KeyBody), nextCursor: z.string().optional() });

const create = createRoute({
  tags: ['keys'],
  middleware: carries('createKey'),
  method: 'post',
  path: '/v1/keys',
  summary: 'Make an API key',
  request: { body: jsonBody(NewKey) },
  responses: { 201: jsonAnswer('The key with its secret.', CreatedKey), ...problems(401, 403, 422) },
});
const list = createRoute({
  tags: ['keys'],
  middleware: requirePermission('keys.manage'),
  method: 'get',
  path: '/v1/keys',
  summary: 'All API keys, without their secrets',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z.string().optional(),
    }),
  },
  responses: {
    200: jsonAnswer('Keys, the oldest first, revoked ones too.', KeyList),
    ...problems(400, 401, 403),
  },
});
const revoke = createRoute({
  tags: ['keys'],
  middleware: carries('revokeKey'),
  method: 'delete',
  path: '/v1/keys/{id}',
  summary: 'Revoke an API key',
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: jsonAnswer('The revoked key.', KeyBody), ...problems(401, 403, 404, 409) },
});

/** Keys over HTTP, for admins. */
export function keyRoutes(ports: KeyPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(create, async (c) => {
    const created = await ports.create(c.req.valid('json'), c.get('caller'));
    return created.ok
      ? c.json(created.value, 201, { 'Cache-Control': 'no-store' })
      : sendRefusal(c, created.refusal);
  });
  router.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const found = await ports.list({ limit: limit + 1, after: cursor });
    const { items, next } = pageOf(found, limit, ({ id }) => id);
    return c.json({ items: items.map(bodyOf), nextCursor: next }, 200);
  });
  router.openapi(revoke, async (c) => {
    const revoked = await ports.revoke(c.req.valid('param').id, c.get('caller'));
    return revoked.ok ? c.json(bodyOf(revoked.value.key), 200) : sendRefusal(c, revoked.refusal);
  });
  return router;
}

function bodyOf(key: Key): z.infer<typeof KeyBody> {
  const { hash: _, createdAt, lastUsedAt, revokedAt, ...rest } = key;
  return { ...rest, ...isoTimes({ createdAt, lastUsedAt, revokedAt }) };
}
