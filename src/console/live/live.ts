import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import type { Logger } from 'pino';
import {
  broadcast,
  type Channel,
  type Client,
  createChannel,
  drawChannel,
  heartbeat,
  missedBy,
  type Part,
  type Topic,
} from './live-channel.ts';

/** The contents of a topic, and the revision to follow it from. */
export type Drawn = { readonly parts: readonly Part[]; readonly after: string };

/**
 * Keeps open pages up to date: every topic is drawn once for all who look at it, and only the parts that
 * changed are sent, as out-of-band swaps of htmx.
 */
export type LiveHub = {
  /** The present contents of a page of this topic; `after` goes into the address of its stream. */
  readonly current: (topic: Topic) => Promise<Drawn>;
  /** The stream of a topic's changes since what the page has seen, as its address or the browser says. */
  readonly open: (c: Context, topic: Topic) => Response;
  /** Something has changed: everybody hears of it soon. */
  readonly poke: () => void;
  readonly close: () => void;
};

export type LiveOptions = {
  readonly now: () => number;
  readonly logger: Logger;
  /** How often values are looked at when nothing else calls for it. */
  readonly everyMs?: number;
  /** How long changes are gathered before they are drawn. */
  readonly gatherMs?: number;
};

/** A drawing this recent, with no change since, is current enough for another page. */
const freshMs = 2_000;
/** Channels that nobody has looked at for this long are forgotten. */
const idleMs = 60_000;
const heartbeatMs = 15_000;
/** A reader that falls this many messages behind is cut off. */
const mostPending = 8;

type Hub = {
  readonly channels: Map<string, Channel>;
  /** Of this process: revisions of another mean nothing here. */
  readonly epoch: string;
  readonly now: () => number;
  readonly logger: Logger;
};

/** A hub without any page open; it only works while there is one. */
export function createLiveHub({ now, logger, everyMs = 3_000, gatherMs = 100 }: LiveOptions): LiveHub {
  const hub: Hub = { channels: new Map(), epoch: randomUUID().slice(0, 8), now, logger };
  let gathering: NodeJS.Timeout | undefined;
  let rounds = 0;
  const ticking = setInterval(() => {
    rounds += 1;
    void drawAll(hub);
    if (rounds % Math.ceil(heartbeatMs / everyMs) !== 0) return;
    for (const channel of hub.channels.values()) broadcast(channel, heartbeat);
  }, everyMs).unref();

  return {
    current: async (topic) => {
      const channel = await upToDate(hub, topic);
      return { parts: [...channel.parts.values()], after: `${hub.epoch}-${channel.revision}` };
    },
    open: (c, topic) => openStream(hub, c, topic),
    poke: () => {
      // A page that is loaded right after a command must not show what was drawn right before it.
      for (const channel of hub.channels.values()) channel.drawnAt = Number.NEGATIVE_INFINITY;
      gathering ??= setTimeout(() => {
        gathering = undefined;
        void drawAll(hub);
      }, gatherMs).unref();
    },
    close: () => {
      clearInterval(ticking);
      clearTimeout(gathering);
      for (const { clients } of hub.channels.values()) for (const client of clients) client.end();
      hub.channels.clear();
    },
  };
}

/** Draws every channel that somebody looks at, and forgets those that nobody has looked at for long. */
async function drawAll({ channels, epoch, now, logger }: Hub): Promise<void> {
  for (const channel of channels.values()) {
    if (channel.clients.size > 0)
      await drawChannel(channel, epoch, now()).catch((error) =>
        logger.warn({ err: error }, 'an open page could not be drawn'),
      );
    else if (now() - channel.usedAt > idleMs) channels.delete(channel.topic.name);
  }
}

/** The channel of a topic, drawn a moment ago at most. */
async function upToDate({ channels, epoch, now }: Hub, topic: Topic): Promise<Channel> {
  const channel = channels.get(topic.name) ?? createChannel(topic, now());
  channels.set(topic.name, channel);
  channel.usedAt = now();
  const isStale = channel.drawing !== undefined || now() - channel.drawnAt > freshMs;
  if (isStale) await drawChannel(channel, epoch, now());
  return channel;
}

function openStream(hub: Hub, c: Context, topic: Topic): Response {
  const after = c.req.header('last-event-id') ?? c.req.query('after') ?? '';
  c.header('Content-Type', 'text/event-stream');
  c.header('Cache-Control', 'no-store, no-transform');
  c.header('X-Accel-Buffering', 'no');
  return stream(c, async (out) => {
    const channel = await upToDate(hub, topic);
    const { client, ended } = clientOf(out);
    channel.clients.add(client);
    out.onAbort(() => client.end());
    client.send(missedBy(channel, hub.epoch, after));
    await ended;
    channel.clients.delete(client);
    channel.usedAt = hub.now();
  });
}

function clientOf(out: { write: (bytes: Uint8Array) => Promise<unknown> }): {
  readonly client: Client;
  readonly ended: Promise<void>;
} {
  let pending = 0;
  let finish = (): void => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const send = (bytes: Uint8Array): boolean => {
    if (pending >= mostPending) return false;
    pending += 1;
    out
      .write(bytes)
      .then(() => {
        pending -= 1;
      })
      .catch(finish);
    return true;
  };
  return { client: { send, end: finish }, ended };
}
