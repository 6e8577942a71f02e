import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { inOwnTurn } from '../../platform/own-turn.ts';
import { checkSample, type Rejection } from '../sample.ts';
import type { IntakePorts } from './ports.ts';

/** The most items of one request: more would make everybody else wait. */
export const mostItems = 100_000;

/** The answer of every intake. Items that were not taken are named by their place in the body. */
export const Taken = z
  .object({
    accepted: z.int(),
    rejected: z.array(z.object({ index: z.int(), reason: z.string() })),
  })
  .openapi('Taken');

/** One item, for the description only: items are judged one by one, so that a bad one loses no other. */
const SampleItem = z.unknown().openapi('Sample', {
  type: 'object',
  required: ['agent', 'metric', 'value'],
  properties: {
    agent: { type: 'string', example: 'margaux' },
    metric: { type: 'string', example: 'error_rate' },
    value: { type: 'number', description: "In the metric's unit: 2.5 % is 0.025.", example: 0.025 },
    weight: {
      type: 'number',
      default: 1,
      description: '3 errors in 120 interactions: value 0.025, weight 120.',
    },
    at: { type: 'string', format: 'date-time', description: 'Now when absent; at most 5 minutes ahead.' },
  },
});

const postSamples = createRoute({
  method: 'post',
  path: '/v1/samples',
  tags: ['intake'],
  summary: 'Send measurements; answered when they are durable',
  middleware: [requirePermission('samples.write'), inOwnTurn] as const,
  request: {
    body: jsonBody(z.strictObject({ samples: z.array(SampleItem).max(mostItems) })),
  },
  responses: {
    200: jsonAnswer('What was taken.', Taken),
    ...problems(400, 401, 403, 413, 415, 422, 503),
  },
});

/** `POST /v1/samples`. */
export function samplesIntake(ports: IntakePorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(postSamples, async (c) => {
    const receivedAt = performance.now();
    const busy = ports.busy();
    if (busy !== undefined) return sendRefusal(c, busy);
    const [known, now] = [ports.known(), ports.now()];
    const { samples } = c.req.valid('json');
    const { accepted, rejected } = sortItems(samples, (item) => checkSample(item, known, now));
    if (accepted.length > 0) await ports.ingestSamples(accepted, receivedAt);
    ports.count('samples', accepted.length, rejected.length);
    return c.json({ accepted: accepted.length, rejected }, 200);
  });
}

/** The items that are good, and why each of the others is not. `check` answers the item, or why it is not. */
export function sortItems<T extends object>(
  items: readonly unknown[],
  check: (item: unknown) => T | string,
): { accepted: T[]; rejected: Rejection[] } {
  const accepted: T[] = [];
  const rejected: Rejection[] = [];
  for (let index = 0; index < items.length; index++) {
    const checked = check(items[index]);
    if (typeof checked === 'string') rejected.push({ index, reason: checked });
    else accepted.push(checked);
  }
  return { accepted, rejected };
}
