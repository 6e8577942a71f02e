import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { problems } from '../../platform/http/problem.ts';
import { Instant, iso, spanInOrder } from '../../platform/iso.ts';
import { bundleName, type Selection } from './selection.ts';

/** The bundle behind the route: an archive that is made as it is sent. */
export type AuditPorts = {
  readonly mayRead: MiddlewareHandler;
  readonly now: () => number;
  readonly bundle: (selection: Selection) => Promise<AsyncIterable<Uint8Array>>;
};

const exported = createRoute({
  tags: ['register'],
  method: 'get',
  path: '/v1/audit/export',
  summary: 'Entries of the register with what proves them, and a verifier: a zip archive',
  request: {
    query: z
      .object({
        from: Instant.optional(),
        to: Instant.optional(),
        incident: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
      })
      .refine(...spanInOrder),
  },
  responses: {
    200: {
      description: 'The bundle.',
      content: { 'application/zip': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...problems(400, 401, 403),
  },
});

/** The export for whoever audits, over HTTP. */
export function auditRoutes({ mayRead, now, bundle }: AuditPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.use('/v1/audit/export', mayRead);
  router.openapi(exported, async (c) => {
    const selection = c.req.valid('query');
    const name = bundleName(selection, iso(now()).slice(0, 10));
    return c.body(streamOf(await bundle(selection)), 200, {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    });
  });
  return router;
}

/** Asked for piece by piece: who reads slowly costs no memory. */
export function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
}
