import type { ChannelName } from './channel.ts';
import type { Sent } from './delivery.ts';
import type { NewNotice } from './notice.ts';
import { type AddressBook, targetsWithout } from './routing.ts';

/** How a channel has fared since it last took something. */
export type Health = {
  /** Attempts in a row that failed, and when the first of them did. */
  readonly failures: number;
  readonly since: number;
  readonly reason: string;
  readonly isDown: boolean;
};

/** Fewer or younger failures are trouble that passes. */
export const downAfter = { failures: 3, ms: 300_000 };

/**
 * The health after another attempt; `undefined` for a channel that works. What one person's address refuses
 * says nothing of the channel, unless the receiver of all says that it is gone.
 */
export function healthAfter(before: Health | undefined, sent: Sent, now: number): Health | undefined {
  if (sent.outcome === 'delivered') return undefined;
  const isGone = sent.reason === 'http_410';
  if (!isGone && (sent.outcome === 'skipped' || sent.outcome === 'dead')) return before;
  const failures = (before?.failures ?? 0) + 1;
  const since = before?.since ?? now;
  const isLong = failures >= downAfter.failures && now - since >= downAfter.ms;
  return { failures, since, reason: sent.reason, isDown: before?.isDown === true || isGone || isLong };
}

/** How each channel fares: as it was recalled, and as this process has tried since. */
export type HealthBook = {
  /** Goes on from what is known of before; nobody is told again. */
  readonly recall: (known: ReadonlyMap<ChannelName, Health>) => void;
  readonly heard: (channel: ChannelName, sent: Sent) => void;
  /** `undefined` for one that works, or was not tried. */
  readonly of: (channel: ChannelName) => Health | undefined;
};

/** Calls `changed` once as a channel goes down, and once as it takes something again. */
export function createHealthBook(
  now: () => number,
  changed: (channel: ChannelName, health: Health, isUp: boolean) => void,
): HealthBook {
  const book = new Map<ChannelName, Health>();
  return {
    of: (channel) => book.get(channel),
    recall: (known) => {
      for (const [channel, health] of known) if (!book.has(channel)) book.set(channel, health);
    },
    heard: (channel, sent) => {
      const before = book.get(channel);
      const after = healthAfter(before, sent, now());
      if (after === undefined) book.delete(channel);
      else book.set(channel, after);
      if (before?.isDown === true && after === undefined) changed(channel, before, true);
      if (after?.isDown === true && before?.isDown !== true) changed(channel, after, false);
    },
  };
}

/** The notice that a channel is down, for the people who run filrouge: by all other channels. */
export function downNotice(
  channel: ChannelName,
  { since, reason }: Health,
  people: readonly string[],
  book: AddressBook,
  now: number,
): NewNotice {
  const about = { kind: 'channel_down', severity: 'warning', people } as const;
  const timezone = book.houseZone();
  const key = `channel-down:${channel}:${since}`;
  const targets = targetsWithout(channel, about, book, now);
  return { ...about, key, targets, data: { timezone, channel, since, reason } };
}
