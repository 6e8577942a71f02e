import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type ProblemResponse, problem, sendRefusal } from '../platform/http/problem.ts';
import { isSecretShaped } from '../platform/secret.ts';
import { type CommandKind, commandPermission, permissionRefusal } from './commands.ts';
import type { KeyCache } from './key-cache.ts';
import { hashSecret } from './keys.ts';
import type { Caller, Permission } from './roles.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The sender of the request; there behind `authenticate` only. */
    caller: Caller;
  }
}

/** The finding of one kind of credentials about a request; `undefined`: it carries none of that kind. */
export type Resolved =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'too_many'; readonly retryAfterMs: number }
  | undefined;

/** Reads one kind of credentials: API keys here, and whatever else is put in the list of `authenticate`. */
export type CallerResolver = (c: Context) => Resolved | Promise<Resolved>;

/** Counts sign-ins that failed, per remote address. */
export type FailureLimiter = {
  /** Milliseconds until this address may try again, or 0. */
  readonly blockedMs: (address: string) => Promise<number>;
  readonly failed: (address: string) => Promise<void>;
};

/** A limiter of failed sign-ins: `failures` are allowed in every span of `seconds`. */
export function createFailureLimiter(failures = 20, seconds = 60): FailureLimiter {
  const limiter = new RateLimiterMemory({ points: failures, duration: seconds });
  return {
    blockedMs: async (address) => {
      const found = await limiter.get(address);
      return found !== null && found.consumedPoints >= failures ? Math.max(1, found.msBeforeNext) : 0;
    },
    failed: async (address) => {
      await limiter.penalty(address);
    },
  };
}

/**
 * Reads `Authorization: Bearer fr_…`. A fresh key costs no query; an address with too many failures is not
 * looked up any more, except for keys that there are, because behind a proxy everybody has the same address.
 */
export function bearerKeys(cache: KeyCache, failures: FailureLimiter): CallerResolver {
  return async (c) => {
    const header = c.req.header('authorization');
    if (header === undefined) return undefined;
    const secret = bearerSecret(header);
    if (secret === undefined || !isSecretShaped(secret)) return fail(c, failures);
    const hash = hashSecret(secret);
    const fresh = cache.fresh(hash);
    if (fresh !== undefined) return { kind: 'caller', caller: fresh };
    const retryAfterMs = await failures.blockedMs(addressOf(c));
    if (retryAfterMs > 0 && !(await cache.isKnown(hash))) return { kind: 'too_many', retryAfterMs };
    const caller = await cache.resolve(hash);
    return caller === undefined ? fail(c, failures) : { kind: 'caller', caller };
  };
}

/** The secret in an Authorization header, `Bearer fr_…`. */
export function bearerSecret(header: string): string | undefined {
  return /^bearer +(\S+) *$/i.exec(header)?.[1];
}

async function fail(c: Context, failures: FailureLimiter): Promise<Resolved> {
  const address = addressOf(c);
  const retryAfterMs = await failures.blockedMs(address);
  if (retryAfterMs > 0) return { kind: 'too_many', retryAfterMs };
  await failures.failed(address);
  return { kind: 'unknown' };
}

/** The other end of the socket. A request made inside the process has none. */
function addressOf(c: Context): string {
  return c.env?.incoming === undefined ? 'inside' : (getConnInfo(c).remote.address ?? 'unknown');
}

/** Sets `caller` from the first resolver that finds credentials, or answers 401 (429 after many failures). */
export function authenticate(resolvers: readonly CallerResolver[]): MiddlewareHandler {
  return async (c, next) => {
    for (const resolve of resolvers) {
      const resolved = await resolve(c);
      if (resolved === undefined) continue;
      if (resolved.kind === 'unknown') return unauthorized(c, 'key_unknown');
      if (resolved.kind === 'too_many') return tooMany(c, resolved.retryAfterMs);
      c.set('caller', resolved.caller);
      return next();
    }
    return unauthorized(c, 'key_missing');
  };
}

/**
 * Lets through callers that may use this permission, on the agent in the path where it reaches their own
 * agent only. `agentIn: 'body'` leaves that last check to the handler (`mayTouch`), for routes that name
 * agents in their body.
 */
export function requirePermission(
  permission: Permission,
  options: { readonly agentIn: 'path' | 'body' } = { agentIn: 'path' },
): MiddlewareHandler {
  return async (c, next) => {
    const caller = callerIn(c);
    if (caller === undefined) return unauthorized(c, 'key_missing');
    const agent = options.agentIn === 'path' ? (c.req.param('agent') ?? '') : undefined;
    const refusal = permissionRefusal(caller, permission, agent);
    return refusal === undefined ? next() : sendRefusal(c, refusal);
  };
}

/** The caller, unless the route was mounted without `authenticate` in front: then nobody is let through. */
function callerIn(c: Context): Caller | undefined {
  return c.get('caller');
}

const unauthorizedDetail = {
  key_missing: 'Send an API key: Authorization: Bearer fr_…',
  key_unknown: 'This API key is not known here, was revoked, or has ended.',
};

function unauthorized(c: Context, code: keyof typeof unauthorizedDetail): ProblemResponse {
  const challenge = `Bearer realm="filrouge"${code === 'key_unknown' ? ', error="invalid_token"' : ''}`;
  return problem(c, {
    status: 401,
    code,
    detail: unauthorizedDetail[code],
    headers: { 'WWW-Authenticate': challenge },
  });
}

function tooMany(c: Context, retryAfterMs: number): ProblemResponse {
  return problem(c, {
    status: 429,
    code: 'too_many_failures',
    detail: 'Too many requests with unknown keys came from this address. Wait, and check the key.',
    headers: { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) },
  });
}

/**
 * Says which command a route carries, so that who may not give it is refused before the body is read. The
 * same table is asked again, with the command itself, when it is carried out.
 */
export function carries(kind: CommandKind): MiddlewareHandler {
  const needed = commandPermission[kind];
  return requirePermission(typeof needed === 'string' ? needed : needed.owner);
}
