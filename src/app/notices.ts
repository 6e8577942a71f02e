import type { Registry } from 'prom-client';
import { type ChannelName, channelNames } from '../notices/channel.ts';
import { createChannels } from '../notices/channels.ts';
import { createNoticeDesk, type NoticeDesk } from '../notices/desk-store.ts';
import { createHealthBook, downNotice, type HealthBook } from '../notices/health.ts';
import { readHealth } from '../notices/health-store.ts';
import { createNoticeWorker, type NoticeWorker } from '../notices/jobs.ts';
import { enqueueNotices } from '../notices/outbox.ts';
import { createNoticeTelemetry } from '../notices/telemetry.ts';
import { addressBook, adminsOf, houseLanguage } from '../rules/ruleset.ts';
import type { Settings } from '../settings.ts';
import { createStanding } from '../thread/reminding/standing.ts';
import type { Core } from './core.ts';
import type { AppPorts, Opened } from './ports.ts';
import type { ChannelStanding } from './reach/readiness.ts';

/** The worker of the outbox, and the desk where people ask about it. */
export async function noticesOf(
  settings: Settings,
  { clock, logger }: AppPorts,
  { database }: Opened,
  { thread, noticed, reads, reachOf }: Core,
  registry: Registry,
): Promise<{
  readonly worker: NoticeWorker;
  readonly desk: NoticeDesk;
  readonly channels: ChannelStanding & {
    /** The same in a process that has tried none itself. */
    readonly asStored: () => Promise<ChannelStanding>;
  };
}> {
  const { ruleSet } = thread;
  const speaks = () => houseLanguage(ruleSet());
  const personOf = (id: string) => ruleSet().people.get(id);
  const book = () => addressBook(ruleSet());
  const channels = await createChannels(settings, clock.now, speaks);
  const telemetry = createNoticeTelemetry(registry, clock.now);
  for (const channel of channelNames) if (channels[channel] !== undefined) telemetry.works(channel, true);
  const health: HealthBook = createHealthBook(clock.now, (channel, { since, reason, ...of }, isUp) => {
    telemetry.works(channel, isUp);
    const facts = { channel, since: new Date(since).toISOString(), reason };
    if (isUp) return logger.info(facts, 'a channel of notices takes what it is sent again');
    logger.error(facts, 'a channel of notices takes nothing any more: the others say so');
    const now = clock.now();
    const notice = downNotice(channel, { ...of, since, reason }, adminsOf(ruleSet()), book(), now);
    enqueueNotices(database.db, [notice], now).then(worker.wake, (err: unknown) =>
      logger.warn({ channel, err }, 'that a channel is down could not be told'),
    );
  });
  const stands = createStanding({ db: database.db, now: clock.now, memory: thread.memory, reachOf });
  const worker = createNoticeWorker({
    ...{ database, clock, logger, channels, personOf, telemetry },
    mayRun: (agent) => {
      const read = reads.switchOf(agent);
      return read.ok ? read.value.mayRun : undefined;
    },
    ...{ book, heard: health.heard },
    recall: async () => {
      const known = [...(await readHealth(database.db))].filter(
        ([channel]) => channels[channel] !== undefined,
      );
      for (const [channel, { isDown }] of known) if (isDown) telemetry.works(channel, false);
      health.recall(new Map(known));
    },
    stands,
  });
  // After the stop is on its way to the agent.
  noticed(() => setImmediate(worker.wake));
  const desk = createNoticeDesk({
    ...{ db: database.db, now: clock.now, personOf, book, health, stands, wake: worker.wake },
    houseLanguage: speaks,
    isSetUp: (channel) => channels[channel] !== undefined,
    publicUrl: settings.publicUrl,
  });
  const isSetUp = (channel: ChannelName) => channels[channel] !== undefined;
  const isDown = (channel: ChannelName) => health.of(channel)?.isDown === true;
  return { worker, desk, channels: { isSetUp, isDown, asStored: storedStanding(database.db, isSetUp) } };
}

/** What others know is good for so long. */
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
