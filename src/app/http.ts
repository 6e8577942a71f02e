import { setTimeout as wait } from 'node:timers/promises';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { authenticate, type CallerResolver } from '../access/guard.ts';
import { createKeyCache, type KeyCache } from '../access/key-cache.ts';
import { createKeyStreams, type KeyStreams, keyIdOf } from '../access/key-streams.ts';
import { reach } from '../access/roles.ts';
import { findKey, liveKeys, overAmong, touchKey } from '../access/store.ts';
import { inWordsOfOtlp, otlpPaths } from '../connect/otlp/intake/answers.ts';
import { formPath } from '../incidents/dossier/paths.ts';
import { evidencePath } from '../incidents/dossier/routes.ts';
import { eventSchemaRoutes } from '../notices/schema-routes.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { createHttp, type HttpEnv } from '../platform/http/http.ts';
import { documentApi } from '../platform/http/openapi-routes.ts';
import { sendRefusal } from '../platform/http/problem.ts';
import { type Readiness, telemetryRoutes } from '../platform/http/telemetry-routes.ts';
import type { EvaluatorLease } from '../platform/lease/evaluator.ts';
import { version } from '../platform/version.ts';
import { schemaRoutes } from '../rules/schema-routes.ts';
import type { Thread } from '../thread/thread.ts';
import type { Rulebook } from './rulebook.ts';
import type { SwitchCache } from './switch-cache.ts';

/** A look-up of a key takes a millisecond; one that takes so long will not be answered soon. */
const keyPatienceMs = 1_000;

/** The keys of a process, looked up once and remembered for a while. */
export function keysOf(database: Database, clock: Clock, logger: Logger): KeyCache {
  return createKeyCache({
    lookup: (hash) => findKey(database.db, hash, clock.now()),
    touch: (id, now) => touchKey(database.db, id, now),
    liveKeys: () => liveKeys(database.db, clock.now()),
    now: clock.now,
    patience: () => wait(keyPatienceMs, undefined, { ref: false }),
    onError: (error) => logger.warn({ err: error }, 'a key could not be looked up or marked as used'),
  });
}

/** The event streams of a process, by their keys. */
export function keyStreamsOf(database: Database, clock: Clock, logger: Logger): KeyStreams {
  return createKeyStreams({
    idOf: keyIdOf,
    // Whatever is thrown is told: nobody waits for the look that a timer takes.
    overAmong: async (ids) => overAmong(database.db, ids, clock.now()),
    onError: (error) =>
      logger.warn({ err: error }, 'it could not be looked whether open streams may stay open'),
  });
}

export type HttpSides = {
  /** Takes a stop also where this process cannot carry it out. */
  readonly handOn: MiddlewareHandler;
  readonly logger: Logger;
  /** Reads the API key of a request. */
  readonly bearer: CallerResolver;
  /** Notes the event streams that are opened. */
  readonly streams: readonly Pick<KeyStreams, 'watch'>[];
  readonly registry: Registry;
  readonly readiness: () => Readiness;
  readonly lease: EvaluatorLease;
  /** Says to browsers what is refused before any page is asked. */
  readonly inWordsOfPages: MiddlewareHandler;
  /** How large a file of evidence may be. */
  readonly evidenceBytes: number;
  /** Routes that have proofs of their own. */
  readonly hooks: readonly OpenAPIHono<HttpEnv>[];
  /** Routes that need a key. */
  readonly api: readonly OpenAPIHono<HttpEnv>[];
};

/** The HTTP side: operation first, then everything that needs a key, described in `/openapi.json`. */
export function createApi(sides: HttpSides) {
  const { handOn, logger, bearer, streams, registry, readiness, lease, hooks, api } = sides;
  // A form around a file is a little larger than the file.
  const maxBytes = sides.evidenceBytes + 64 * 1024;
  const app = createHttp({
    logger,
    ownWords: [
      ...otlpPaths.map((path) => ({ path, words: inWordsOfOtlp })),
      { path: '*', words: sides.inWordsOfPages },
    ],
    largeBodies: [evidencePath, formPath].map((path) => ({ path, maxBytes })),
  });
  for (const { watch } of streams) app.use(watch);
  const mayRead = async (c: Parameters<typeof bearer>[0]) => {
    const resolved = await bearer(c);
    return resolved?.kind === 'caller' && reach(resolved.caller, 'read') === 'all';
  };
  app.route('/', telemetryRoutes({ registry, readiness, mayRead }));
  app.route('/', schemaRoutes());
  app.route('/', eventSchemaRoutes());
  // In front of whatever wants a key, or the evaluator.
  for (const routes of hooks) app.route('/', routes);
  app.use('/v1/*', authenticate([bearer]));
  for (const path of ['/v1/agents/:agent/suspend', '/v1/suspend']) app.post(path, handOn);
  app.use('/v1/*', onlyEvaluatorWrites(lease));
  for (const path of ['/api/v1/write', '/api/v2/alerts'])
    app.use(path, authenticate([bearer]), onlyEvaluatorWrites(lease));
  for (const routes of api) app.route('/', routes);
  documentApi(app, version);
  return app;
}

/** Whether a process can do its work now, and what it does. */
export function readinessOf(
  lease: EvaluatorLease,
  switches: SwitchCache,
  thread: Pick<Thread, 'memory'>,
  book: Rulebook,
): Readiness {
  const known = switches.isKnown() && (!lease.isHolder() || thread.memory() !== undefined);
  const evaluator = lease.evaluatorAddress();
  const standingBy = `standing by${evaluator === undefined ? '' : ` for ${evaluator}`}`;
  const reasons = [lease.isHolder() ? 'evaluating' : standingBy];
  if (book.error() !== undefined) reasons.push('the rule files have errors; the last good set is in force');
  if (!known) reasons.push('reading the database');
  if (!lease.isProven())
    reasons.push('no agent can be stopped: nothing was evaluated or written in the last seconds');
  const ready = known && lease.isProven();
  return { ready, writes: ready && lease.isHolder(), reasons };
}

/** A process that stands by answers reads; whoever wants to write is told where. */
function onlyEvaluatorWrites(lease: EvaluatorLease): MiddlewareHandler {
  return async (c, next) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    // Any process takes a stop (app/kept-stops.ts).
    if (reads || lease.isHolder() || c.req.path.endsWith('/suspend')) return next();
    const evaluator = lease.evaluatorAddress();
    return sendRefusal(c, {
      kind: 'unavailable',
      code: 'not_the_evaluator',
      detail: `This process stands by. Send this to the evaluator${evaluator === undefined ? '' : ` at ${evaluator}`}, or try again.`,
      facts: { evaluator: evaluator ?? null },
    });
  };
}
