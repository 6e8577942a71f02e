import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { iso, isoTimes } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import { pageOf } from '../../platform/page.ts';
import { type Refusal, refused } from '../../platform/refusal.ts';
import type { Hold, Holds } from './hold-store.ts';
import type { RetentionStanding } from './standing-store.ts';

/** A line of who read what. */
export type ReadLine = {
  readonly seq: number;
  readonly at: number;
  readonly who: string;
  readonly why: string;
  readonly rows: readonly string[];
};

/** The reads and commands behind the routes about what is kept. */
export type VaultRoutePorts = {
  readonly whyNot: () => Refusal | undefined;
  readonly holds: Holds;
  readonly holdsOf: (customer: string) => Promise<readonly Hold[]>;
  readonly reads: (
    customer: string,
    before: number | undefined,
    limit: number,
  ) => Promise<readonly ReadLine[]>;
  /** The rows that an erasure has taken, as they stand now, and what the register said of them. */
  readonly erasure: (id: string) => Promise<
    | {
        readonly count: number;
        readonly digest: string;
        readonly left: number;
        readonly certificate?: { readonly seq: number; readonly count: number; readonly digest: string };
      }
    | undefined
  >;
  readonly retention: () => Promise<readonly RetentionStanding[]>;
};

const tags = ['privacy'];
const Customer = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected the id of a customer');
const when = z.iso.datetime();
const HoldBody = z
  .object({
    id: z.string(),
    customer: z.string(),
    setAt: when,
    setBy: z.string(),
    endedAt: when.optional(),
    endedBy: z.string().optional(),
  })
  .meta({ id: 'LegalHold' });
const reason = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .refine((value) => !value.includes('\0'), 'expected a text without NUL');

const hold = createRoute({
  tags,
  method: 'post',
  path: '/v1/vault/holds',
  summary: 'Keep the data of a customer whatever its retention says, until the hold is ended',
  middleware: carries('holdData'),
  request: { body: jsonBody(z.strictObject({ customer: Customer, reason })) },
  responses: { 201: jsonAnswer('The hold.', HoldBody), ...problems(400, 401, 403, 404, 422, 503) },
});
const release = createRoute({
  tags,
  method: 'delete',
  path: '/v1/vault/holds/{id}',
  summary: 'End a hold: what is past its retention goes with the next purge',
  middleware: carries('releaseData'),
  request: { params: z.object({ id: z.string().min(1).max(64) }) },
  responses: { 200: jsonAnswer('The hold.', HoldBody), ...problems(401, 403, 404, 503) },
});
const holds = createRoute({
  tags,
  method: 'get',
  path: '/v1/vault/holds',
  summary: 'The holds over the data of a customer, the latest first',
  middleware: carries('holdData'),
  request: { query: z.object({ customer: Customer }) },
  responses: {
    200: jsonAnswer('The holds.', z.object({ items: z.array(HoldBody) })),
    ...problems(400, 401, 403, 503),
  },
});
const reads = createRoute({
  tags,
  method: 'get',
  path: '/v1/vault/reads',
  summary: 'Who read what of a customer, when and why, the latest first',
  middleware: carries('holdData'),
  request: {
    query: z.object({
      customer: Customer,
      limit: z.coerce.number().int().min(1).max(500).default(50),
      cursor: z.coerce.number().int().min(1).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of readings.',
      z.object({
        items: z.array(z.object({ at: when, who: z.string(), why: z.string(), rows: z.array(z.string()) })),
        nextCursor: z.string().optional(),
      }),
    ),
    ...problems(400, 401, 403, 503),
  },
});
const erasure = createRoute({
  tags,
  method: 'get',
  path: '/v1/vault/erasures/{id}',
  summary: 'Hold an erasure against its certificate in the register',
  middleware: carries('holdData'),
  request: { params: z.object({ id: z.string().min(1).max(64) }) },
  responses: {
    200: jsonAnswer(
      'The rows that it took, as they stand now.',
      z.object({
        count: z.int(),
        sha256: z.string(),
        left: z.int().meta({ description: 'Rows of it that still have content: none, ever.' }),
        certificate: z.object({ seq: z.int(), count: z.int(), sha256: z.string() }).optional(),
        isProven: z.boolean(),
      }),
    ),
    ...problems(401, 403, 404, 503),
  },
});
const retention = createRoute({
  tags,
  method: 'get',
  path: '/v1/vault/retention',
  summary: 'How much of each category is kept, what is due, and what nothing is known of',
  middleware: carries('holdData'),
  responses: {
    200: jsonAnswer(
      'By category.',
      z.object({
        items: z.array(
          z.object({
            category: z.string(),
            rows: z.int(),
            due: z.int(),
            running: z.int().meta({ description: 'Whose retention has not begun to run.' }),
            hasRule: z.boolean().meta({ description: 'Without one nothing of it is ever purged.' }),
          }),
        ),
      }),
    ),
    ...problems(401, 403, 503),
  },
});

/** `/v1/vault`: what is kept of people, how long, and who read it. */
export function vaultRoutes(ports: VaultRoutePorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(hold, async (c) => {
    const { customer, reason: why } = c.req.valid('json');
    const closed = ports.whyNot();
    const set = closed ? refused(closed) : await ports.holds.set(customer, why, c.get('caller'));
    return set.ok ? c.json(holdBody(set.value), 201) : sendRefusal(c, set.refusal);
  });
  router.openapi(release, async (c) => {
    const closed = ports.whyNot();
    const ended = closed ? refused(closed) : await ports.holds.end(c.req.valid('param').id, c.get('caller'));
    return ended.ok ? c.json(holdBody(ended.value), 200) : sendRefusal(c, ended.refusal);
  });
  router.openapi(holds, async (c) => {
    const items = await ports.holdsOf(c.req.valid('query').customer);
    return c.json({ items: items.map(holdBody) }, 200);
  });
  router.openapi(reads, async (c) => {
    const { customer, limit, cursor } = c.req.valid('query');
    const found = await ports.reads(customer, cursor, limit + 1);
    const { items, next } = pageOf(found, limit, ({ seq }) => String(seq));
    const lines = items.map(({ at, who, why, rows }) => ({ at: iso(at), who, why, rows: [...rows] }));
    return c.json({ items: lines, ...(next !== undefined && { nextCursor: next }) }, 200);
  });
  router.openapi(erasure, async (c) => {
    const { id } = c.req.valid('param');
    const found = await ports.erasure(id);
    if (found === undefined) return sendRefusal(c, noSuch('erasure', id));
    const { count, digest, left, certificate } = found;
    const isProven = left === 0 && certificate?.count === count && certificate.digest === digest;
    const said = certificate && {
      certificate: { seq: certificate.seq, count: certificate.count, sha256: certificate.digest },
    };
    return c.json({ count, sha256: digest, left, ...said, isProven }, 200);
  });
  router.openapi(retention, async (c) => c.json({ items: [...(await ports.retention())] }, 200));
  return router;
}

function holdBody({ id, subject, setAt, setBy, endedAt, endedBy }: Hold): z.infer<typeof HoldBody> {
  const ended = endedAt !== null && endedBy !== null ? { endedAt, endedBy } : {};
  return isoTimes({ id, customer: subject, setAt, setBy, ...ended });
}
