import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { permissionRefusal } from '../../access/commands.ts';
import type { CallerResolver } from '../../access/guard.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { knowsTag } from '../../platform/http/entity-tag.ts';
import type { HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { type ProblemResponse, refusalBody } from '../../platform/http/problem.ts';
import type { Result } from '../../platform/refusal.ts';
import { type SwitchAnswer, switchEtag } from '../../switches/lease.ts';
import type { Reading } from '../../switches/reach.ts';
import { readingIn } from '../../switches/routes.ts';
import { BulkFailureBody, FailureBody, FlagBody, FlagsBody, Question } from './bodies.ts';
import { eventRoutes, type StreamPorts, streamOffer } from './event-routes.ts';
import {
  agentsAsked,
  type Flag,
  type FlagFailure,
  firstEnd,
  flagBy,
  flagNamed,
  flagsBy,
  unknownFlag,
} from './flags.ts';
import type { OfrepCall, OfrepOutcome } from './telemetry.ts';

/** The switches as they are in memory, and who asks for them. */
export type OfrepPorts = StreamPorts & {
  /** Every agent that this process knows. */
  readonly agents: () => readonly string[];
  /** Somebody asked for the flags of an agent. */
  readonly heardFrom: (agent: string, reading: Reading) => void;
  readonly bearer: CallerResolver;
  readonly onError: (error: unknown) => void;
};

const tags = ['openfeature'];
const path = '/ofrep/v1/evaluate/flags';
const failure = (description: string) => jsonAnswer(description, FailureBody);
const denied = {
  401: failure('No valid key was given.'),
  403: failure('The key may not read switches.'),
  500: failure('filrouge cannot say now: the agent counts as stopped, or as its mandate says.'),
};

const oneFlag = createRoute({
  tags,
  method: 'post',
  path: `${path}/{key}`,
  summary: 'The switch of an agent as one flag (OFREP 0.3)',
  description:
    'Flags are agent.<id>.may_run (boolean), agent.<id>.mode (text) and agent.<id>.share (0 to 1). Answered from memory, never with 429. 500 while filrouge could not stop the agent.',
  request: { params: z.object({ key: z.string() }), body: jsonBody(Question) },
  responses: {
    200: jsonAnswer('The flag.', FlagBody),
    400: failure('The question cannot be read.'),
    404: failure('There is no such flag, or not for this key.'),
    ...denied,
  },
});

const allFlags = createRoute({
  tags,
  method: 'post',
  path,
  summary: 'The switches that a key sees as flags (OFREP 0.3)',
  description:
    'Of one agent with the key of an agent or with its id as targetingKey, else of all. A flag whose value filrouge cannot vouch for is listed with errorCode GENERAL. The header Filrouge-Valid-Until says until when the values count, also of a 304.',
  request: { body: jsonBody(Question) },
  responses: {
    200: jsonAnswer('The flags.', FlagsBody),
    304: { description: 'As you know them. The header Filrouge-Valid-Until carries the fresh lease.' },
    400: jsonAnswer('The question cannot be read, or names nobody.', BulkFailureBody),
    ...denied,
  },
});

/**
 * The switch as a flag, for clients of OpenFeature. Everything is answered from memory and in the words of
 * OFREP: its clients read 400, 404 and 500 with a code, take 429 as an order to ask no more for any flag, and
 * keep what they know on whatever else.
 */
export function ofrepRoutes(ports: OfrepPorts): OpenAPIHono<HttpEnv> {
  const router = new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) =>
      result.success ? undefined : refuse(c, ports, 'invalid', 'INVALID_CONTEXT', wrongContext),
  });
  router.onError((error, c) => {
    if (error instanceof HTTPException)
      return refuse(c, ports, 'invalid', 'PARSE_ERROR', 'The body is no valid JSON.');
    ports.onError(error);
    return refuse(c, ports, 'failed', 'GENERAL', 'Something went wrong on our side; the log says what.');
  });
  router.use('/ofrep/v1/evaluate/*', onlyReaders(ports));
  answerOneFlag(router, ports);
  answerAllFlags(router, ports);
  // Keys go into the address as they are: one with a slash is an unknown flag, too.
  router.post('/ofrep/v1/evaluate/*', (c) => refuseFlag(c, ports, unknownFlag(keyIn(c))));
  router.route('/', eventRoutes(ports));
  return router;
}

function answerOneFlag(router: OpenAPIHono<HttpEnv>, ports: OfrepPorts): void {
  router.openapi(oneFlag, (c) => {
    const { key } = c.req.valid('param');
    const named = flagNamed(key);
    if (named === undefined || permissionRefusal(c.get('caller'), 'switch.read', named.agent) !== undefined)
      return refuseFlag(c, ports, unknownFlag(key));
    ports.heardFrom(named.agent, readingIn(c, 'ofrep'));
    const flag = flagBy(key, named.kind, ports.answer(named.agent));
    if ('errorCode' in flag) return refuseFlag(c, ports, flag);
    ports.count('flag', 'answered');
    tell(c, flag.metadata.validUntil);
    return c.json(flag, 200);
  });
}

function answerAllFlags(router: OpenAPIHono<HttpEnv>, ports: OfrepPorts): void {
  const isAgent = (agent: string): boolean => {
    const reading = ports.answer(agent);
    return reading.ok || reading.refusal.kind !== 'not_found';
  };
  router.openapi(allFlags, (c) => {
    const targetingKey = c.req.valid('json').context?.targetingKey ?? '';
    const asked = agentsAsked(c.get('caller'), targetingKey, { isAgent, all: ports.agents });
    if ('errorCode' in asked) return refuse(c, ports, 'invalid', asked.errorCode, asked.errorDetails);
    noteHeard(c, ports, asked.agents);
    const readings = new Map(asked.agents.map((agent) => [agent, ports.answer(agent)]));
    const flags = flagsBy(readings);
    const { offer, window } = streamOffer(c, ports, asked.agents);
    const etag = tagOf(readings, window);
    c.header('ETag', etag);
    tell(c, firstEnd(readings.values()));
    const isKnown = knowsTag(c, etag);
    ports.count('flags', isKnown ? 'not_modified' : outcomeOf(flags));
    if (isKnown) return c.body(null, 304);
    return c.json({ flags, ...offer }, 200);
  });
}

/** A flag's key that goes on for longer is none of ours, and is not sent back whole. */
const longestEcho = 256;

const wrongContext = 'context: expected an object whose targetingKey, if it has one, is a text.';

/**
 * Changes with any flag, but not with its lease; and whenever the passes to the stream are given out anew.
 */
function tagOf(readings: ReadonlyMap<string, Result<SwitchAnswer>>, window: number | undefined): string {
  const parts = [...readings].map(([agent, reading]) =>
    reading.ok
      ? [agent, reading.value.mayRun, reading.value.recorded, switchEtag(reading.value)]
      : [agent, reading.refusal.code],
  );
  return `W/"${sha256Hex(JSON.stringify([window, parts])).slice(0, 32)}"`;
}

function outcomeOf(flags: readonly Flag[]): OfrepOutcome {
  return flags.some((flag) => 'errorCode' in flag) ? 'unknown' : 'answered';
}

/** Nothing on the way may keep an answer; until when it counts is said in a header, which a 304 has, too. */
function tell(c: Context, validUntil: string | undefined): void {
  c.header('Cache-Control', 'no-store');
  if (validUntil !== undefined) c.header('Filrouge-Valid-Until', validUntil);
}

/** Lets through keys that read switches. Too many wrong ones are refused as wrong ones, never with 429. */
function onlyReaders(ports: OfrepPorts): MiddlewareHandler {
  return async (c, next) => {
    const resolved = await ports.bearer(c);
    if (resolved?.kind !== 'caller') {
      c.header('WWW-Authenticate', 'Bearer realm="filrouge"');
      return refuse(c, ports, 'unauthorized', 'GENERAL', 'Send an API key: Authorization: Bearer fr_…');
    }
    const refusal = permissionRefusal(resolved.caller, 'switch.read');
    if (refusal !== undefined) return refuse(c, ports, 'forbidden', 'GENERAL', refusal.detail);
    c.set('caller', resolved.caller);
    return next();
  };
}

/** An agent's key reads all that it asks for; who looks at many at once with another reads none of them. */
function noteHeard(c: Context, { heardFrom }: OfrepPorts, agents: readonly string[]): void {
  const reading = readingIn(c, 'ofrep');
  if (reading.isAgent || agents.length === 1) for (const agent of agents) heardFrom(agent, reading);
}

const statuses = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  unknown: 500,
  failed: 500,
} as const;

function refuseFlag(c: Context, ports: OfrepPorts, flag: FlagFailure): ProblemResponse {
  const why = flag.errorCode === 'FLAG_NOT_FOUND' ? 'not_found' : 'unknown';
  return refuse(c, ports, why, flag.errorCode, flag.errorDetails);
}

/** Answers with the flag that was asked for, if one was, and why it has no value. */
function refuse(
  c: Context,
  { count }: OfrepPorts,
  why: keyof typeof statuses,
  errorCode: string,
  errorDetails: string,
): ProblemResponse {
  count(callOf(c), why === 'forbidden' ? 'unauthorized' : why);
  c.header('Cache-Control', 'no-store');
  return refusalBody(c, statuses[why], {
    errorCode,
    errorDetails,
    key: keyIn(c).slice(0, longestEcho),
  });
}

function callOf(c: Context): OfrepCall {
  return c.req.path === path ? 'flags' : 'flag';
}

function keyIn(c: Context): string {
  const key = c.req.path.slice(path.length + 1);
  return c.req.param('key') ?? key;
}
