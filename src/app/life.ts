import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MakeLink } from '../access/sign-in/link-commands.ts';
import { linkUrl } from '../access/sign-in/routes.ts';
import type { AdminKey } from '../access/store.ts';
import type { Puller } from '../connect/pull/puller.ts';
import type { Console } from '../console/console.ts';
import type { NoticeWorker } from '../notices/jobs.ts';
import type { WeeklyDesk } from '../plans/weekly/desk-store.ts';
import { createHeapTuning } from '../platform/heap.ts';
import type { HttpEnv } from '../platform/http/http.ts';
import { type Listening, listen } from '../platform/http/server.ts';
import { createJobs, type Jobs } from '../platform/jobs.ts';
import { sayAddress } from '../platform/lease/folder-address.ts';
import { addCheckpointJobs } from '../register/checkpoint/jobs.ts';
import type { Settings } from '../settings.ts';
import type { Core } from './core.ts';
import { addJobs } from './jobs.ts';
import type { AppPorts, Opened } from './ports.ts';
import type { Checkpoints } from './register/checkpoints.ts';
import { startTicking } from './ticking.ts';

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
  /** Looks for what is to be delivered, and resolves when nothing of it is due any more. */
  readonly delivered: () => Promise<void>;
};

type Asker = Pick<Puller, 'tick' | 'stop'> & Partial<Pick<Puller, 'idle'>>;

type Parts = Core & {
  readonly worker: NoticeWorker;
  /** Whatever asks others by itself. */
  readonly askers: readonly Asker[];
  readonly http: OpenAPIHono<HttpEnv>;
  readonly pages: Console;
  readonly admin: AdminKey;
  readonly makeLink: MakeLink;
  /** Where this process is found: known for sure once it listens. */
  readonly address: { url: string };
  readonly unwatchLoop: () => void;
  /** Removes files that belong to no evidence. */
  readonly sweepEvidence: () => Promise<void>;
  /** Writes the backup of the night. */
  readonly backUp: () => Promise<void>;
  readonly weekly: WeeklyDesk;
  readonly checkpoints: Pick<Checkpoints, 'checkpointer' | 'anchor'>;
};

/** Starts the parts, moves them on, and stops them: whoever uses a part stops before it. */
export function createLife(settings: Settings, ports: AppPorts, opened: Opened, parts: Parts): App {
  const { clock, logger } = ports;
  const { lease, thread, worker, askers } = parts;
  const jobs = createJobs({ logger, isEvaluator: lease.isHolder, schedule: ports.schedule });
  const { fences, sweepEvidence, backUp, weekly } = parts;
  addJobs(jobs, {
    ...{ clock, logger, db: opened.database.db, ruleSet: thread.ruleSet, fenced: fences.fenced },
    ...{ sweepEvidence, backUp, weekly },
    onNotices: worker.wake,
  });
  const { checkpointer, anchor } = parts.checkpoints;
  if (settings.checkpoints.signers.length > 0) addCheckpointJobs(jobs, checkpointer, anchor);
  const tick = ticker(parts, logger);
  const leading = followLease(parts);
  let server: Listening | undefined;
  const ending: (() => void)[] = [];

  return {
    start: async () => {
      server = await listen(parts.http, { host: settings.host, port: settings.port });
      await begin(settings, ports, opened, parts, { url: server.url, leading });
      ending.push(parts.watchStops());
      if (!ports.ticksByHand) ending.push(startTicking(clock, settings.tickMs, () => void tick()));
      return sayWhere(server.url, parts, ports);
    },
    stop: async () => {
      for (const end of ending) end();
      parts.unwatchLoop();
      await end(opened, parts, { jobs, server });
    },
    tick,
    settled: async () => {
      for (const asker of askers) await asker.idle?.();
      await thread.idle();
      await checkpointer.idle();
    },
    delivered: worker.idle,
  };
}

/** Leads while the lease is held. Answers a function that resolves when what a lead reads first is read. */
function followLease({ lease, thread, worker }: Parts): () => Promise<void> {
  let leading: Promise<void> = Promise.resolve();
  lease.onChange(({ isHolder }) => {
    if (!isHolder) {
      thread.stepDown();
      void worker.stop();
      return;
    }
    leading = thread.lead().then(() => {
      if (lease.isHolder()) worker.start();
    });
  });
  return () => leading;
}

type Begun = { readonly url: string; readonly leading: () => Promise<void> };

/** Everything between the first connection that is taken and the first round of the clock. */
async function begin(
  settings: Settings,
  { logger }: AppPorts,
  opened: Opened,
  { address, switches, kept, standby, reach, lease, thread, latched }: Parts,
  { url, leading }: Begun,
): Promise<void> {
  const warnOfDropped = (): void => {
    const agents = latched();
    if (agents.length > 0)
      logger.warn({ agents }, 'suspended agents are no longer in the rules; they stay suspended');
  };
  address.url = settings.publicUrl ?? url;
  // A convenience of the command line: nothing that a service could not start without.
  if (settings.databaseUrl === undefined && opened.holder.ownsFolder)
    await sayAddress(settings.dataDir, url).catch((error) =>
      logger.warn({ err: error }, 'the address could not be written into the data folder'),
    );
  await switches.start();
  await kept.start();
  await standby.start();
  await reach.start();
  await lease.start();
  await leading();
  warnOfDropped();
  await opened.book.watch((set) => thread.adopt(set).then(warnOfDropped));
}

/** The admin key is shown by the process that made it, once; and a link that signs in without it. */
async function sayWhere(url: string, { admin, address, makeLink }: Parts, { showOnce }: AppPorts) {
  if (!admin.created) return { url };
  showOnce?.(`Admin key, shown this once: ${admin.secret}`);
  const link = await makeLink({ role: 'admin' }, { role: 'admin', actor: 'cli' });
  if (link.ok)
    showOnce?.(`Sign in to the console, once and within an hour: ${linkUrl(address.url, link.value.secret)}`);
  return { url, adminKey: admin.secret };
}

async function end(
  { book, cellLog, holder, database }: Opened,
  { hub, pages, askers, kept, standby, reach, thread, worker, lease, switches, checkpoints }: Parts,
  { jobs, server }: { readonly jobs: Jobs; readonly server: Listening | undefined },
): Promise<void> {
  await book.close();
  await jobs.stop();
  hub.close();
  pages.close();
  await server?.close();
  for (const asker of askers) await asker.stop();
  await kept.stop();
  await standby.stop();
  await reach.stop();
  await thread.handOver();
  await checkpoints.checkpointer.stop();
  await checkpoints.anchor().catch(() => {});
  await worker.stop();
  await lease.stop();
  await switches.stop();
  await cellLog?.close();
  await holder.release();
  await database.close();
}

/** One tick at a time, and only while this process evaluates. */
function ticker(
  { thread, lease, askers, checkpoints }: Pick<Parts, 'thread' | 'lease' | 'askers' | 'checkpoints'>,
  logger: AppPorts['logger'],
): () => Promise<void> {
  const tuneHeap = createHeapTuning();
  let busy = false;
  return async () => {
    if (busy || !lease.isHolder()) return;
    busy = true;
    for (const asker of askers) asker.tick();
    await thread
      .tick()
      .catch((error) => logger.error({ err: error }, 'a tick failed; the next one tries again'));
    checkpoints.checkpointer.tick();
    tuneHeap(thread.memory()?.ids.size ?? 0);
    busy = false;
  };
}
