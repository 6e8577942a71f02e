import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import type { Logger } from 'pino';
import type { Part } from './part.ts';

/** A page that is open somewhere: who may see which contents is part of its name. */
export type Topic = {
  readonly name: string;
  /** Draws everything of the page that may change. */
  readonly draw: () => Promise<readonly Part[]>;
};

/** The contents of a topic, and the revision to follow it from. */
export type Drawn = { readonly parts: readonly Part[]; readonly after: string };

/**
 * Keeps open pages up to date: every topic is drawn once for all who look at it, and only the parts that changed are sent,
 * as out-of-band swaps of htmx.
 */
export type LiveHub = {
  /** What a page of this topic shows now; `after` goes into the address of its stream. */
  readonly current: (topic: Topic) => Promise<Drawn>;
  /** The stream of a topic's changes since `after`. */
  readonly open: (c: Context, topic: Topic, after: string) => Response;
  /** Something has changed: everybody hears of it soon. */
  readonly poke: () => void;
  readonly close: () => void;
};

type Client = { readonly send: (bytes: Uint8Array) => boolean; readonly end: () => void };
type Channel = {
  readonly topic: Topic;
  readonly clients: Set<Client>;
  parts: ReadonlyMap<string, Part & { readonly revision: number }>;
  revision: number;
  drawnAt: number;
  drawing: Promise<void> | undefined;
  usedAt: number;
};

export type LiveOptions = {
  readonly now: () => number;
  readonly logger: Logger;
  /** How often values are looked at when nothing else calls for it. */
  readonly everyMs?: number;
  /** How long changes are gathered before they are drawn. */
  readonly gatherMs?: number;
};

/** What was drawn this recently, with no change since, is current enough for another page. */
const freshMs = 2_000;
/** Channels that nobody has looked at for this long are forgotten. */
const idleMs = 60_000;
const heartbeatMs = 15_000;

/** A hub without any page open; it only works while there is one. */
export function createLiveHub({ now, logger, everyMs = 3_000, gatherMs = 100 }: LiveOptions): LiveHub {
  const channels = new Map<string, Channel>();
  const epoch = randomUUID().slice(0, 8);
  const encoder = new TextEncoder();
  let gathering: NodeJS.Timeout | undefined;
  let beat = 0;

  const channelOf = (topic: Topic): Channel => {
    const known = channels.get(topic.name);
    if (known) return known;
    const made: Channel = {
      topic,
      clients: new Set(),
      parts: new Map(),
      revision: 0,
      drawnAt: Number.NEGATIVE_INFINITY,
      drawing: undefined,
      usedAt: now(),
    };
    channels.set(topic.name, made);
    return made;
  };

  const draw = (channel: Channel): Promise<void> => {
    channel.drawing ??= redraw(channel)
      .catch((error) => {
        channel.drawnAt = Number.NEGATIVE_INFINITY;
        throw error;
      })
      .finally(() => {
        channel.drawing = undefined;
      });
    return channel.drawing;
  };

  const isStale = (channel: Channel) => channel.drawing !== undefined || now() - channel.drawnAt > freshMs;

  const redraw = async (channel: Channel): Promise<void> => {
    const before = channel.parts;
    channel.drawnAt = now();
    const drawn = await channel.topic.draw();
    const next = channel.revision + 1;
    const changed = drawn.filter((part) => before.get(part.id)?.html !== part.html);
    const ids = new Set(drawn.map((part) => part.id));
    const gone = [...before.values()].filter(({ id }) => !ids.has(id));
    if (changed.length + gone.length === 0) return;
    channel.revision = next;
    channel.parts = new Map(
      drawn.map((part) => {
        const known = before.get(part.id);
        return [part.id, known?.html === part.html ? known : { ...part, revision: next }];
      }),
    );
    const message = messageOf(changed, before, gone);
    const bytes = encoder.encode(eventText(message, `${epoch}-${next}`));
    for (const client of channel.clients) if (!client.send(bytes)) client.end();
  };

  const round = async (): Promise<void> => {
    for (const channel of channels.values()) {
      if (channel.clients.size > 0)
        await draw(channel).catch((error) => logger.warn({ err: error }, 'an open page could not be drawn'));
      else if (now() - channel.usedAt > idleMs) channels.delete(channel.topic.name);
    }
  };

  const ticking = setInterval(() => {
    beat += everyMs;
    void round();
    if (beat < heartbeatMs) return;
    beat = 0;
    const bytes = encoder.encode(': still here\n\n');
    for (const channel of channels.values())
      for (const client of channel.clients) if (!client.send(bytes)) client.end();
  }, everyMs);
  ticking.unref();

  const since = (channel: Channel, after: string): readonly Part[] => {
    const [madeIn, revision] = after.split('-');
    const seen = madeIn === epoch ? Number(revision) : Number.NaN;
    return [...channel.parts.values()].filter((part) => Number.isNaN(seen) || part.revision > seen);
  };

  return {
    current: async (topic) => {
      const channel = channelOf(topic);
      channel.usedAt = now();
      if (isStale(channel)) await draw(channel);
      return { parts: [...channel.parts.values()], after: `${epoch}-${channel.revision}` };
    },
    open: (c, topic, after) => {
      c.header('Content-Type', 'text/event-stream');
      c.header('Cache-Control', 'no-store, no-transform');
      c.header('X-Accel-Buffering', 'no');
      return stream(c, async (out) => {
        const channel = channelOf(topic);
        if (isStale(channel)) await draw(channel);
        const client = clientOf(out);
        const missed = since(channel, after);
        channel.clients.add(client.handle);
        out.onAbort(() => client.handle.end());
        const greeting =
          missed.length === 0
            ? ': here\n\n'
            : eventText(messageOf(missed, channel.parts, []), `${epoch}-${channel.revision}`);
        client.handle.send(encoder.encode(greeting));
        await client.ended;
        channel.clients.delete(client.handle);
        channel.usedAt = now();
      });
    },
    poke: () => {
      // A page that is loaded right after a command must not show what was drawn right before it.
      for (const channel of channels.values()) channel.drawnAt = Number.NEGATIVE_INFINITY;
      gathering ??= setTimeout(() => {
        gathering = undefined;
        void round();
      }, gatherMs);
      gathering.unref();
    },
    close: () => {
      clearInterval(ticking);
      clearTimeout(gathering);
      for (const channel of channels.values()) for (const client of channel.clients) client.end();
      channels.clear();
    },
  };
}

/** A reader that falls this many messages behind is cut off: it comes back by itself and gets what it missed. */
const mostPending = 8;

function clientOf(out: { write: (bytes: Uint8Array) => Promise<unknown> }) {
  let pending = 0;
  let finish = (): void => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const handle: Client = {
    send: (bytes) => {
      if (pending >= mostPending) return false;
      pending += 1;
      out
        .write(bytes)
        .then(() => {
          pending -= 1;
        })
        .catch(finish);
      return true;
    },
    end: finish,
  };
  return { handle, ended };
}

/** Parts as htmx swaps them: each replaces the element of its id; rows that are new are added to their table. */
function messageOf(
  parts: readonly Part[],
  known: ReadonlyMap<string, unknown>,
  gone: readonly Part[],
): string {
  return outOfBand(parts, (part) => known.has(part.id)) + gone.map(goneText).join('');
}

/** The swaps for parts of a page; `isThere` says whether the page already has the part. */
export function outOfBand(parts: readonly Part[], isThere: (part: Part) => boolean): string {
  return parts
    .map((part) =>
      part.within === undefined || isThere(part)
        ? `<template>${part.html.replace(/^<([a-z0-9]+)/i, '<$1 hx-swap-oob="true"')}</template>`
        : `<template><tbody hx-swap-oob="beforeend:#${part.within}">${part.html}</tbody></template>`,
    )
    .join('');
}

/** The swap that takes a part away. It leaves an empty place, so that hearing of it twice does no harm. */
export function goneText({ id, html }: Part): string {
  const tag = /^<([a-z0-9]+)/i.exec(html)?.[1] ?? 'div';
  return `<template><${tag} id="${id}" hidden hx-swap-oob="true"></${tag}></template>`;
}

function eventText(data: string, id: string): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`);
  return `event: update\nid: ${id}\n${lines.join('\n')}\n\n`;
}
