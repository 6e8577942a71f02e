import type { Logger } from 'pino';
import { defined } from '../platform/defined.ts';
import { type ChannelName, channelNames } from './channel.ts';
import type { Channels, Claimed, PersonOf, Sent } from './delivery.ts';
import { gather, gatheredId, isReadable } from './gather.ts';
import { claimDeliveries, markDelivered, markFailed, type NotDelivered, nextDueAt } from './outbox.ts';
import { afterFailure } from './retry.ts';
import { readBacklog } from './store.ts';
import type { NoticeTelemetry } from './telemetry.ts';
import { type HoldPorts, letThrough, stillTrue, type Withdraw } from './waiting/let-through.ts';

/** The outside of the deliveries. Those of a channel that is not set up are skipped; the trace says so. */
export type DeliveryPorts = HoldPorts & {
  readonly channels: Channels;
  readonly logger: Pick<Logger, 'debug' | 'warn' | 'error'>;
  readonly personOf: PersonOf;
  /** Whether an agent may run now; `undefined` where this process does not know. */
  readonly mayRun: (agent: string) => boolean | undefined;
  readonly telemetry?: NoticeTelemetry;
  /** Told of every attempt, to know which channels work. */
  readonly heard?: (channel: ChannelName, sent: Sent) => void;
  /** Done before the first delivery after each start: what an earlier process knew of the channels. */
  readonly recall?: () => Promise<void>;
  /** In [0, 1), for the jitter of retries. */
  readonly random?: () => number;
};

/** How many deliveries of one channel run at once. */
const batch = 8;
/** More than this in one message are several messages. */
const mostTogether = 1_000;
/** Longer than any channel may take for one delivery: who holds a claim longer has crashed. */
const leaseMs = 90_000;
/** The longest sleep: what was enqueued without a wake is found after this. */
const idleMs = 15_000;
/** The shortest sleep: what is due but claimed by somebody else is not asked for without a break. */
const shortestMs = 100;
const afterErrorMs = 2_000;
/** Receivers drop repetitions by their id, but not for ever. */
const mostUnknown = 3;

/** Makes deliveries of one channel that are due now, a handful at once; answers how many it tried. */
export async function deliverBatch(ports: DeliveryPorts, channel: ChannelName): Promise<number> {
  const now = ports.clock.now();
  const { db } = ports.database;
  const withdraw: Withdraw = (delivery, reason) => noted(ports, delivery, { outcome: 'skipped', reason });
  const claimed = await claimDeliveries(db, { channel, limit: batch, leaseMs, now });
  const ready = asOfNow(await letThrough(ports, claimed, withdraw), ports);
  const sendTogether = ports.channels[channel]?.sendTogether;
  const { alone, together } = sendTogether ? gather(ready) : { alone: ready, together: [] };
  const groups = together.map(async (group) => {
    const [like] = group;
    const more = await claimDeliveries(db, {
      channel,
      limit: mostTogether,
      leaseMs,
      now,
      ...defined({ like }),
    });
    const others = asOfNow(await stillTrue(ports, more, withdraw), ports);
    const all = [...group, ...others.filter(isReadable)];
    const sent = await attempted(ports, all, () => sendTogether?.(all, ports.personOf));
    const message = all.length > 1 ? gatheredId(all) : undefined;
    await Promise.all(all.map((delivery) => noted(ports, delivery, sent, message)));
  });
  const singles = alone.map(async (delivery) => noted(ports, delivery, await attempt(ports, delivery)));
  await Promise.all([...groups, ...singles]);
  return claimed.length;
}

/** Much may have happened since a notice was enqueued: it is told with the switch as it is now. */
function asOfNow(claimed: readonly Claimed[], { mayRun }: Pick<DeliveryPorts, 'mayRun'>): readonly Claimed[] {
  return claimed.map((delivery) => {
    const { notice } = delivery;
    const now = notice?.agent === undefined ? undefined : mayRun(notice.agent);
    return notice === undefined || now === undefined
      ? delivery
      : { ...delivery, notice: { ...notice, mayRun: now } };
  });
}

async function noted(ports: DeliveryPorts, delivery: Claimed, sent: Sent, message?: string): Promise<void> {
  await note(ports, delivery, sent, message).catch((err: unknown) => {
    ports.logger.warn({ ...factsOf(delivery), err }, 'how a delivery ended was not noted, it is repeated');
  });
}

async function note(
  ports: DeliveryPorts,
  delivery: Claimed,
  sent: Sent,
  message: string | undefined,
): Promise<void> {
  const now = ports.clock.now();
  ports.telemetry?.counted(delivery.channel, sent.outcome);
  ports.heard?.(delivery.channel, sent);
  if (sent.outcome === 'delivered') {
    ports.logger.debug(factsOf(delivery), 'notice delivered');
    return markDelivered(ports.database.db, delivery, now, message);
  }
  const next = nextState(delivery, sent, now, (ports.random ?? Math.random)());
  const facts = { ...factsOf(delivery), ...next };
  if (next.state === 'unknown') ports.logger.warn(facts, 'nobody knows whether a notice has arrived');
  else if (next.state === 'dead')
    ports.logger.error(facts, 'a notice could not be delivered and is given up');
  else if (next.state === 'waiting')
    ports.logger.warn(facts, 'a notice was not delivered, it is tried again');
  else ports.logger.debug(facts, 'a notice had nowhere to go');
  await markFailed(ports.database.db, delivery, next, now, message);
}

async function attempt(ports: DeliveryPorts, delivery: Claimed): Promise<Sent> {
  const channel = ports.channels[delivery.channel];
  if (channel !== undefined && !isReadable(delivery)) return { outcome: 'dead', reason: 'unreadable' };
  return attempted(ports, [delivery], () =>
    isReadable(delivery) ? channel?.send(delivery, ports.personOf) : undefined,
  );
}

async function attempted(
  { logger }: DeliveryPorts,
  [first]: readonly Claimed[],
  send: () => Promise<Sent> | undefined,
): Promise<Sent> {
  try {
    return (await send()) ?? { outcome: 'skipped', reason: 'not_set_up' };
  } catch (err) {
    logger.error({ ...(first && factsOf(first)), err }, 'a channel failed in an unexpected way');
    return { outcome: 'failed', reason: 'unexpected' };
  }
}

function nextState(
  delivery: Claimed,
  sent: Exclude<Sent, { outcome: 'delivered' }>,
  now: number,
  chance: number,
): NotDelivered {
  const { reason } = sent;
  switch (sent.outcome) {
    case 'skipped':
    case 'dead':
      return { state: sent.outcome, reason };
    case 'unknown':
      if (delivery.attempts >= mostUnknown) return { state: 'unknown', reason };
      return { ...afterFailure(delivery, now, chance), reason };
    case 'failed':
      return { ...afterFailure({ ...delivery, ...sent }, now, chance), reason };
    default:
      return sent satisfies never;
  }
}

function factsOf({ id, channel, recipient, attempts, notice }: Claimed) {
  return { delivery: id, channel, person: recipient, attempts, kind: notice?.kind, key: notice?.key };
}

/** Delivers in the background what stands in the outbox. */
export type NoticeWorker = {
  /** Something was committed: look now. */
  readonly wake: () => void;
  /** Looks now, and resolves when nothing is due any more. */
  readonly idle: () => Promise<void>;
  readonly start: () => void;
  /** Resolves once nothing is being delivered any more. */
  readonly stop: () => Promise<void>;
};

/** One loop a channel: a hanging mail server holds up no webhook. May be started again after a stop. */
export function createNoticeWorker(ports: DeliveryPorts): NoticeWorker {
  let loops: readonly Loop[] = [];
  return {
    wake: () => {
      for (const loop of loops) loop.wake();
    },
    idle: async () => {
      await Promise.all(loops.map((loop) => loop.idle()));
    },
    start: () => {
      if (loops.length > 0) return;
      const recalled = ports.recall?.().catch((err: unknown) => {
        ports.logger.warn({ err }, 'how the channels fared before could not be read');
      });
      loops = channelNames.map((channel) =>
        startLoop(async () => {
          await recalled;
          return round(ports, channel);
        }),
      );
    },
    stop: async () => {
      const ending = loops;
      loops = [];
      await Promise.all(ending.map((loop) => loop.stop()));
      // Whoever delivers now tells what waits.
      ports.telemetry?.backlog([]);
    },
  };
}

/** One look at a channel's outbox; answers how long to sleep after it. */
async function round(ports: DeliveryPorts, channel: ChannelName): Promise<number> {
  try {
    if ((await deliverBatch(ports, channel)) === batch) return 0;
    ports.telemetry?.backlog(await readBacklog(ports.database.db));
    const dueAt = await nextDueAt(ports.database.db, channel);
    return dueAt === undefined ? idleMs : Math.min(idleMs, Math.max(shortestMs, dueAt - ports.clock.now()));
  } catch (err) {
    ports.logger.warn({ err, channel }, 'the outbox could not be read or written, it is tried again');
    return afterErrorMs;
  }
}

type Loop = {
  readonly wake: () => void;
  readonly idle: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Calls `work` again and again, sleeping between as long as it said, or until woken. */
function startLoop(work: () => Promise<number>): Loop {
  let state: 'asleep' | 'busy' | 'woken' | 'stopped' = 'busy';
  let rouse = () => {};
  const waiting: (() => void)[] = [];
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const isStopped = () => state === 'stopped';
  async function run(): Promise<void> {
    while (!isStopped()) {
      state = 'busy';
      const ms = await work();
      if (state !== 'busy') continue;
      // It is asked to look again at once when there is more.
      if (ms > 0) for (const resolve of waiting.splice(0)) resolve();
      state = 'asleep';
      await sleep(ms);
    }
    for (const resolve of waiting.splice(0)) resolve();
  }
  const running = run();
  const wake = () => {
    if (isStopped()) return;
    state = 'woken';
    rouse();
  };
  return {
    wake,
    idle: () => {
      if (isStopped()) return running;
      const idle = new Promise<void>((resolve) => waiting.push(resolve));
      wake();
      return idle;
    },
    stop: () => {
      state = 'stopped';
      rouse();
      return running;
    },
  };
}
