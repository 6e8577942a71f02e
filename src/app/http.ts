import type { MiddlewareHandler } from 'hono';
import { authenticate } from '../access/guard.ts';
import { reach } from '../access/roles.ts';
import { inWordsOfOtlp, otlpPaths } from '../connect/otlp/intake/answers.ts';
import type { Console } from '../console/console.ts';
import { formPath } from '../incidents/dossier/paths.ts';
import { evidencePath } from '../incidents/dossier/routes.ts';
import { eventSchemaRoutes } from '../notices/schema-routes.ts';
import { createHttp } from '../platform/http/http.ts';
import { documentApi } from '../platform/http/openapi-routes.ts';
import { sendRefusal } from '../platform/http/problem.ts';
import { type Readiness, telemetryRoutes } from '../platform/http/telemetry-routes.ts';
import type { EvaluatorLease } from '../platform/lease/evaluator.ts';
import { version } from '../platform/version.ts';
import { schemaRoutes } from '../rules/schema-routes.ts';
import type { Thread } from '../thread/thread.ts';
import type { Core } from './core.ts';
import type { Ground } from './ground.ts';
import type { Access } from './parts/access.ts';
import type { Part } from './parts/part.ts';
import type { Rulebook } from './rulebook.ts';
import type { SwitchCache } from './switch-cache.ts';

/** The parts that the doors of a process stand in front of. */
export type HttpParts = {
  readonly access: Pick<Access, 'bearer' | 'streams'>;
  readonly console: Console;
  /** Takes a stop also where this process cannot carry it out. */
  readonly handOn: MiddlewareHandler;
  /** All of them, with their routes. */
  readonly parts: readonly Part[];
};

/** The HTTP side: operation first, then all that needs a key, described in `/openapi.json`, then pages. */
export function createApi(ground: Ground, core: Core, { access, console, handOn, parts }: HttpParts) {
  const { settings, ports, opened, registry } = ground;
  const { lease, switches, thread } = core;
  const { bearer } = access;
  // A form around a file is a little larger than the file.
  const maxBytes = settings.evidence.maxBytes + 64 * 1024;
  const app = createHttp({
    logger: ports.logger,
    ownWords: [
      ...otlpPaths.map((path) => ({ path, words: inWordsOfOtlp })),
      { path: '*', words: console.inWords },
    ],
    largeBodies: [evidencePath, formPath].map((path) => ({ path, maxBytes })),
  });
  for (const { watch } of access.streams) app.use(watch);
  const mayRead = async (c: Parameters<typeof bearer>[0]) => {
    const resolved = await bearer(c);
    return resolved?.kind === 'caller' && reach(resolved.caller, 'read') === 'all';
  };
  const readiness = () => readinessOf(lease, switches, thread, opened.book);
  app.route('/', telemetryRoutes({ registry, readiness, mayRead }));
  app.route('/', schemaRoutes());
  app.route('/', eventSchemaRoutes());
  // In front of whatever wants a key, or the evaluator.
  for (const routes of parts.flatMap(({ hooks = [] }) => hooks)) app.route('/', routes);
  app.use('/v1/*', authenticate([bearer]));
  for (const path of ['/v1/agents/:agent/suspend', '/v1/suspend']) app.post(path, handOn);
  app.use('/v1/*', onlyEvaluatorWrites(lease));
  for (const path of ['/api/v1/write', '/api/v2/alerts'])
    app.use(path, authenticate([bearer]), onlyEvaluatorWrites(lease));
  for (const routes of parts.flatMap(({ api = [] }) => api)) app.route('/', routes);
  documentApi(app, version);
  app.route('/', console.routes);
  return app;
}

/** Whether a process can do its work now, and what it does. */
function readinessOf(
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
