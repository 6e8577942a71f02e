import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problems } from '../platform/http/problem.ts';
import { Instant, spanInOrder } from '../platform/iso.ts';
import { pageOf } from '../platform/page.ts';
import type { ChainVerdict, RegisterEntry } from './chain.ts';
import type { ChainWithStates } from './checkpoint/judge.ts';
import { RegisterEntryBody, registerEntryBody } from './entry-body.ts';
import type { RegisterQuery } from './store.ts';

/** The reads behind the routes. `mayRead` lets through whoever may read (this room knows no roles). */
export type RegisterPorts = {
  readonly mayRead: MiddlewareHandler;
  readonly read: (query: RegisterQuery) => Promise<readonly RegisterEntry[]>;
  readonly verify: () => Promise<ChainVerdict>;
  /** The same, with its states at these numbers of entries. */
  readonly verifyAt: (sizes: readonly number[]) => Promise<ChainWithStates>;
};

const read = createRoute({
  tags: ['register'],
  method: 'get',
  path: '/v1/register',
  summary: 'The register, the oldest entry first',
  request: {
    query: z
      .object({
        after: z.coerce
          .number()
          .int()
          .min(0)
          .optional()
          .openapi({ description: 'Entries behind this one only.' }),
        limit: z.coerce.number().int().min(1).max(1_000).default(100),
        agent: z.string().optional(),
        kind: z.string().optional(),
        actor: z.string().optional().openapi({ example: 'person:lea' }),
        incident: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
        from: Instant.optional(),
        to: Instant.optional(),
      })
      .refine(...spanInOrder),
  },
  responses: {
    200: jsonAnswer(
      'A page of entries.',
      z.object({
        items: z.array(RegisterEntryBody),
        nextCursor: z.string().optional().openapi({ description: 'Give it as `after` for the next page.' }),
      }),
    ),
    ...problems(400, 401, 403),
  },
});

/** The answer of a verification. */
export const Verdict = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    entries: z.int(),
    head: z.object({ seq: z.int(), hash: z.string() }),
  }),
  z.object({ ok: z.literal(false), brokenAt: z.int(), why: z.enum(['gap', 'link', 'hash', 'head']) }),
]);

const verify = createRoute({
  tags: ['register'],
  method: 'get',
  path: '/v1/register/verify',
  summary: 'Recompute the whole chain',
  responses: {
    200: jsonAnswer('Whether the chain is whole; if not, its first broken entry and why.', Verdict),
    ...problems(401, 403),
  },
});

/** The states of a verified register, to be held against what was signed of it. */
export const VerdictWithStates = z.object({
  verdict: Verdict,
  states: z
    .array(z.object({ size: z.int(), root: z.string(), head: z.string() }))
    .openapi({ description: 'Of the sizes that were asked for, as far as the chain is whole.' }),
});

const verifyAt = createRoute({
  tags: ['register'],
  method: 'post',
  path: '/v1/register/verify',
  summary: 'Recompute the whole chain and its states at numbers of entries, to hold signed ones against them',
  request: {
    body: jsonBody(z.object({ sizes: z.array(z.int().min(0).max(Number.MAX_SAFE_INTEGER)).max(100_000) })),
  },
  responses: {
    200: jsonAnswer('Whether the chain is whole, and its states: root hash in hex.', VerdictWithStates),
    ...problems(400, 401, 403),
  },
});

/** The register over HTTP. It is only ever read. */
export function registerRoutes(ports: RegisterPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  const verifyOnce = shared(ports.verify);
  router.use('/v1/register', ports.mayRead);
  router.use('/v1/register/verify', ports.mayRead);
  router.openapi(read, async (c) => {
    const { limit, ...asked } = c.req.valid('query');
    const found = await ports.read({ ...asked, limit: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ seq }) => String(seq));
    return c.json({ items: items.map(registerEntryBody), nextCursor: next }, 200);
  });
  router.openapi(verify, async (c) => c.json(await verifyOnce(), 200));
  router.openapi(verifyAt, async (c) => {
    const { verdict, states } = await ports.verifyAt(c.req.valid('json').sizes);
    return c.json({ verdict, states: [...states] }, 200);
  });
  return router;
}

/** Recomputing reads everything: who asks while it runs gets that run's answer. */
function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}
