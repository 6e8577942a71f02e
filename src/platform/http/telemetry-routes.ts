import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Registry } from 'prom-client';
import { exposition } from '../exposition.ts';
import { createRouter, type HttpEnv, isLoopback } from './http.ts';
import { problem, problems } from './problem.ts';

/**
 * Whether a process can do its work now, and whether it can be written to; `reasons` says why not, what it is
 * (standing by, evaluating).
 */
export type Readiness = {
  readonly ready: boolean;
  readonly writes: boolean;
  readonly reasons: readonly string[];
};

/** The surroundings that the routes of telemetry need. */
export type TelemetryPorts = {
  readonly registry: Registry;
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** Whether a request from another machine carries a key that may read. */
  readonly mayRead: (c: Context) => boolean | Promise<boolean>;
};

const ReadinessBody = z.object({ ready: z.boolean(), reasons: z.array(z.string()) }).openapi('Readiness');
const readinessContent = { 'application/json': { schema: ReadinessBody } };

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['operation'],
  summary: 'Whether the process is alive',
  security: [],
  responses: { 200: { description: 'It is.', content: { 'text/plain': { schema: z.literal('ok') } } } },
});
const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['operation'],
  summary: 'Whether the process can do its work now',
  description:
    'A process that stands by is ready to be read. With `for=writes` only the one that evaluates is ready: send samples, interactions, remote write and commands there. A stop (`suspend`) is taken by any process.',
  security: [],
  request: { query: z.object({ for: z.enum(['reads', 'writes']).default('reads') }) },
  responses: {
    200: { description: 'It can.', content: readinessContent },
    503: { description: 'It cannot; the reasons say why.', content: readinessContent },
  },
});
const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['operation'],
  summary: 'Metrics for Prometheus; open to this machine, elsewhere with a key',
  responses: {
    200: { description: 'Prometheus text format.', content: { 'text/plain': { schema: z.string() } } },
    ...problems(401),
  },
});

/** Health, readiness and metrics, for those who operate the process. Health is open to all: it is public. */
export function telemetryRoutes({ registry, readiness, mayRead }: TelemetryPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(healthz, (c) => c.text('ok', 200));
  router.openapi(readyz, async (c) => {
    const { writes, reasons, ...reads } = await readiness();
    const ready = c.req.valid('query').for === 'writes' ? writes : reads.ready;
    return c.json({ ready, reasons: [...reasons] }, ready ? 200 : 503);
  });
  router.openapi(metrics, async (c) => {
    if (!isLoopback(c) && !(await mayRead(c))) {
      return problem(c, {
        status: 401,
        code: 'key_missing',
        detail: 'From another machine, metrics need a key with the role viewer: Authorization: Bearer fr_…',
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    }
    return c.text(await exposition(registry), 200, { 'Content-Type': registry.contentType });
  });
  return router;
}
