import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { carries, requirePermission } from '../access/guard.ts';
import type { Caller } from '../access/roles.ts';
import { defined } from '../platform/defined.ts';
import { knowsTag } from '../platform/http/entity-tag.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../platform/http/json.ts';
import { problemOf, problems, sendRefusal } from '../platform/http/problem.ts';
import type { Result } from '../platform/refusal.ts';
import { AcknowledgeSwitch, ResumeAgent, SuspendAgent, type SwitchCommand } from './commands.ts';
import { SwitchAnswer, switchEtag } from './lease.ts';
import { clientNamed, type Reading, type ReadingWay } from './reach.ts';
import { followSwitch, type SwitchFeed } from './stream.ts';

/** The reads (from memory) and commands (carried out when they resolve) behind the routes about switches. */
export type SwitchPorts = SwitchFeed & {
  readonly command: (command: SwitchCommand, caller: Caller) => Promise<Result<SwitchAnswer>>;
  /** Somebody asked, streams or acknowledged: the agent itself, or others who look. */
  readonly heardFrom?: (agent: string, reading: Reading) => void;
};

const answered = (description: string) => jsonAnswer(description, SwitchAnswer);
const params = z.object({ agent: z.string().min(1).max(100) });
const path = '/v1/agents/{agent}';
const tags = ['switches'];
/** Named by the path, not by the body. */
const named = { kind: true, agent: true } as const;

const read = createRoute({
  tags,
  method: 'get',
  path: `${path}/switch`,
  summary: 'Whether the agent may run',
  description:
    'Answered 503 `cannot_stop` instead of `mayRun: true` while filrouge could not stop the agent, because it cannot evaluate or write: then the last `validUntil` stands, and after it `onUnreachable` decides. A suspended agent goes on being answered `mayRun: false`.',
  middleware: requirePermission('switch.read'),
  request: { params },
  responses: {
    200: answered('The switch, with a fresh lease.'),
    304: { description: 'As you know it. The header Filrouge-Valid-Until carries the fresh lease.' },
    ...problems(401, 403, 404, 503),
  },
});
const stream = createRoute({
  tags,
  method: 'get',
  path: `${path}/switch/stream`,
  summary: 'The switch as server-sent events',
  description:
    'An event `switch` (id: its epoch) at once, at each change, and at most every ten seconds with a fresh lease. An event `cannot_stop` (its data a problem) each second, instead of `mayRun: true`, while filrouge could not stop the agent: the last `validUntil` stands.',
  middleware: requirePermission('switch.read'),
  request: { params },
  responses: {
    200: { description: 'Events `switch`.', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(401, 403, 404, 503),
  },
});
const acknowledge = createRoute({
  tags,
  method: 'post',
  path: `${path}/switch/ack`,
  summary: 'The agent says which epoch it obeys',
  middleware: carries('acknowledgeSwitch'),
  request: { params, body: jsonBody(AcknowledgeSwitch.omit(named)) },
  responses: { 200: answered('The switch as it is now.'), ...problems(401, 403, 404, 422, 503) },
});
const suspend = createRoute({
  tags,
  method: 'post',
  path: `${path}/suspend`,
  summary: 'Stop the agent',
  middleware: carries('suspendAgent'),
  request: { params, body: jsonBody(SuspendAgent.omit(named)) },
  responses: { 200: answered('The agent is suspended.'), ...problems(401, 403, 404, 422, 503) },
});
const resume = createRoute({
  tags,
  method: 'post',
  path: `${path}/resume`,
  summary: 'Let the agent run again',
  middleware: carries('resumeAgent'),
  request: { params, body: jsonBody(ResumeAgent.omit(named)) },
  responses: { 200: answered('The agent may run.'), ...problems(401, 403, 404, 409, 422, 503) },
});

/** Switches over HTTP. `GET …/switch` is answered from memory. */
export function switchRoutes(ports: SwitchPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(read, (c) => {
    const { agent } = c.req.valid('param');
    ports.heardFrom?.(agent, readingIn(c, 'poll'));
    const reading = ports.answer(agent);
    if (!reading.ok) return sendRefusal(c, reading.refusal);
    const answer = reading.value;
    const etag = switchEtag(answer);
    c.header('ETag', etag);
    c.header('Cache-Control', 'no-cache');
    c.header('Filrouge-Valid-Until', answer.validUntil);
    if (knowsTag(c, etag)) return c.body(null, 304);
    // Where the length is known to be small, nobody goes on to compress it: agents ask for this all day.
    c.header('Content-Length', String(Buffer.byteLength(JSON.stringify(answer))));
    return c.json(answer, 200);
  });
  router.openapi(stream, (c) => {
    const { agent } = c.req.valid('param');
    const reading = ports.answer(agent);
    return reading.ok ? streamAnswers(c, ports, agent) : sendRefusal(c, reading.refusal);
  });
  const carryOut = async (c: Context, command: SwitchCommand) => {
    if (command.kind === 'acknowledgeSwitch')
      ports.heardFrom?.(command.agent, readingIn(c, 'acknowledgement'));
    const result = await ports.command(command, c.get('caller'));
    return result.ok ? c.json(result.value, 200) : sendRefusal(c, result.refusal);
  };
  router.openapi(acknowledge, (c) =>
    carryOut(c, { kind: 'acknowledgeSwitch', ...c.req.valid('param'), ...c.req.valid('json') }),
  );
  router.openapi(suspend, (c) =>
    carryOut(c, { kind: 'suspendAgent', ...c.req.valid('param'), ...c.req.valid('json') }),
  );
  router.openapi(resume, (c) =>
    carryOut(c, { kind: 'resumeAgent', ...c.req.valid('param'), ...c.req.valid('json') }),
  );
  return router;
}

/** Each write waits until the one before was read, so that a slow reader holds one answer and no more. */
function streamAnswers(c: Context, feed: SwitchPorts, agent: string): Response {
  c.header('X-Accel-Buffering', 'no');
  return streamSSE(c, async (sse) => {
    const gone = new AbortController();
    const reader = readingIn(c, 'stream');
    sse.onAbort(() => gone.abort());
    for await (const reading of followSwitch(feed, agent, gone.signal)) {
      feed.heardFrom?.(agent, reader);
      await sse.writeSSE(
        reading.ok
          ? { event: 'switch', id: String(reading.value.epoch), data: JSON.stringify(reading.value) }
          : { event: reading.refusal.code, data: JSON.stringify(problemOf(reading.refusal)) },
      );
    }
  });
}

/** The reading that this request makes, and whose. People look at switches, too; only the agent obeys. */
export function readingIn(c: Context, way: ReadingWay): Reading {
  const { actor, role, person } = c.get('caller');
  return {
    key: 'key' in actor ? actor.key : actor.kind,
    way,
    isAgent: role === 'agent',
    ...defined({ person, client: clientNamed(c.req.header('user-agent')) }),
  };
}
