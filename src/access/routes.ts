import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { actorText } from '../platform/actor.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Db } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import type { Refusal } from '../platform/refusal.ts';
import { requirePermission } from './guard.ts';
import { type Key, NewKey } from './keys.ts';
import { roles } from './roles.ts';
import { createKey, listKeys, revokeKey } from './store.ts';

/** The register entry about a key. */
export type KeyEntry = {
  readonly kind: 'keyCreated' | 'keyRevoked';
  readonly actor: string;
  readonly data: Readonly<Record<string, string>>;
};

/** The outside of the routes about keys. */
export type KeyPorts = {
  readonly database: Pick<Database, 'db' | 'transaction'>;
  readonly clock: Clock;
  /** Writes a register entry in the same transaction. */
  readonly record: (tx: Db, entry: KeyEntry, now: number) => Promise<void>;
  /** Makes a revocation felt at once: `forget` of the key cache. */
  readonly forget: (id: string) => void;
  readonly isAgent: (id: string) => boolean;
  readonly isPerson: (id: string) => boolean;
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
const CreatedKey = z
  .object({ id: z.string(), secret: z.string().openapi({ description: 'Shown now and never again.' }) })
  .openapi('CreatedKey');
const KeyList = z.object({ items: z.array(KeyBody), nextCursor: z.string().optional() });

const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const common = {
  tags: ['keys'],
  middleware: requirePermission('keys.manage'),
};

const create = createRoute({
  ...common,
  method: 'post',
  path: '/v1/keys',
  summary: 'Make an API key',
  request: { body: { required: true, content: { 'application/json': { schema: NewKey } } } },
  responses: { 201: json(CreatedKey, 'The key with its secret.'), ...problems(401, 403, 422) },
});
const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/keys',
  summary: 'All API keys, without their secrets',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z.string().optional(),
    }),
  },
  responses: { 200: json(KeyList, 'Keys, the oldest first, revoked ones too.'), ...problems(400, 401, 403) },
});
const revoke = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/keys/{id}',
  summary: 'Revoke an API key',
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json(KeyBody, 'The revoked key.'), ...problems(401, 403, 404, 409) },
});

/** Keys over HTTP, for admins. */
export function keyRoutes(ports: KeyPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(create, async (c) => {
    const key = c.req.valid('json');
    const unknown = unknownId(key, ports);
    if (unknown !== undefined) return sendRefusal(c, unknown);
    const actor = actorText(c.get('caller').actor);
    const created = await ports.database.transaction(async (tx) => {
      const now = ports.clock.now();
      const made = await createKey(tx, key, now);
      await ports.record(tx, { kind: 'keyCreated', actor, data: recordOf({ ...key, id: made.id }) }, now);
      return made;
    });
    return c.json(created, 201, { 'Cache-Control': 'no-store' });
  });
  router.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const found = await listKeys(ports.database.db, defined({ limit: limit + 1, after: cursor }));
    const items = found.slice(0, limit);
    const next = found.length > limit ? items.at(-1)?.id : undefined;
    return c.json({ items: items.map(bodyOf), nextCursor: next }, 200);
  });
  router.openapi(revoke, async (c) => {
    const { id } = c.req.valid('param');
    const actor = actorText(c.get('caller').actor);
    const revoked = await ports.database.transaction(async (tx) => {
      const now = ports.clock.now();
      const result = await revokeKey(tx, id, now);
      if (result.ok && result.value.changed)
        await ports.record(tx, { kind: 'keyRevoked', actor, data: recordOf(result.value.key) }, now);
      return result;
    });
    if (!revoked.ok) return sendRefusal(c, revoked.refusal);
    ports.forget(id);
    return c.json(bodyOf(revoked.value.key), 200);
  });
  return router;
}

/** The register knows a key by its id and what it may do; its name was typed by somebody and stays out. */
export function recordOf(key: { id: string; role: string; person?: string | undefined; agent?: string }) {
  const { id, role, person, agent } = key;
  return { key: id, role, ...defined({ person, agent }) };
}

function unknownId(key: NewKey, ports: Pick<KeyPorts, 'isAgent' | 'isPerson'>): Refusal | undefined {
  if (key.role === 'agent')
    return ports.isAgent(key.agent)
      ? undefined
      : refusal('unknown_agent', `no agent ${key.agent}`, 'agents/');
  if (key.role === 'ingest' || key.person === undefined || ports.isPerson(key.person)) return undefined;
  return refusal('unknown_person', `nobody with the id ${key.person}`, 'people.yaml');
}

function refusal(code: string, found: string, file: string): Refusal {
  return { kind: 'invalid', code, detail: `There is ${found} in the rules in force; see rules/${file}.` };
}

function bodyOf(key: Key): z.infer<typeof KeyBody> {
  const { hash: _, createdAt, lastUsedAt, revokedAt, ...rest } = key;
  return {
    ...rest,
    createdAt: new Date(createdAt).toISOString(),
    lastUsedAt: lastUsedAt === undefined ? undefined : new Date(lastUsedAt).toISOString(),
    revokedAt: revokedAt === undefined ? undefined : new Date(revokedAt).toISOString(),
  };
}
