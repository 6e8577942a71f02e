import type { OpenAPIHono } from '@hono/zod-openapi';
import { linkUrl } from '../access/sign-in/routes.ts';
import type { AdminKey } from '../access/store.ts';
import type { Console } from '../console/console.ts';
import { createHeapTuning } from '../platform/heap.ts';
import type { HttpEnv } from '../platform/http/http.ts';
import { type Listening, listen } from '../platform/http/server.ts';
import { createJobs, type Jobs } from '../platform/jobs.ts';
import { sayAddress } from '../platform/lease/folder-address.ts';
import type { Core } from './core.ts';
import type { Ground } from './ground.ts';
import type { Access } from './parts/access.ts';
import type { Notices } from './parts/notices.ts';
import type { Asker, Part } from './parts/part.ts';
import type { Register } from './parts/register.ts';
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

/** The parts that the life of a process is about. */
export type LifeParts = {
  /** All of them, with what each tick moves on and what runs by the calendar. */
  readonly parts: readonly Part[];
  readonly http: OpenAPIHono<HttpEnv>;
  readonly console: Pick<Console, 'close'>;
  readonly register: Pick<Register, 'checkpointer' | 'anchor'>;
  readonly notices: Pick<Notices, 'worker'>;
  readonly access: Pick<Access, 'makeLink'>;
  readonly admin: AdminKey;
  readonly unwatchLoop: () => void;
};

/** A ground, its core and its parts, once they are put together. */
type Whole = LifeParts & {
  readonly ground: Ground;
  readonly core: Core;
  readonly askers: readonly Asker[];
};

/** Starts the parts, moves them on, and stops them: whoever uses a part stops before it. */
export function createLife(ground: Ground, core: Core, parts: LifeParts): App {
  const { settings, ports } = ground;
  const { clock, logger, schedule } = ports;
  const askers = parts.parts.flatMap((part) => part.askers ?? []);
  const whole: Whole = { ...parts, ground, core, askers };
  const jobs = createJobs({ logger, isEvaluator: core.isEvaluator, schedule });
  for (const { addJobs } of parts.parts) addJobs?.(jobs);
  const tick = ticker(whole);
  const leading = followLease(whole);
  let server: Listening | undefined;
  const ending: (() => void)[] = [];

  return {
    start: async () => {
      server = await listen(parts.http, { host: settings.host, port: settings.port });
      await begin(whole, { url: server.url, leading });
      ending.push(core.watchStops());
      if (!ports.ticksByHand) ending.push(startTicking(clock, settings.tickMs, () => void tick()));
      return sayWhere(server.url, whole);
    },
    stop: async () => {
      for (const end of ending) end();
      parts.unwatchLoop();
      await end(whole, { jobs, server });
    },
    tick,
    settled: async () => {
      for (const asker of askers) await asker.idle?.();
      await core.thread.idle();
      await parts.register.checkpointer.idle();
    },
    delivered: parts.notices.worker.idle,
  };
}

/** Leads while the lease is held. Answers a function that resolves when what a lead reads first is read. */
function followLease({ core: { lease, thread }, notices: { worker } }: Whole): () => Promise<void> {
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
async function begin({ ground, core }: Whole, { url, leading }: Begun): Promise<void> {
  const { settings, opened, address } = ground;
  const { logger } = ground.ports;
  const { switches, kept, standby, reach, lease, thread, latched } = core;
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
async function sayWhere(url: string, { admin, access: { makeLink }, ground }: Whole) {
  const {
    address,
    ports: { showOnce },
  } = ground;
  if (!admin.created) return { url };
  showOnce?.(`Admin key, shown this once: ${admin.secret}`);
  const link = await makeLink({ role: 'admin' }, { role: 'admin', actor: 'cli' });
  if (link.ok)
    showOnce?.(`Sign in to the console, once and within an hour: ${linkUrl(address.url, link.value.secret)}`);
  return { url, adminKey: admin.secret };
}

async function end(
  { ground, core, askers, console, register, notices }: Whole,
  { jobs, server }: { readonly jobs: Jobs; readonly server: Listening | undefined },
): Promise<void> {
  const { book, cellLog, holder, database } = ground.opened;
  const { hub, kept, standby, reach, thread, lease, switches } = core;
  await book.close();
  await jobs.stop();
  hub.close();
  console.close();
  await server?.close();
  for (const asker of askers) await asker.stop();
  await kept.stop();
  await standby.stop();
  await reach.stop();
  await thread.handOver();
  await register.checkpointer.stop();
  await register.anchor().catch(() => {});
  await notices.worker.stop();
  await lease.stop();
  await switches.stop();
  await cellLog?.close();
  await holder.release();
  await database.close();
}

/** One tick at a time, and only while this process evaluates. */
function ticker({ ground, core, askers, register }: Whole): () => Promise<void> {
  const { thread, lease } = core;
  const { logger } = ground.ports;
  const tuneHeap = createHeapTuning();
  let busy = false;
  return async () => {
    if (busy || !lease.isHolder()) return;
    busy = true;
    for (const asker of askers) asker.tick();
    await thread
      .tick()
      .catch((error) => logger.error({ err: error }, 'a tick failed; the next one tries again'));
    register.checkpointer.tick();
    tuneHeap(thread.memory()?.ids.size ?? 0);
    busy = false;
  };
}
