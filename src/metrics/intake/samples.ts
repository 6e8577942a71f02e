import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { requirePermission } from '../../access/guard.ts';
import { mayTouch } from '../../access/roles.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { inOwnTurn } from '../../platform/http/own-turn.ts';
import { type ProblemResponse, problem, problems, sendRefusal } from '../../platform/http/problem.ts';
import { inTurns } from '../../platform/in-turns.ts';
import { addRefusal, type Refusals } from '../refusals.ts';
import { checkSample, type Known, type Rejection, timeLimits } from '../sample.ts';
import { undeclaredOf } from '../variant.ts';
import type { IntakePorts } from './ports.ts';

/** The most items of one request: more would make everybody else wait. */
export const mostItems = 100_000;

/** The answer of every intake. Items that were not taken are named by their place in the body. */
export const Taken = z
  .object({
    accepted: z.int(),
    rejected: z.array(z.object({ index: z.int(), reason: z.string() })),
    undeclared: z
      .array(z.object({ reason: z.string(), count: z.int() }))
      .optional()
      .openapi({
        description:
          'Of the accepted: those of a variant that the mandate does not declare. They count for the agent alone.',
      }),
  })
  .openapi('Taken');

/** The same of items that have ids. */
export const TakenOnce = Taken.extend({
  merged: z.int().openapi({
    description:
      'Of the accepted: those whose id had been counted before, and that brought facts which were not known. These count, in the cell of the time that the id came with first.',
  }),
  duplicates: z.int().openapi({
    description:
      'Of the accepted: those that brought nothing new. What came first stays, also where they say otherwise.',
  }),
}).openapi('TakenOnce');

/** One item, for the description only: items are judged one by one, so that a bad one loses no other. */
const SampleItem = z.unknown().openapi('Sample', {
  type: 'object',
  required: ['agent', 'metric', 'value'],
  properties: {
    agent: { type: 'string', example: 'margaux' },
    metric: { type: 'string', example: 'error_rate' },
    value: {
      type: 'number',
      description: "In the metric's unit: 2.5 % is 0.025. Of an age 1, at the time of the last success.",
      example: 0.025,
    },
    weight: {
      type: 'number',
      default: 1,
      description: '3 errors in 120 interactions: value 0.025, weight 120.',
    },
    at: { type: 'string', format: 'date-time', description: 'Now when absent; at most 5 minutes ahead.' },
    variant: {
      type: 'string',
      description:
        'The part of the traffic that it is of: one that the mandate declares is measured apart as well; the agent has all of them.',
      example: 'candidate',
    },
  },
});

const postSamples = createRoute({
  method: 'post',
  path: '/v1/samples',
  tags: ['intake'],
  summary: 'Send measurements; answered when they are durable',
  middleware: [requirePermission('samples.write', { agentIn: 'body' }), inOwnTurn] as const,
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
  return createRouter({ texts: 'judged' }).openapi(postSamples, async (c) => {
    const receivedAt = performance.now();
    const busy = ports.busy();
    if (busy !== undefined) return sendRefusal(c, busy);
    const [known, times, caller] = [ports.known(), timeLimits(ports.now(), 'cells'), c.get('caller')];
    const { samples } = c.req.valid('json');
    const { accepted, rejected } = await sortItems(samples, (item) => {
      const checked = checkSample(item, known, times);
      if (typeof checked === 'string' || mayTouch(caller, 'samples.write', checked.agent)) return checked;
      return notItsAgent(checked.agent);
    });
    if (accepted.length > 0) await ports.ingestSamples(accepted, receivedAt);
    const counts = { accepted: accepted.length, rejected: rejected.length };
    const undeclared = undeclaredOf(accepted, known.variantsOf);
    ports.count('samples', counts, refusalsOf(samples, rejected, known), undeclared);
    if (nothingTaken(counts)) return refuseAll(c, rejected);
    return c.json({ accepted: accepted.length, rejected, ...toldOf(undeclared) }, 200);
  });
}

/** The part of an answer about variants that no mandate declares. */
export function toldOf(undeclared: Refusals): Pick<z.infer<typeof Taken>, 'undeclared'> {
  if (undeclared.size === 0) return {};
  return { undeclared: Array.from(undeclared.values(), ({ reason, count }) => ({ reason, count })) };
}

/** The reason for which an item is refused that is about an agent that the key does not reach. */
export function notItsAgent(agent: string): string {
  return `agent: this key may not speak for "${agent}"`;
}

/** Whether a request brought something, and all of it was refused. */
export function nothingTaken(counts: { readonly accepted: number; readonly rejected: number }): boolean {
  return counts.accepted === 0 && counts.rejected > 0;
}

/** The answer to a request of which nothing was taken. */
export function refuseAll(c: Context, rejected: readonly Rejection[]): ProblemResponse {
  const reasons = [...new Set(rejected.map(({ reason }) => reason))];
  const more = reasons.length > 3 ? '; …' : '';
  return problem(c, {
    status: 422,
    code: 'nothing_taken',
    detail: `None of ${rejected.length} was taken: ${reasons.slice(0, 3).join('; ')}${more}.`,
    members: { accepted: 0, rejected },
  });
}

/** Refused items by the agent that they name, if it is known, and by reason. */
export function refusalsOf(
  items: readonly unknown[],
  rejected: readonly Rejection[],
  { hasAgent }: Pick<Known, 'hasAgent'>,
): Refusals {
  const refusals: Refusals = new Map();
  for (const { index, reason } of rejected) {
    const agent: unknown = Object(items[index])['agent'];
    const named = typeof agent === 'string' && hasAgent(agent) ? agent : undefined;
    addRefusal(refusals, { agent: named, reason, count: 1 });
  }
  return refusals;
}

/** The items that are good, and why each of the others is not. `check` answers the item, or why it is not. */
export async function sortItems<T extends object>(
  items: readonly unknown[],
  check: (item: unknown) => T | string,
): Promise<{ accepted: T[]; rejected: Rejection[] }> {
  const accepted: T[] = [];
  const rejected: Rejection[] = [];
  for (const [index, checked] of (await inTurns(items, check)).entries()) {
    if (typeof checked === 'string') rejected.push({ index, reason: checked });
    else accepted.push(checked);
  }
  return { accepted, rejected };
}
