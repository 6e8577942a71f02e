import { getConnInfo } from '@hono/node-server/conninfo';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { HTTPException } from 'hono/http-exception';
import { type RequestIdVariables, requestId } from 'hono/request-id';
import { matchedRoutes } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { isConnectionLoss } from '../database/sql-error.ts';
import { jsonFault, jsonFaultText } from '../json-fault.ts';
import { FencedError } from '../lease/lease.ts';
import type { FieldError } from '../refusal.ts';
import { secretPrefix } from '../secret.ts';
import { settleTexts } from '../texts.ts';
import { type LargeBody, limitBody } from './body-limit.ts';
import { fieldErrors, nulErrors, type RequestPart } from './field-errors.ts';
import { type ProblemResponse, problem } from './problem.ts';
import { UnavailableError } from './unavailable.ts';

/** The values that every handler may read from its context. The access room adds `caller`. */
export type HttpEnv = { Variables: RequestIdVariables };

/**
 * A router for one room: what does not fit a route's schema is answered with one entry a bad field, and so
 * are texts that no database keeps, unless the room judges its items one by one.
 */
export function createRouter({ texts = 'settled' }: { readonly texts?: 'settled' | 'judged' } = {}) {
  return new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => {
      if (!result.success) return invalid(c, result.target, fieldErrors(result.target, result.error.issues));
      const bad = texts === 'judged' ? [] : settleTexts(result.data);
      return bad.length === 0 ? undefined : invalid(c, result.target, nulErrors(result.target, bad));
    },
  });
}

function invalid(c: Context, part: RequestPart, errors: readonly FieldError[]): ProblemResponse {
  const inBody = part === 'json' || part === 'form';
  return problem(c, {
    status: inBody ? 422 : 400,
    code: inBody ? 'invalid_body' : 'invalid_request',
    detail: inBody
      ? 'Some fields of the body are not valid; see errors.'
      : 'The address or the headers of the request are not valid; see errors.',
    members: { errors },
  });
}

/** An address that names what no database keeps. */
function refuseNul(): MiddlewareHandler<HttpEnv> {
  return (c, next) =>
    c.req.url.includes('%00') ? Promise.resolve(invalid(c, 'query', nulErrors('query', [[]]))) : next();
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A known address that cannot be asked in this way. Handlers of every method (`ALL`) only stand in front. */
function refuseMethod({ router }: OpenAPIHono<HttpEnv>): MiddlewareHandler<HttpEnv> {
  return (c, next) => {
    const { method } = c.req;
    const path = c.req.path.replace(secretInPath, `${secretPrefix}…`);
    if (method === 'OPTIONS' || matchedRoutes(c).some((route) => route.method !== 'ALL')) return next();
    const possible = methods.filter((one) =>
      router.match(one, path)[0].some(([[, route]]) => route.method !== 'ALL'),
    );
    if (possible.length === 0) return next();
    // Whatever answers GET answers HEAD.
    const allow = possible.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one])).join(', ');
    const detail = `${path} cannot be asked by ${method}; it takes ${allow}.`;
    const headers = { Allow: allow };
    return Promise.resolve(problem(c, { status: 405, code: 'method_not_allowed', detail, headers }));
  };
}

type OuterApp = {
  readonly logger: Logger;
  /** Addresses of protocols that have words of their own for refusals, and what turns refusals into them. */
  readonly ownWords?: readonly { readonly path: string; readonly words: MiddlewareHandler }[];
  readonly largeBodies?: readonly LargeBody[];
};

/**
 * The outer app that the rooms' routers are mounted on: request ids, access log, security headers,
 * compression, the body limit, and problem details for whatever goes wrong.
 */
export function createHttp({ logger, ownWords = [], largeBodies = [] }: OuterApp): OpenAPIHono<HttpEnv> {
  const app = createRouter();
  app.use(requestId(), accessLog(logger), secureHeaders(securityHeaders), compressAnswers());
  for (const { path, words } of ownWords) app.use(path, words);
  app.use(refuseMethod(app), limitBody(largeBodies), refuseNul());
  app.notFound((c) =>
    problem(c, { status: 404, code: 'no_such_address', detail: `There is nothing at ${c.req.path}.` }),
  );
  app.onError((error, c) => explain(error, c, logger));
  return app;
}

/** Whether a request comes from this machine itself, and not through a proxy on it. */
export function isLoopback(c: Context): boolean {
  if (c.req.header('x-forwarded-for') !== undefined || c.req.header('forwarded') !== undefined) return false;
  // Without a socket there is no network: a request made inside the process.
  const address = c.env?.incoming === undefined ? '127.0.0.1' : getConnInfo(c).remote.address;
  return address === '::1' || /^(::ffff:)?127\./.test(address ?? '');
}

/** Everything is served by us: no other origin may bring scripts, frame the console or receive its forms. */
const securityHeaders: Parameters<typeof secureHeaders>[0] = {
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  // Whether a host is reached by TLS only is for the proxy in front to say.
  strictTransportSecurity: false,
  // The console answers with a stricter policy of its own.
  overwrite: false,
};

/** The secret in a calendar's address, by which anybody reads the calendar: a log must not tell it. */
const secretInPath = new RegExp(`${secretPrefix}[0-9A-Za-z]+`, 'g');
const quietPaths = new Set(['/healthz', '/readyz', '/metrics']);

function accessLog(logger: Logger): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const start = performance.now();
    await next();
    const level = c.res.status >= 500 ? 'warn' : quietPaths.has(c.req.path) ? 'trace' : 'debug';
    if (!logger.isLevelEnabled(level)) return;
    const ms = Math.round((performance.now() - start) * 10) / 10;
    const { method, path } = c.req;
    logger[level]({ method, path, status: c.res.status, ms, requestId: c.get('requestId') }, 'request');
  };
}

/** Answers to writes are a few bytes, and taking samples must stay cheap: only what is read is compressed. */
function compressAnswers(): MiddlewareHandler<HttpEnv> {
  const compressed = compress();
  return (c, next) => {
    if (c.req.method !== 'GET') return next();
    // Hono would add it to the finished answer, and that turns a text that is sent in one piece into a
    // stream.
    c.header('Vary', 'Accept-Encoding');
    return compressed(c, next);
  };
}

const refusedStatus = {
  400: 'malformed_request',
  401: 'unauthorized',
  403: 'forbidden',
  415: 'unsupported_content_type',
};
const knownRefusal = (status: number): status is keyof typeof refusedStatus => status in refusedStatus;

/** An error that nobody expected is logged whole and answered without a word of it. */
async function explain(error: Error, c: Context<HttpEnv>, logger: Logger): Promise<ProblemResponse> {
  if (error instanceof HTTPException && knownRefusal(error.status)) {
    const malformed = error.status === 400 ? await malformedJson(c) : undefined;
    if (malformed !== undefined) return malformed;
    const detail =
      error.status === 415
        ? 'The body must be of a kind that this address takes, such as application/json.'
        : error.message;
    return problem(c, { status: error.status, code: refusedStatus[error.status], detail });
  }
  const unavailable = unavailability(error);
  if (unavailable !== undefined) {
    logger.warn({ err: error, requestId: c.get('requestId') }, 'a request could not be carried out now');
    return problem(c, { status: 503, ...unavailable, headers: { 'Retry-After': '1' } });
  }
  logger.error({ err: error, requestId: c.get('requestId') }, 'a request failed unexpectedly');
  return problem(c, {
    status: 500,
    code: 'internal_error',
    detail: `Something went wrong on our side. The log names it under request ${c.get('requestId')}.`,
  });
}

/** Where a body that should be JSON stops being it. */
async function malformedJson(c: Context): Promise<ProblemResponse | undefined> {
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(c.req.header('content-type') ?? '')) return undefined;
  const fault = jsonFault(await c.req.text());
  if (fault === undefined) return undefined;
  const { line, column } = fault;
  const detail = `The body is no valid JSON, ${jsonFaultText(fault)}.`;
  return problem(c, { status: 400, code: 'malformed_request', detail, members: { line, column } });
}

/** An error that passes by itself: the caller may ask again. */
function unavailability(error: Error): { readonly code: string; readonly detail: string } | undefined {
  if (error instanceof UnavailableError) return { code: error.code, detail: error.message };
  const detail = 'This cannot be done at the moment. Nothing was changed; try again.';
  if (error instanceof FencedError) return { code: 'not_the_evaluator', detail };
  if (!isConnectionLoss(error)) return undefined;
  const lost =
    'The connection to the database was lost. What was to be written may or may not be: try again, nothing is done twice.';
  return { code: 'database_unavailable', detail: lost };
}
