import { requirePermission } from '../../access/guard.ts';
import { type ChannelName, channelNames } from '../../notices/channel.ts';
import { createChannels } from '../../notices/channels.ts';
import { createNoticeDesk } from '../../notices/desk-store.ts';
import { createHealthBook, downNotice, type HealthBook } from '../../notices/health.ts';
import { readHealth } from '../../notices/health-store.ts';
import { createNoticeWorker } from '../../notices/jobs.ts';
import { enqueueNotices } from '../../notices/outbox.ts';
import { noticeRoutes } from '../../notices/routes.ts';
import { createNoticeTelemetry } from '../../notices/telemetry.ts';
import { iso } from '../../platform/iso.ts';
import { addressBook, adminsOf, houseLanguage } from '../../rules/ruleset.ts';
import { createStanding } from '../../thread/reminding/standing.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import type { Opened } from '../ports.ts';
import type { ChannelStanding } from '../reach/readiness.ts';

/** The worker of the outbox, the desk where people ask about it, and how the channels fare. */
export async function noticesOf(ground: Ground, core: Core) {
  const { settings, ports, opened, registry } = ground;
  const { clock, logger } = ports;
  const { database } = opened;
  const { thread, reads, reachOf } = core;
  const { db } = database;
  const { ruleSet } = thread;
  const speaks = () => houseLanguage(ruleSet());
  const personOf = (id: string) => ruleSet().people.get(id);
  const book = () => addressBook(ruleSet());
  const channels = await createChannels(settings, clock.now, speaks, ports.channelTimeoutMs);
  const isSetUp = (channel: ChannelName) => channels[channel] !== undefined;
  const telemetry = createNoticeTelemetry(registry, clock.now);
  for (const channel of channelNames) if (isSetUp(channel)) telemetry.works(channel, true);
  const health = healthOf(ground, core, telemetry, () => worker.wake());
  const stands = createStanding({ db, now: clock.now, memory: thread.memory, reachOf });
  const worker = createNoticeWorker({
    ...{ database, clock, logger, channels, personOf, telemetry, book, heard: health.heard, stands },
    mayRun: (agent) => {
      const read = reads.switchOf(agent);
      return read.ok ? read.value.mayRun : undefined;
    },
    recall: async () => {
      const known = [...(await readHealth(db))].filter(([channel]) => isSetUp(channel));
      for (const [channel, { isDown }] of known) if (isDown) telemetry.works(channel, false);
      health.recall(new Map(known));
    },
  });
  // After the stop is on its way to the agent.
  core.noticed(() => setImmediate(worker.wake));
  const desk = createNoticeDesk({
    ...{ db, now: clock.now, personOf, book, health, stands, wake: worker.wake, isSetUp },
    ...{ houseLanguage: speaks, publicUrl: settings.publicUrl },
  });
  const isDown = (channel: ChannelName) => health.of(channel)?.isDown === true;
  const [mayRead, maySend] = [requirePermission('read'), requirePermission('notices.test')];
  return {
    ...{ worker, desk },
    channels: { isSetUp, isDown, asStored: storedStanding(db, isSetUp) },
    api: [noticeRoutes({ db, desk, mayRead, maySend })],
  };
}

/** The notices as other parts use them. */
export type Notices = Awaited<ReturnType<typeof noticesOf>>;

/** How each channel fares; when one goes down, admins are told by the others. */
function healthOf(
  { ports: { clock, logger }, opened: { database } }: Ground,
  { thread: { ruleSet } }: Core,
  telemetry: ReturnType<typeof createNoticeTelemetry>,
  wake: () => void,
): HealthBook {
  return createHealthBook(clock.now, (channel, { since, reason, ...of }, isUp) => {
    telemetry.works(channel, isUp);
    const facts = { channel, since: iso(since), reason };
    if (isUp) return logger.info(facts, 'a channel of notices takes what it is sent again');
    logger.error(facts, 'a channel of notices takes nothing any more: the others say so');
    const now = clock.now();
    const [admins, book] = [adminsOf(ruleSet()), addressBook(ruleSet())];
    const notice = downNotice(channel, { ...of, since, reason }, admins, book, now);
    enqueueNotices(database.db, [notice], now).then(wake, (err: unknown) =>
      logger.warn({ channel, err }, 'that a channel is down could not be told'),
    );
  });
}

/** How long a reading of the outbox is good for. */
const storedForMs = 10_000;

/** How the channels fare by what stands in the outbox, read now and then. */
function storedStanding(db: Opened['database']['db'], isSetUp: ChannelStanding['isSetUp']) {
  let known: { readonly at: number; readonly read: ReturnType<typeof readHealth> } | undefined;
  return async (): Promise<ChannelStanding> => {
    const at = performance.now();
    if (known === undefined || at - known.at > storedForMs) known = { at, read: readHealth(db) };
    const { read } = known;
    const health = await read.catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return { isSetUp, isDown: (channel) => health.get(channel)?.isDown === true };
  };
}
