import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { permissionRefusal } from '../../access/commands.ts';
import { bearerSecret } from '../../access/guard.ts';
import type { KeyCache } from '../../access/key-cache.ts';
import { hashSecret } from '../../access/keys.ts';
import { readPass, writePass } from '../../access/stream-pass.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { problem, problems, sendRefusal } from '../../platform/http/problem.ts';
import { followSwitch, type SwitchFeed } from '../../switches/stream.ts';
import type { OfrepCall, OfrepOutcome } from './telemetry.ts';

/** The outside of the streams of changes. */
export type StreamPorts = SwitchFeed & {
  readonly keyOfId: KeyCache['ofId'];
  readonly count: (call: OfrepCall, outcome: OfrepOutcome) => void;
  /** The path under which a proxy in front has this service; empty without one. */
  readonly under: string;
};

/**
 * How often passes are given out anew. One is good for as long again, so that a reconnection finds it good.
 */
export const windowMs = 600_000;

const events = createRoute({
  tags: ['openfeature'],
  method: 'get',
  path: '/ofrep/v1/events/{agent}',
  summary: 'Says "fetch again" at each change of an agent\'s switch (OFREP 0.3)',
  description:
    'The address, with its pass, comes with the flags (eventStreams) and is good for twenty minutes at most. The first message of each connection says refetchEvaluation, then each change, and as often as the lease needs to stay fresh.',
  security: [],
  request: {
    params: z.object({ agent: z.string().min(1).max(100) }),
    query: z.object({ pass: z.string().max(200) }),
  },
  responses: {
    200: { description: 'Messages.', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(401, 404),
  },
});

/**
 * A message by which OFREP's clients ask for the flags again; it holds no value that could be taken for
 * news.
 */
const refetch = { event: 'message', data: '{"type":"refetchEvaluation"}', retry: 1_000 };

/** The stream of changes of one agent's flags. */
export function eventRoutes(ports: StreamPorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(events, async (c) => {
    const { agent } = c.req.valid('param');
    const pass = readPass(c.req.valid('query').pass, agent);
    const key = pass !== undefined && pass.until > ports.now() ? await ports.keyOfId(pass.key) : undefined;
    const isGood = key !== undefined && pass?.isSignedBy(key.hash) === true;
    if (!isGood || permissionRefusal(key.caller, 'switch.read', agent) !== undefined) {
      ports.count('events', 'unauthorized');
      return problem(c, {
        status: 401,
        code: 'pass_unknown',
        detail: 'Ask for the flags again: their answer has a new address.',
      });
    }
    c.set('caller', key.caller);
    const reading = ports.answer(agent);
    if (!reading.ok && reading.refusal.kind === 'not_found') {
      ports.count('events', 'not_found');
      return sendRefusal(c, reading.refusal);
    }
    ports.count('events', 'answered');
    return streamRefetches(c, ports, agent);
  });
}

/**
 * Says "fetch again" at once, because nobody knows what was missed, at each change, and each time that a
 * lease wants to be renewed: whoever hears nothing for longer than a lease then knows nothing.
 */
function streamRefetches(c: Context, feed: SwitchFeed, agent: string): Response {
  c.header('X-Accel-Buffering', 'no');
  return streamSSE(c, async (sse) => {
    const gone = new AbortController();
    sse.onAbort(() => gone.abort());
    for await (const _ of followSwitch(feed, agent, gone.signal)) await sse.writeSSE(refetch);
    // The agent is gone, or this process: either has to be found out.
    if (!gone.signal.aborted) await sse.writeSSE(refetch);
  });
}

/**
 * The stream that goes with an answer about these agents, if it is one: its address, relative to where the
 * client found this service, and the window that it was given out in.
 */
export function streamOffer(c: Context, { now, under }: StreamPorts, agents: readonly string[]) {
  const [agent, ...others] = agents;
  const secret = bearerSecret(c.req.header('authorization') ?? '');
  const { actor } = c.get('caller');
  if (agent === undefined || others.length > 0 || secret === undefined || !('key' in actor)) return {};
  const window = Math.floor(now() / windowMs);
  const pass = writePass(
    { key: actor.key, about: agent, until: (window + 2) * windowMs },
    hashSecret(secret),
  );
  const requestUri = `${under}/ofrep/v1/events/${agent}?pass=${pass}`;
  // A page in the background has to hear of a stop as well: a day.
  const stream = { type: 'sse' as const, endpoint: { requestUri }, inactivityDelaySec: 86_400 };
  return { window, offer: { eventStreams: [stream] } };
}
