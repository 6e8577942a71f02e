import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { iso } from '../../platform/iso.ts';
import { pageOf } from '../../platform/page.ts';
import type { AnchorState } from './anchor-store.ts';
import { checkpointCauses } from './checkpoint.ts';
import type { Doubt, StoredCheckpoint } from './checkpoint-store.ts';

/** The reads that the routes of signed states of the register need. */
export type CheckpointRoutePorts = {
  readonly mayRead: MiddlewareHandler;
  readonly list: (page: {
    readonly after?: number | undefined;
    readonly limit: number;
  }) => Promise<readonly StoredCheckpoint[]>;
  readonly last: () => Promise<StoredCheckpoint | undefined>;
  /** Verifier keys that are believed here, as texts. */
  readonly keys: readonly string[];
  /** Whether this process has a key to sign with. */
  readonly isSigning: boolean;
  readonly anchors: () => Promise<readonly AnchorState[]>;
  readonly doubt: () => Doubt | undefined;
};

/** A signed state as the API tells it. */
export const CheckpointBody = z
  .object({
    number: z.int(),
    at: z.iso.datetime(),
    entries: z.int(),
    cause: z.enum(checkpointCauses),
    note: z.string().openapi({ description: 'The signed note, to be kept as it is.' }),
  })
  .meta({ id: 'Checkpoint' });

/** Signed states, and how signing fares. */
export const CheckpointList = z.object({
  items: z.array(CheckpointBody),
  nextCursor: z.string().optional().openapi({ description: 'Give it as `after` for the next page.' }),
  isSigning: z.boolean(),
  keys: z.array(z.string()).openapi({ description: 'Verifier keys: name+id+key.' }),
  doubt: z
    .object({ brokenAt: z.int(), why: z.string(), signed: z.int() })
    .optional()
    .openapi({ description: 'Why nothing is signed: the register is not what was signed of it.' }),
  anchors: z.array(
    z.object({
      place: z.string(),
      number: z.int().openapi({ description: 'The last signed state that is there.' }),
      at: z.iso.datetime().optional(),
      fault: z.string().optional(),
      faultSince: z.iso.datetime().optional(),
    }),
  ),
});

const list = createRoute({
  tags: ['register'],
  method: 'get',
  path: '/v1/register/checkpoints',
  summary: 'Signed states of the register, the oldest first',
  request: {
    query: z.object({
      after: z.coerce.number().int().min(0).max(2_147_483_647).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of them, the keys they are verified with, and where they are kept outside.',
      CheckpointList,
    ),
    ...problems(400, 401, 403),
  },
});

const latest = createRoute({
  tags: ['register'],
  method: 'get',
  path: '/v1/register/checkpoint',
  summary: 'The last signed state of the register: a signed note (c2sp.org/tlog-checkpoint)',
  responses: {
    200: { description: 'The note.', content: { 'text/plain': { schema: z.string() } } },
    ...problems(401, 403, 404),
  },
});

/** Signed states over HTTP. */
export function checkpointRoutes(ports: CheckpointRoutePorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.use('/v1/register/checkpoints', ports.mayRead);
  router.use('/v1/register/checkpoint', ports.mayRead);
  router.openapi(list, async (c) => {
    const { after, limit } = c.req.valid('query');
    const found = await ports.list({ after, limit: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ number }) => String(number));
    const anchors = (await ports.anchors()).map(({ at, faultSince, ...anchor }) => ({
      ...anchor,
      at: iso(at),
      faultSince: iso(faultSince),
    }));
    const body = {
      items: items.map(({ number, at, size, cause, note }) => ({
        ...{ number, at: iso(at), entries: size, cause, note },
      })),
      nextCursor: next,
      isSigning: ports.isSigning,
      keys: [...ports.keys],
      doubt: ports.doubt(),
      anchors,
    };
    return c.json(body, 200);
  });
  router.openapi(latest, async (c) => {
    const last = await ports.last();
    if (last === undefined)
      return sendRefusal(c, {
        kind: 'not_found',
        code: 'no_checkpoint',
        detail: ports.isSigning
          ? 'The register has not been signed yet: it is every hour, and when something is closed.'
          : 'The register is not signed here: FILROUGE_CHECKPOINT_KEY is not set. `filrouge keys checkpoint` makes a key.',
      });
    return c.text(last.note, 200);
  });
  return router;
}
