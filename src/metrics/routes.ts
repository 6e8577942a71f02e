import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../access/guard.ts';
import type { Db } from '../platform/database/database.ts';
import { durationExpected, parseDuration } from '../platform/duration.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { Instant } from '../platform/iso.ts';
import { noSuch } from '../platform/no-such.ts';
import type { Refusal } from '../platform/refusal.ts';
import { cellStart } from './cell.ts';
import { livesInStore } from './from.ts';
import type { NamedMetric } from './metric.ts';
import { seriesPoints } from './series.ts';
import { readCells } from './storage/store.ts';
import { chartStepMs, type StoreCells } from './store-cells.ts';

/** The reads behind the series routes. */
export type SeriesPorts = {
  readonly db: Db;
  /** Resolves when the stored cells of an agent are up to the last second. */
  readonly flushCells: (agent: string) => Promise<void>;
  readonly now: () => number;
  readonly stepMs: () => number;
  readonly metric: (name: string) => NamedMetric | undefined;
  readonly hasAgent: (agent: string) => boolean;
  readonly storeCells: StoreCells;
};

/** The most points of one answer: a wider span needs a longer step. */
const mostPoints = 11_000;
const dayMs = 86_400_000;

const Step = z
  .string()
  .transform((text) => parseDuration(text))
  .refine((ms): ms is number => ms !== undefined && ms > 0, `expected ${durationExpected}`);

const series = createRoute({
  method: 'get',
  path: '/v1/agents/{agent}/series',
  tags: ['agents'],
  summary: 'A metric of an agent over time',
  middleware: [requirePermission('read')] as const,
  request: {
    params: z.object({ agent: z.string().min(1).max(100) }),
    query: z.object({
      metric: z.string().min(1).max(100),
      from: Instant.optional().openapi({ description: 'A day ago when absent.' }),
      to: Instant.optional().openapi({ description: 'Now when absent.' }),
      step: Step.optional().openapi({
        type: 'string',
        example: '1m',
        description: 'A multiple of the cell.',
      }),
    }),
  },
  responses: {
    200: jsonAnswer(
      'Points of the span, [epoch ms, value or null].',
      z.object({
        agent: z.string(),
        metric: z.string(),
        stepMs: z.number(),
        points: z.array(z.tuple([z.number(), z.number().nullable()])),
      }),
    ),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});

/** `GET /v1/agents/{agent}/series`. */
export function seriesRoutes(ports: SeriesPorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(series, async (c) => {
    const { agent } = c.req.valid('param');
    const { metric: name, step, ...span } = c.req.valid('query');
    const metric = ports.metric(name);
    if (metric === undefined) return sendRefusal(c, noSuch('metric', name));
    if (!ports.hasAgent(agent)) return sendRefusal(c, noSuch('agent', agent));
    const until = span.to ?? ports.now();
    const from = span.from ?? until - dayMs;
    const isKept = livesInStore(metric);
    const cellMs = isKept ? chartStepMs(ports.stepMs()) : ports.stepMs();
    const stepMs = step ?? Math.max(cellMs, Math.ceil((until - from) / 1_000 / cellMs) * cellMs);
    const fault = spanFault(from, until, stepMs, cellMs);
    if (fault !== undefined) return sendRefusal(c, { kind: 'invalid', code: 'span_invalid', detail: fault });
    if (isKept) {
      const kept = await ports.storeCells(agent, metric, { from, until, cellMs: stepMs });
      if (kept === undefined) return sendRefusal(c, storeIsSilent);
      return c.json(
        { agent, metric: name, stepMs, points: pointsOf(kept, metric, { from, until, stepMs }) },
        200,
      );
    }
    // An age needs to know of the last sample before the span.
    const since = metric.aggregate === 'age' ? from - 30 * dayMs : from;
    await ports.flushCells(agent);
    const cells = await readCells(ports.db, agent, name, cellStart(since, stepMs), until);
    return c.json(
      { agent, metric: name, stepMs, points: pointsOf(cells, metric, { from, until, stepMs }) },
      200,
    );
  });
}

function pointsOf(...of: Parameters<typeof seriesPoints>): [number, number | null][] {
  return seriesPoints(...of).map(([at, value]): [number, number | null] => [at, value]);
}

const storeIsSilent: Refusal = {
  kind: 'unavailable',
  code: 'store_silent',
  detail: 'The store that this metric lives in does not answer. Try again in a moment.',
};

function spanFault(from: number, until: number, stepMs: number, cellMs: number): string | undefined {
  if (from >= until) return 'from must be before to.';
  if (stepMs % cellMs !== 0) return `step must be a multiple of the cell, ${cellMs / 1000} s.`;
  const points = Math.ceil((until - from) / stepMs);
  return points > mostPoints
    ? `This asks for ${points} points, more than ${mostPoints}: take a longer step.`
    : undefined;
}
