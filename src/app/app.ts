import { join } from 'node:path';
import type { Logger } from 'pino';
import { ensureAdminKey } from '../access/store.ts';
import { openWriteAheadLog, type WriteAheadLog } from '../metrics/storage/wal/write-ahead-log.ts';
import { createChannels } from '../notices/channels.ts';
import { createNoticeWorker } from '../notices/jobs.ts';
import { createNoticeTelemetry } from '../notices/telemetry.ts';
import { sha256Hex } from '../platform/canonical.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { migrateDatabase } from '../platform/database/migrate.ts';
import { openDatabase } from '../platform/database/open.ts';
import { createHeapTuning } from '../platform/heap.ts';
import { type Listening, listen } from '../platform/http/server.ts';
import { randomId } from '../platform/ids.ts';
import { createJobs } from '../platform/jobs.ts';
import { createLease } from '../platform/lease/evaluator.ts';
import { type Holder, holderOf } from '../platform/lease/holder.ts';
import type { LeaseTiming } from '../platform/lease/lease.ts';
import { createRegistry } from '../platform/telemetry.ts';
import { createParsedStore, type ParsedStore } from '../rules/files/parsed-store.ts';
import type { Settings } from '../settings.ts';
import { switchAnswer } from '../switches/lease.ts';
import { createSwitchHub } from '../switches/stream.ts';
import { untouchedSwitch } from '../switches/switch.ts';
import { createPipeline } from '../thread/pipeline.ts';
import { createReader } from '../thread/reading.ts';
import { createBell } from './bell.ts';
import { createSwitchBoard } from './board.ts';
import { createFences } from './fences.ts';
import { addJobs } from './jobs.ts';
import { mountRoutes } from './routes.ts';
import { openRulebook, type Rulebook } from './rulebook.ts';
import { registerTelemetry } from './telemetry.ts';
import { startTicking } from './ticking.ts';

/** What an app is given instead of making it: the clock always, a database in tests. */
export type AppPorts = {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Migrated or not; the app closes it when it stops. */
  readonly database?: Database;
  /** Where samples are durable before the database has them; next to the holder of the lease unless a test says so. */
  readonly cellLogDir?: string;
  /** Time passes when `tick` is called, and by that alone: for clocks that are moved by hand. */
  readonly ticksByHand?: boolean;
  /** How long the evaluator lease stands; the usual timing unless a test must survive a busy machine. */
  readonly leaseTiming?: LeaseTiming;
  /** Where the admin key is shown, once. stdout of the process. */
  readonly showOnce?: (line: string) => void;
};

/** A running service. */
export type App = {
  /** Listens, and asks for the lease. Throws `StartupError` when the address cannot be had. */
  readonly start: () => Promise<{ readonly url: string; readonly adminKey?: string }>;
  /** Lets requests end, writes what was begun, gives the lease up and closes the database. */
  readonly stop: () => Promise<void>;
  /** One round of what the passing of time brings about; the app itself calls it every tick. */
  readonly tick: () => Promise<void>;
  /** Resolves when all that was begun is written. */
  readonly settled: () => Promise<void>;
};

/** Puts the house together. Opens and migrates the database and reads the rules; throws `StartupError` when it cannot. */
export async function createApp(settings: Settings, ports: AppPorts): Promise<App> {
  const { logger } = ports;
  const book = await openRulebook(settings, ports.clock, logger, parsedStoreOf(settings, ports));
  const database = ports.database ?? (await openDatabase({ ...whereOf(settings), logger }));
  try {
    await migrateDatabase(database);
    const holder = await identityOf(settings, ports);
    const cellLog = await cellLogOf(settings, ports, holder);
    return await assemble(settings, ports, { database, book, holder, cellLog });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Whoever brings a database along keeps nothing in the data folder. */
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
async function cellLogOf(
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

function whereOf({ databaseUrl, dataDir }: Settings) {
  return databaseUrl === undefined ? { dataDir } : { url: databaseUrl };
}

type Opened = {
  readonly database: Database;
  readonly book: Rulebook;
  readonly holder: Holder;
  readonly cellLog: WriteAheadLog | undefined;
};

async function assemble(
  settings: Settings,
  { clock, logger, showOnce, leaseTiming, ticksByHand = false }: AppPorts,
  { database, book, holder, cellLog }: Opened,
): Promise<App> {
  const given = settings.adminKey === undefined ? {} : { given: settings.adminKey };
  const admin = await ensureAdminKey(database, given, clock.now());
  const registry = createRegistry();
  const hub = createSwitchHub();
  const bell = createBell();
  // A switch that nothing ever happened to stands as it does since this process looks after it.
  const startedAt = clock.now();
  let address = settings.publicUrl ?? `http://${settings.host}:${settings.port}`;
  const lease = createLease({
    database,
    logger,
    holder: holder.id,
    address: () => address,
    ...(leaseTiming === undefined ? {} : { timing: leaseTiming }),
  });

  const fences = createFences(database, lease);
  const answer = (agent: string) => {
    const mandate = pipeline.ruleSet().agents.get(agent);
    if (mandate === undefined || !board.isKnown()) return undefined;
    const now = clock.now();
    return switchAnswer(board.get(agent) ?? untouchedSwitch(agent, startedAt), mandate, now);
  };
  const tell = (agent: string): void => {
    const told = answer(agent);
    if (told !== undefined) hub.publish(told);
  };
  const board = createSwitchBoard({
    database,
    logger,
    isEvaluator: lease.isHolder,
    onChange: (state) => {
      tell(state.agent);
      bell.ring();
    },
  });
  const worker = createNoticeWorker({
    database,
    channels: await createChannels(settings, clock.now),
    clock,
    logger,
    personOf: (id) => pipeline.ruleSet().people.get(id),
    telemetry: createNoticeTelemetry(registry, clock.now),
  });
  const telemetry = registerTelemetry(registry, {
    database,
    clock,
    isEvaluator: lease.isHolder,
    pipeline: () => pipeline,
    book,
    board,
    reader: () => read(),
  });
  const pipeline = createPipeline(
    {
      database,
      clock,
      logger,
      digest: sha256Hex,
      ...fences,
      cellLog,
      isEvaluator: lease.isHolder,
      onSwitch: board.set,
      // After the stop is on its way to the agent.
      onNotices: () => setImmediate(worker.wake),
      onChange: bell.ring,
      onDetected: telemetry.detected,
    },
    book.set(),
  );
  const read = createReader({ database, now: clock.now, memory: pipeline.memory, ruleSet: pipeline.ruleSet });
  const { http, closePages } = mountRoutes({
    startedAt,
    settings,
    logger,
    clock,
    database,
    registry,
    hub,
    answer,
    board,
    lease,
    pipeline,
    read,
    book,
    telemetry,
    bell,
  });
  const jobs = createJobs({ logger, isEvaluator: lease.isHolder });
  const catchUp = addJobs(jobs, {
    clock,
    logger,
    ruleSet: pipeline.ruleSet,
    fenced: fences.fenced,
    onNotices: worker.wake,
  });

  let server: Listening | undefined;
  let stopTicking = (): void => {};
  let busy = false;
  const tuneHeap = createHeapTuning();
  let leading: Promise<void> | undefined;

  const tick = async (): Promise<void> => {
    if (busy || !lease.isHolder()) return;
    busy = true;
    await pipeline
      .tick()
      .catch((error) => logger.error({ err: error }, 'a tick failed; the next one tries again'));
    tuneHeap(pipeline.memory()?.ids.size ?? 0);
    busy = false;
  };

  lease.onChange(({ isHolder }) => {
    if (!isHolder) {
      pipeline.stepDown();
      void worker.stop();
      return;
    }
    leading = pipeline.lead().then(async () => {
      if (!lease.isHolder()) return;
      worker.start();
      await catchUp();
    });
  });

  return {
    start: async () => {
      server = await listen(http, { host: settings.host, port: settings.port });
      address = settings.publicUrl ?? server.url;
      await board.start();
      await lease.start();
      await leading;
      await book.watch((set) => pipeline.adopt(set));
      if (!ticksByHand) stopTicking = startTicking(clock, settings.tickMs, () => void tick());
      if (admin.created) {
        showOnce?.(`Admin key, shown this once: ${admin.secret}`);
        showOnce?.(
          `Sign in to the console with it: ${settings.publicUrl ?? server.url}/sign-in#${admin.secret}`,
        );
      }
      return { url: server.url, ...(admin.created ? { adminKey: admin.secret } : {}) };
    },
    stop: async () => {
      stopTicking();
      await book.close();
      await jobs.stop();
      hub.close();
      closePages();
      await server?.close();
      await pipeline.handOver();
      await worker.stop();
      await lease.stop();
      await board.stop();
      await cellLog?.close();
      await holder.release();
      await database.close();
    },
    tick,
    settled: pipeline.drain,
  };
}
