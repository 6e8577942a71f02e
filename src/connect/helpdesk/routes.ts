import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { timeFault, timeLimits } from '../../metrics/sample.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { inOwnTurn } from '../../platform/http/own-turn.ts';
import { type ProblemResponse, problem, problems } from '../../platform/http/problem.ts';
import type { HelpdeskSource } from '../../rules/helpdesk.ts';
import { eventsOf } from './events.ts';
import { helpdesks } from './kinds.ts';
import { isGenuine } from './proof.ts';
import type { HelpdeskCounts, HookOutcome } from './telemetry.ts';
import type { HelpdeskEvent, Told } from './told.ts';

/** The outside of the doors for helpdesks. */
export type HookPorts = {
  readonly now: () => number;
  /** The entry of sources.yaml of that name. */
  readonly source: (name: string) => HelpdeskSource | undefined;
  /** The secret that is set for it. */
  readonly secret: (name: string) => string | undefined;
  /** Resolves when they are durable, to how many of them are news. */
  readonly keep: (events: readonly HelpdeskEvent[]) => Promise<number>;
  /** There is something to work off. */
  readonly wake: () => void;
  /** A helpdesk has told of something that must be asked for. */
  readonly hurry: (name: string) => void;
  /** The address under which filrouge is known, without a slash at its end. */
  readonly publicUrl: string | undefined;
  readonly count: HelpdeskCounts['delivered'];
};

const Kept = z
  .object({
    taken: z.int().openapi({ description: 'Records that it told of, and that are followed.' }),
    repeated: z.int().openapi({ description: 'Of these: known already from the same delivery.' }),
  })
  .openapi('Kept');

const postHook = createRoute({
  method: 'post',
  path: '/v1/hooks/{source}',
  tags: ['intake'],
  summary: 'Webhooks of helpdesks; sources.yaml says whom their tickets are about',
  description:
    'Takes what the helpdesk of that name in sources.yaml sends, proven by its own signature (docs/helpdesks.md), not by a key. Answered when it is durable. Names, addresses and texts are dropped.',
  security: [],
  request: {
    params: z.object({ source: z.string() }),
    body: { required: true, content: { 'application/json': { schema: z.unknown() } } },
  },
  responses: {
    200: jsonAnswer('What was taken is durable.', Kept),
    ...problems(400, 401, 404, 413, 422, 503),
  },
});

/** `POST /v1/hooks/{source}`. Never a redirect: Zammad would follow it without the body, and be content. */
export function hookRoutes(ports: HookPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openAPIRegistry.registerPath(postHook);
  /** Refuses before reading: senders that nobody expects, and sizes that nobody sends. */
  const expected: MiddlewareHandler = async (c, next) => {
    const found = expectedFrom(c, ports);
    if (found instanceof Response) return found;
    if (Number(c.req.header('content-length') ?? 0) > mostBytes) return refuseLarge(c, ports);
    return next();
  };
  router.on('POST', '/v1/hooks/:source', expected, inOwnTurn, async (c) => {
    const delivered = await deliveredIn(c, ports);
    if (delivered instanceof Response) return delivered;
    const { source, delivery, told } = delivered;
    const events = eventsOf(source, delivery, told, ports.now());
    const taken = events.length === 0 ? 0 : await ports.keep(events);
    if (taken > 0) ports.wake();
    const { tellsLittle, isSign } = helpdesks[source.kind];
    if (isSign || (taken > 0 && tellsLittle)) ports.hurry(source.name);
    const repeated = events.length - taken;
    if (events.length === 0) ports.count(source.name, isSign ? 'sign' : 'other');
    if (taken > 0) ports.count(source.name, 'taken', taken);
    if (repeated > 0) ports.count(source.name, 'repeated', repeated);
    return c.json({ taken: events.length, repeated }, 200);
  });
  return router;
}

/** An order of magnitude more than any of them sends. */
const mostBytes = 2 * 1024 * 1024;

type Refused = Exclude<HookOutcome, 'taken' | 'repeated' | 'other' | 'sign'>;

function refuse(
  c: Context,
  { count }: HookPorts,
  [code, status]: readonly [Refused, 400 | 401 | 404 | 413 | 422],
  detail: string,
): ProblemResponse {
  count(code === 'unknown_source' ? '' : (c.req.param('source') ?? ''), code);
  return problem(c, { status, code, detail });
}

function refuseLarge(c: Context, ports: HookPorts): ProblemResponse {
  return refuse(c, ports, ['too_large', 413], `The body is larger than ${mostBytes} bytes.`);
}

/** The helpdesk expected to deliver at this address, and the secret that proves it; else the refusal. */
function expectedFrom(c: Context, ports: HookPorts) {
  const name = c.req.param('source') ?? '';
  const [source, secret] = [ports.source(name), ports.secret(name)];
  if (source === undefined)
    return refuse(c, ports, ['unknown_source', 404], 'rules/sources.yaml names no helpdesk like that.');
  return secret === undefined
    ? refuse(
        c,
        ports,
        ['no_secret', 401],
        'No secret is set for this helpdesk: docs/helpdesks.md says where.',
      )
    : { source, secret };
}

type Delivered = {
  readonly source: HelpdeskSource;
  readonly delivery: string;
  readonly told: readonly Told[];
};

/** The records of a delivery that is what it should be, or the answer to one that is not. */
async function deliveredIn(c: Context, ports: HookPorts): Promise<Delivered | ProblemResponse> {
  const found = expectedFrom(c, ports);
  if (found instanceof Response) return found;
  const { source, secret } = found;
  const { proof, delivery, read } = helpdesks[source.kind];
  const [bytes, header] = [new Uint8Array(await c.req.arrayBuffer()), (one: string) => c.req.header(one)];
  if (bytes.length > mostBytes) return refuseLarge(c, ports);
  const now = ports.now();
  const { origin, pathname, search } = new URL(c.req.url);
  const url = `${ports.publicUrl ?? origin}${pathname}${search}`;
  const shown = c.req.query('secret');
  if (!isGenuine(proof, secret, { header, body: bytes, shown, url }, now))
    return refuse(
      c,
      ports,
      ['bad_signature', 401],
      'The signature is missing, or was not made with the secret set here.',
    );
  const text = new TextDecoder().decode(bytes);
  const body = jsonIn(text);
  if (body === malformed) return refuse(c, ports, ['malformed', 400], 'The body is no JSON.');
  const told = read(body, header);
  if (typeof told === 'string')
    return refuse(c, ports, ['unreadable', 422], `Not what ${source.kind} sends: ${told}.`);
  const limits = timeLimits(now, 'interactions');
  const fault = told.map(({ at }) => timeFault(at, limits)).find((one) => one !== undefined);
  if (fault !== undefined) return refuse(c, ports, ['bad_clock', 422], fault);
  return { source, told, delivery: sha256Hex(delivery(header, body) ?? text).slice(0, 32) };
}

const malformed = Symbol('malformed');

/** Some send nothing at all to try an address. */
function jsonIn(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return malformed;
  }
}
