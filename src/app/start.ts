import { join } from 'node:path';
import { bearerKeys, createFailureLimiter } from '../access/guard.ts';
import { createKeyCommands } from '../access/key-commands.ts';
import { createMakeLink } from '../access/sign-in/link-commands.ts';
import { ensureAdminKey } from '../access/store.ts';
import { createStoreCells } from '../connect/pull/store-cells.ts';
import { registerPullTelemetry } from '../connect/pull/telemetry.ts';
import { scoreRoutes } from '../connect/scores/routes.ts';
import { createRefusalNotes } from '../metrics/intake/refusal-notes.ts';
import { openWriteAheadLog, type WriteAheadLog } from '../metrics/storage/wal/write-ahead-log.ts';
import { migrateDatabase } from '../platform/database/migrate.ts';
import { openDatabase } from '../platform/database/open.ts';
import { defined } from '../platform/defined.ts';
import { randomId } from '../platform/ids.ts';
import { type Holder, holderOf } from '../platform/lease/holder.ts';
import { watchLoopDelay } from '../platform/loop-delay.ts';
import { createRegistry } from '../platform/telemetry.ts';
import { createParsedStore, type ParsedStore } from '../rules/files/parsed-store.ts';
import type { Settings } from '../settings.ts';
import { stateOf } from '../thread/evaluator/memory.ts';
import { signInOf } from './access/sign-in.ts';
import { backupsOf } from './backup/backups.ts';
import { backupRoutes } from './backup/routes.ts';
import { refuseUnfinished } from './backup/staging.ts';
import { calendarsOf } from './calendars.ts';
import { alertRoutesOf, connectRoutes, otlpRoutesOf, pullersOf } from './connect.ts';
import { consoleOf } from './console.ts';
import { type Core, createCore } from './core.ts';
import { dossiersOf } from './dossiers.ts';
import { handOnStops } from './hand-on.ts';
import { helpdesksOf } from './helpdesks.ts';
import { createApi, keyStreamsOf, keysOf, readinessOf } from './http.ts';
import { type App, createLife } from './life.ts';
import { mirrorOf } from './mirror.ts';
import { noticesOf } from './notices.ts';
import type { AppPorts, Opened } from './ports.ts';
import { vaultOf } from './privacy/vault.ts';
import { createProofRunner } from './reach/proof-runner.ts';
import { readinessIn } from './reach/readiness.ts';
import { checkpointsOf } from './register/checkpoints.ts';
import { replaysOf } from './replays.ts';
import { weeklyOf } from './reports/weekly.ts';
import { agentRoutesOf, caseRoutes, countingItems, houseRoutes, intakeRoutes, ruleRoutes } from './routes.ts';
import { openRulebook } from './rulebook.ts';
import { setupRoutes } from './setup-routes.ts';
import { createStopLog } from './stop-log.ts';
import { registerObservers, registerTelemetry } from './telemetry.ts';
import { workshopPorts } from './workshop.ts';

/**
 * Puts the house together. Opens and migrates the database and reads the rules; throws `StartupError` when it
 * cannot.
 */
export async function createApp(settings: Settings, ports: AppPorts): Promise<App> {
  const { logger } = ports;
  if (ports.database === undefined) await refuseUnfinished(settings.dataDir);
  const book = await openRulebook(settings, ports.clock, logger, parsedStoreOf(settings, ports));
  const database = ports.database ?? (await openDatabase({ ...whereOf(settings), logger }));
  try {
    await migrateDatabase(database);
    const holder = await identityOf(settings, ports);
    const cellLog = await writeAheadLogOf(settings, ports, holder);
    const stopLog = stopLogOf(settings, ports, holder);
    const vault = await vaultOf(settings, ports, database);
    return await assemble(settings, ports, { database, book, holder, cellLog, stopLog, vault });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** An app with a database of its own keeps nothing in the data folder. */
function parsedStoreOf({ dataDir }: Settings, { database }: AppPorts): ParsedStore | undefined {
  return database === undefined ? createParsedStore(dataDir) : undefined;
}

/** On PostgreSQL a process that starts again need not wait for the lease that it died with. */
function identityOf({ databaseUrl, dataDir }: Settings, { database }: AppPorts): Promise<Holder> {
  if (database === undefined && databaseUrl !== undefined) return holderOf(dataDir);
  // The embedded database has locked its folder.
  return Promise.resolve({ id: randomId(), ownsFolder: database === undefined, release: async () => {} });
}

/** Only a folder that no other process uses can hold the log. */
async function writeAheadLogOf(
  { dataDir }: Settings,
  { cellLogDir, logger }: AppPorts,
  { ownsFolder }: Holder,
): Promise<WriteAheadLog | undefined> {
  const folder = cellLogDir ?? (ownsFolder ? join(dataDir, 'cell-log') : undefined);
  if (folder === undefined) return undefined;
  try {
    return await openWriteAheadLog(folder);
  } catch (error) {
    logger.warn({ err: error, folder }, 'no cell log can be kept here; samples go to the database at once');
    return undefined;
  }
}

function stopLogOf({ dataDir }: Settings, { stopLogFile }: AppPorts, { ownsFolder }: Holder) {
  const file = stopLogFile ?? (ownsFolder ? join(dataDir, 'kept-stops.jsonl') : undefined);
  return file === undefined ? undefined : createStopLog(file);
}

function whereOf({ databaseUrl, dataDir }: Settings) {
  return databaseUrl === undefined ? { dataDir } : { url: databaseUrl };
}

/**
 * Makes the parts in the order in which they depend on each other; later ones listen to the signals of
 * earlier ones.
 */
async function assemble(settings: Settings, ports: AppPorts, opened: Opened): Promise<App> {
  const { clock, logger } = ports;
  const { database, book } = opened;
  const admin = await ensureAdminKey(database, defined({ given: settings.adminKey }), clock.now());
  const registry = createRegistry();
  const address = { url: settings.publicUrl ?? `http://${settings.host}:${settings.port}` };
  const countPull = registerPullTelemetry(registry);
  const stepMs = () => core.thread.ruleSet().stepMs;
  const storeCells = createStoreCells({ store: settings.prometheus, now: clock.now, stepMs, countPull });
  const core = createCore(
    // A slow tick is no absence.
    { unwatchedAfterMs: Math.max(5_000, 3 * settings.tickMs), ...ports, storeCells },
    opened,
    address,
    registerObservers(registry),
  );
  const { thread, switches, isEvaluator, canStop, hub, reads } = core;
  const { worker, desk, channels } = await noticesOf(settings, ports, opened, core, registry);
  const readinessPorts = { now: clock.now, canStop, ruleSet: thread.ruleSet, reach: core.reach };
  const readinessOfAgent = async (agent: string) => {
    const standing = isEvaluator() ? channels : await channels.asStored();
    return readinessIn(readinessPorts, await reads.memory(), standing, agent);
  };
  const count = registerTelemetry(registry, {
    database,
    clock,
    isEvaluator,
    canStop,
    thread,
    book,
    switches,
    latched: core.latched,
    reach: core.reach,
    readiness: (memory, agent) => readinessIn(readinessPorts, memory, channels, agent),
  });
  const refused = createRefusalNotes(clock.now, logger);
  const counted = countingItems(count, refused);
  const puller = pullersOf(settings, clock, thread, counted, { registry, countPull });
  const helpdesks = helpdesksOf(settings, clock, logger, database, core.fences, thread, counted, registry);
  const {
    mirror,
    hooks: mirrorHooks,
    routes: mirrorDoors,
    issues,
  } = mirrorOf(settings, clock, database, thread, registry);
  const replays = replaysOf(settings, ports, thread, registry);
  const { keys, bearer, streams, keyCommands, makeLink, signIn, sessionStreams } = accessOf(
    settings,
    ports,
    opened,
    thread,
  );
  const weekly = weeklyOf(clock, database, thread);
  const calendars = calendarsOf(settings, clock, database, thread.ruleSet);
  const backups = backupsOf(settings, ports, opened, core, registry);
  const dossiers = dossiersOf(settings, ports, opened, core, worker.wake);
  const checkpoints = checkpointsOf(settings, ports, opened, core, worker.wake, registry);
  const { toSwitch, toFleet, resumeFleet } = core.kept;
  const commands = { ...thread, toSwitch, toFleet, resumeFleet };
  const workshop = workshopPorts(settings.rulesDir, clock, database, thread, storeCells);
  const handOn = handOnStops({
    canAct: core.canAct,
    evaluator: () => (isEvaluator() ? undefined : core.lease.evaluatorAddress()),
    isWorthWaiting: switches.isKnown,
  });
  const http = createApi({
    handOn,
    logger,
    bearer,
    streams: [streams, sessionStreams],
    registry,
    readiness: () => readinessOf(core.lease, switches, thread, book),
    lease: core.lease,
    inWordsOfPages: (c, next) => pages.inWords(c, next),
    evidenceBytes: settings.evidence.maxBytes,
    hooks: [helpdesks.routes, mirrorHooks, calendars.feed],
    api: [
      ...intakeRoutes(clock, thread, counted),
      ...agentRoutesOf(clock, database, commands, reads, {
        ...{ hub, notes: refused, storeCells },
        heardFrom: core.reach.heardFrom,
        readiness: readinessOfAgent,
      }),
      ...ruleRoutes(clock, database, thread, book, workshop, reads),
      ...caseRoutes(clock, database, thread),
      ...houseRoutes(database, keyCommands, { make: makeLink, address: () => address.url }, desk),
      calendars.routes,
      dossiers.routes,
      backupRoutes({ desk: backups, now: clock.now, isEvaluator }),
      weekly.routes,
      ...checkpoints.routes,
      ...connectRoutes(settings, ports, core, { bearer, keyOfId: keys.ofId }, registry),
      alertRoutesOf(clock, database, thread, counted),
      otlpRoutesOf(clock, thread, counted, registry),
      scoreRoutes(puller.scores.wake),
      mirrorDoors,
      setupRoutes(settings, clock, database, {
        ruleSet: thread.ruleSet,
        scores: puller.scores.standing,
        helpdesks: helpdesks.states,
        backups: backups.standing,
      }),
    ],
  });
  const pages = consoleOf({
    ...{
      publicUrl: settings.publicUrl,
      logger,
      clock,
      database,
      book,
      isEvaluator,
      canStop,
      handOn,
      workshop,
      issues,
      storeCells,
    },
    thread: commands,
    read: reads.memory,
    hasAsked: reads.hasAsked,
    previewResume: reads.previewResume,
    outOfReach: reads.outOfReach,
    readersOf: core.reach.readers,
    readiness: readinessOfAgent,
    attemptOf: async (agent) => stateOf(await reads.memory(), agent).attempt,
    isKept: core.kept.has,
    notTaken: refused.of,
    notices: desk,
    changed: core.changed,
    keys: { ...keyCommands, resolve: keys.resolve },
    signIn: { signIn, endStreams: sessionStreams.end, maxMs: settings.signIn.maxMs },
    calendars: calendars.commands,
    dossiers,
    weekly: weekly.desk,
    printer: weekly.printer,
  });
  http.route('/', pages.routes);
  const proofRunner = createProofRunner({
    ...{ now: clock.now, logger, thread, reach: core.reach, isKept: core.kept.has },
  });
  const unwatchLoop = watchLoopDelay(registry, logger);
  return createLife(settings, ports, opened, {
    checkpoints,
    askers: [puller, helpdesks.work, mirror, replays, proofRunner],
    ...{ ...core, worker, http, pages, admin, address, unwatchLoop, weekly: weekly.desk },
    ...{ makeLink },
    sweepEvidence: dossiers.sweep,
    backUp: backups.daily,
  });
}

/** Keys in memory, sessions, the streams that end with both, and the commands that make and revoke keys. */
function accessOf(settings: Settings, ports: AppPorts, opened: Opened, { ruleSet }: Core['thread']) {
  const { clock, logger } = ports;
  const { database } = opened;
  const keys = keysOf(database, clock, logger);
  const bearer = bearerKeys(keys, createFailureLimiter());
  const streams = keyStreamsOf(database, clock, logger);
  const keyCommands = createKeyCommands({
    database,
    now: clock.now,
    forget: (id) => {
      keys.forget(id);
      streams.end(id);
    },
    changed: keys.forget,
    isAgent: (id) => ruleSet().agents.has(id),
    isPerson: (id) => ruleSet().people.has(id),
  });
  const ways = signInOf(settings, ports, opened, { ruleSet, resolveKey: keys.resolve });
  const { now } = clock;
  const makeLink = createMakeLink({ database, now, isPerson: (id) => ruleSet().people.has(id) });
  return { keys, bearer, streams, keyCommands, makeLink, ...ways };
}
