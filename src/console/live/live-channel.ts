/** A piece of a page that is replaced as a whole; `within` is the table or list it is a row of. */
export type Part = { readonly id: string; readonly html: string; readonly within?: string | undefined };

/** Somebody who looks at a page. `send` answers whether the reader keeps up. */
export type Client = { readonly send: (bytes: Uint8Array) => boolean; readonly end: () => void };

/** A page that is open somewhere: who may see which contents is part of its name. */
export type Topic = {
  readonly name: string;
  /** Draws everything of the page that may change. */
  readonly draw: () => Promise<readonly Part[]>;
};

/** A part with the revision that it last changed in, and the one that it first appeared in. */
type DrawnPart = Part & { readonly revision: number; readonly born: number };

/** A topic with all who look at it, and what they have been shown. */
export type Channel = {
  readonly topic: Topic;
  readonly clients: Set<Client>;
  parts: ReadonlyMap<string, DrawnPart>;
  /** Rises with every change of the parts. */
  revision: number;
  /** When the parts were last looked at; −∞ when something has changed since. */
  drawnAt: number;
  drawing: Promise<void> | undefined;
  usedAt: number;
};

const encoder = new TextEncoder();

/** A channel that has shown nothing yet. */
export function createChannel(topic: Topic, now: number): Channel {
  return {
    topic,
    clients: new Set(),
    parts: new Map(),
    revision: 0,
    drawnAt: Number.NEGATIVE_INFINITY,
    drawing: undefined,
    usedAt: now,
  };
}

/**
 * Draws a channel and sends what changed to everybody; whoever asks while that goes on waits for the same
 * drawing.
 */
export function drawChannel(channel: Channel, epoch: string, now: number): Promise<void> {
  channel.drawing ??= redraw(channel, epoch, now)
    .catch((error) => {
      channel.drawnAt = Number.NEGATIVE_INFINITY;
      throw error;
    })
    .finally(() => {
      channel.drawing = undefined;
    });
  return channel.drawing;
}

async function redraw(channel: Channel, epoch: string, now: number): Promise<void> {
  const before = channel.parts;
  channel.drawnAt = now;
  const drawn = await channel.topic.draw();
  const changed = drawn.filter((part) => before.get(part.id)?.html !== part.html);
  const ids = new Set(drawn.map((part) => part.id));
  const gone = [...before.values()].filter(({ id }) => !ids.has(id));
  if (changed.length + gone.length === 0) return;
  channel.revision += 1;
  const { revision } = channel;
  channel.parts = new Map(
    drawn.map((part) => {
      const known = before.get(part.id);
      return [
        part.id,
        known?.html === part.html ? known : { ...part, revision, born: known?.born ?? revision },
      ];
    }),
  );
  const message = outOfBand(changed, (part) => before.has(part.id)) + gone.map(goneText).join('');
  broadcast(channel, eventBytes(message, `${epoch}-${revision}`));
}

/**
 * Sends to all clients of a channel; one that does not keep up is cut off, comes back by itself and gets what
 * it missed.
 */
export function broadcast(channel: Channel, bytes: Uint8Array): void {
  for (const client of channel.clients) if (!client.send(bytes)) client.end();
}

/** The changes since revision `after` of this process's `epoch`; everything, if `after` is another's. */
export function missedBy(channel: Channel, epoch: string, after: string): Uint8Array {
  const [madeIn, revision] = after.split('-');
  const seen = madeIn === epoch ? Number(revision) : Number.NaN;
  const born = new Map([...channel.parts.values()].map((part) => [part.id, part.born]));
  const missed = [...channel.parts.values()].filter((part) => Number.isNaN(seen) || part.revision > seen);
  if (missed.length === 0) return encoder.encode(': here\n\n');
  const message = outOfBand(missed, (part) => Number.isNaN(seen) || (born.get(part.id) ?? 0) <= seen);
  return eventBytes(message, `${epoch}-${channel.revision}`);
}

/** A sign of life that means nothing. */
export const heartbeat = encoder.encode(': still here\n\n');

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

/** An event of a stream. A carriage return ends a line there too, so each makes a new `data:`. */
function eventBytes(data: string, id: string): Uint8Array {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`);
  return encoder.encode(`event: update\nid: ${id}\n${lines.join('\n')}\n\n`);
}
