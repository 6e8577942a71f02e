import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { authenticate, bearerKeys, createFailureLimiter, requirePermission } from '../access/guard.ts';
import { createKeyCache } from '../access/key-cache.ts';
import { createKeyCommands } from '../access/key-commands.ts';
import { reach } from '../access/roles.ts';
import { keyRoutes } from '../access/routes.ts';
import { findKey, listKeys, touchKey } from '../access/store.ts';
import { interactionsIntake } from '../metrics/intake/interactions.ts';
import type { IntakePorts } from '../metrics/intake/ports.ts';
import { remoteWriteIntake } from '../metrics/intake/remote-write/routes.ts';
import type { SeriesRules } from '../metrics/intake/remote-write/series.ts';
import { samplesIntake } from '../metrics/intake/samples.ts';
import { seriesRoutes } from '../metrics/routes.ts';
import { noticeRoutes } from '../notices/routes.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { createHttp, type HttpEnv } from '../platform/http/http.ts';
import { documentApi } from '../platform/http/openapi-routes.ts';
import { problem, sendRefusal } from '../platform/http/problem.ts';
import { telemetryRoutes } from '../platform/http/telemetry-routes.ts';
import type { EvaluatorLease } from '../platform/lease/evaluator.ts';
import { version } from '../platform/version.ts';
import { readFirings } from '../rules/engine/alert-store.ts';
import { proofRoutes } from '../rules/proof-routes.ts';
import { rulesRoutes } from '../rules/routes.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { Settings } from '../settings.ts';
import { agentRoutes } from '../switches/agent-routes.ts';
import { agentView } from '../switches/agent-view.ts';
import { type SwitchAnswer, switchAnswer } from '../switches/lease.ts';
import { switchRoutes } from '../switches/routes.ts';
import type { SwitchHub } from '../switches/stream.ts';
import { untouchedSwitch } from '../switches/switch.ts';
import type { Memory } from '../thread/memory.ts';
import type { Pipeline } from '../thread/pipeline.ts';
import { backtestRoutes } from '../workshop/backtest/routes.ts';
import { trialRoutes } from '../workshop/trial-routes.ts';
import type { Bell } from './bell.ts';
import type { SwitchBoard } from './board.ts';
import { mountCases } from './cases.ts';
import { consoleOf } from './console.ts';
import type { Rulebook } from './rulebook.ts';
import type { AppTelemetry } from './telemetry.ts';
import { workshopPorts } from './workshop.ts';

/** Everything that the routes are made of. */
export type RouteSources = {
  /** Since when this process looks after switches that nothing ever happened to. */
  readonly startedAt: number;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly database: Database;
  readonly registry: Registry;
  readonly hub: SwitchHub;
  readonly answer: (agent: string) => SwitchAnswer | undefined;
  readonly board: SwitchBoard;
  readonly lease: EvaluatorLease;
  readonly pipeline: Pipeline;
  readonly read: () => Promise<Memory>;
  readonly book: Rulebook;
  readonly telemetry: AppTelemetry;
  /** Rings when something that pages show has changed. */
  readonly bell: Bell;
};

/** The HTTP side, and what ends the streams of pages that are open. */
export type Mounted = { readonly http: OpenAPIHono<HttpEnv>; readonly closePages: () => void };

/** The whole HTTP side: operation first, then everything that needs a key, then the console. */
export function mountRoutes(sources: RouteSources): Mounted {
  const { logger, clock, database, registry, lease, pipeline } = sources;
  const app = createHttp({ logger });
  const keys = createKeyCache({
    lookup: (hash) => findKey(database.db, hash),
    touch: (id, now) => touchKey(database.db, id, now),
    now: clock.now,
    onError: (error) => logger.warn({ err: error }, 'a key could not be looked up or marked as used'),
  });
  const bearer = bearerKeys(keys, createFailureLimiter());
  app.route(
    '/',
    telemetryRoutes({
      registry,
      readiness: () => readinessOf(sources),
      mayRead: async (c) => {
        const resolved = await bearer(c);
        return resolved?.kind === 'caller' && reach(resolved.caller.role, 'read') === 'all';
      },
    }),
  );
  app.use('/v1/*', authenticate([bearer]), onlyEvaluatorWrites(lease), knownSwitchOnly(sources.board));
  const intake = intakePorts(sources);
  app.route('/', samplesIntake(intake));
  app.route('/', interactionsIntake(intake));
  app.use('/api/v1/write', authenticate([bearer]), onlyEvaluatorWrites(lease));
  app.route('/', remoteWriteIntake({ ...intake, rules: () => seriesRules(pipeline.ruleSet()) }));
  app.route('/', switchRoutes(switchPorts(sources)));
  app.route(
    '/',
    agentRoutes({
      agents: async () => [...pipeline.ruleSet().agents.keys()],
      view: (agent) => viewAgent(sources, agent),
    }),
  );
  app.route(
    '/',
    seriesRoutes({
      db: database.db,
      bringCells: pipeline.bringCells,
      now: clock.now,
      stepMs: () => pipeline.ruleSet().stepMs,
      metric: (name) => pipeline.ruleSet().metrics.get(name),
      hasAgent: (agent) => pipeline.ruleSet().agents.has(agent),
    }),
  );
  app.route('/', rulesRoutes({ db: database.db, current: () => currentRules(sources) }));
  app.route('/', backtestRoutes(workshopPorts(sources)));
  app.route(
    '/',
    trialRoutes({
      ruleSet: pipeline.ruleSet,
      now: clock.now,
      firings: (query) => readFirings(database.db, query),
    }),
  );
  app.route('/', proofRoutes({ ruleSet: pipeline.ruleSet, prove: pipeline.prove }));
  mountCases(app, sources);
  app.route('/', noticeRoutes({ db: database.db, mayRead: requirePermission('read') }));
  const keyCommands = createKeyCommands({
    database,
    now: clock.now,
    forget: keys.forget,
    isAgent: (id) => pipeline.ruleSet().agents.has(id),
    isPerson: (id) => pipeline.ruleSet().people.has(id),
  });
  app.route('/', keyRoutes({ ...keyCommands, list: (page) => listKeys(database.db, page) }));
  documentApi(app, version);
  const pages = consoleOf(sources, { ...keyCommands, resolve: keys.resolve });
  app.route('/', pages.routes);
  return { http: app, closePages: pages.close };
}

/** A process that stands by answers reads; whoever wants to write is told where. */
function onlyEvaluatorWrites(lease: EvaluatorLease): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD' || lease.isHolder()) return next();
    const evaluator = lease.evaluatorAddress();
    return sendRefusal(c, {
      kind: 'unavailable',
      code: 'not_the_evaluator',
      detail: `This process stands by. Send this to the evaluator${evaluator === undefined ? '' : ` at ${evaluator}`}, or try again.`,
      facts: { evaluator: evaluator ?? null },
    });
  };
}

/** What is not known about a switch is not said: the agent then does what its mandate says. */
function knownSwitchOnly(board: SwitchBoard): MiddlewareHandler {
  return async (c, next) => {
    if (board.isKnown() || !/^\/v1\/agents\/[^/]+\/switch/.test(c.req.path)) return next();
    return problem(c, {
      status: 503,
      code: 'switch_unknown',
      detail: 'The database does not answer, so the state of the switch is not known here.',
      headers: { 'Retry-After': '1' },
    });
  };
}

async function readinessOf({ lease, board, pipeline, book }: RouteSources) {
  const reasons = [
    lease.isHolder()
      ? 'evaluating'
      : `standing by${lease.evaluatorAddress() === undefined ? '' : ` for ${lease.evaluatorAddress()}`}`,
    ...(book.error() === undefined ? [] : ['the rule files have errors; the last good set is in force']),
  ];
  const ready = board.isKnown() && (!lease.isHolder() || pipeline.memory() !== undefined);
  return { ready, reasons: ready ? reasons : [...reasons, 'reading the database'] };
}

function intakePorts({ clock, pipeline, telemetry }: RouteSources): IntakePorts {
  return {
    now: clock.now,
    known: () => {
      const { agents, metrics } = pipeline.ruleSet();
      return { hasAgent: (agent) => agents.has(agent), hasMetric: (metric) => metrics.has(metric) };
    },
    busy: pipeline.busy,
    takeSamples: pipeline.takeSamples,
    takeBatch: pipeline.takeBatch,
    takeInteractions: pipeline.takeInteractions,
    count: telemetry.count,
  };
}

function seriesRules({ agents, metrics, sources = [] }: RuleSet): SeriesRules {
  return {
    sources,
    hasAgent: (agent) => agents.has(agent),
    hasMetric: (metric) => metrics.has(metric),
    metric: (name) => metrics.get(name),
  };
}

function switchPorts({ hub, answer, clock, pipeline }: RouteSources): Parameters<typeof switchRoutes>[0] {
  const answered = async (agent: string, command: ReturnType<Pipeline['suspend']>) => {
    const result = await command;
    const mandate = pipeline.ruleSet().agents.get(agent);
    if (!result.ok) return result;
    if (mandate === undefined)
      throw new Error(`agent ${agent} left the rules in force while it was commanded`);
    return { ok: true as const, value: switchAnswer(result.value, mandate, clock.now()) };
  };
  return {
    hub,
    answer,
    now: clock.now,
    acknowledge: (agent, epoch, caller) => answered(agent, pipeline.acknowledge(agent, epoch, caller)),
    suspend: (agent, reason, caller) => answered(agent, pipeline.suspend(agent, reason, caller)),
    resume: (agent, order, caller) => answered(agent, pipeline.resume(agent, order, caller)),
  };
}

async function viewAgent({ pipeline, read, clock, startedAt }: RouteSources, agent: string) {
  const set = pipeline.ruleSet();
  const mandate = set.agents.get(agent);
  if (mandate === undefined) return undefined;
  const memory = await read();
  const incident = memory.incidents.get(agent);
  const state = memory.switches.get(agent) ?? untouchedSwitch(agent, startedAt);
  const about = incident === undefined ? {} : { incident: incident.number };
  return agentView(mandate, { set, engine: memory.engine, state, ...about }, clock.now());
}

function currentRules({ pipeline, book }: RouteSources) {
  const error = book.error();
  return { set: pipeline.ruleSet(), loadedAt: book.loadedAt(), ...(error === undefined ? {} : { error }) };
}
