import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { durationExpected, parseDuration } from '../platform/duration.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { iso, isoTimes } from '../platform/iso.ts';
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
    agent: z
      .string()
      .optional()
      .openapi({ description: 'The agent that it is bound to, where that is one.' }),
    agents: z.array(z.string()).optional().openapi({ description: 'Those that it reaches; absent: all.' }),
    createdAt: time,
    lastUsedAt: time.optional(),
    revokedAt: time.optional(),
    expiresAt: time.optional().openapi({ description: 'When it ends by itself.' }),
    replaces: z.string().optional().openapi({ description: 'The key in whose place it came.' }),
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

const longestOverlapMs = 30 * 86_400_000;
/** How a key is rotated. */
export const RotateKey = z
  .strictObject({
    overlap: z
      .string()
      .default('24h')
      .transform((text, context) => {
        const ms = parseDuration(text);
        if (ms !== undefined && ms <= longestOverlapMs) return ms;
        context.addIssue({ code: 'custom', message: `${durationExpected}, 30 days at most` });
        return z.NEVER;
      })
      .openapi({ type: 'string', description: 'How long the old key lives on: 0, 24h, 30d at most.' }),
  })
  .openapi('RotateKey');
/** The key that came in the place of another. */
export const RotatedKey = CreatedKey.extend({
  replaces: z.string(),
  oldEndsAt: time,
}).openapi('RotatedKey');
const rotate = createRoute({
  tags: ['keys'],
  middleware: carries('rotateKey'),
  method: 'post',
  path: '/v1/keys/{id}/rotate',
  summary: 'Make a key in the place of another, which lives on for a while',
  request: { params: z.object({ id: z.string() }), body: jsonBody(RotateKey) },
  responses: {
    201: jsonAnswer('The new key with its secret.', RotatedKey),
    ...problems(401, 403, 404, 409, 422),
  },
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
    return c.json({ items: items.map(keyBody), nextCursor: next }, 200);
  });
  router.openapi(rotate, async (c) => {
    const rotated = await ports.rotate(c.req.valid('param').id, c.req.valid('json').overlap, c.get('caller'));
    if (!rotated.ok) return sendRefusal(c, rotated.refusal);
    const { key, secret, old } = rotated.value;
    const body = { id: key.id, secret, replaces: old.id, oldEndsAt: iso(old.expiresAt ?? 0) };
    return c.json(body, 201, { 'Cache-Control': 'no-store' });
  });
  router.openapi(revoke, async (c) => {
    const revoked = await ports.revoke(c.req.valid('param').id, c.get('caller'));
    return revoked.ok ? c.json(keyBody(revoked.value.key), 200) : sendRefusal(c, revoked.refusal);
  });
  return router;
}

/** A key as the API gives it: without the hash of its secret. */
export function keyBody(key: Key): z.infer<typeof KeyBody> {
  const { hash: _, agents = [], ...rest } = key;
  const [agent, ...others] = agents;
  const bound = agent === undefined ? {} : { agents: [...agents], ...(others.length === 0 && { agent }) };
  return { ...isoTimes(rest), ...bound };
}
