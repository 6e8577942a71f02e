import type { ChannelName } from './channel.ts';
import type { Notice, Recipient } from './notice.ts';

/** A delivery that was claimed: ours to make until its lease ends. */
export type Claimed = {
  /** The same at every attempt: receivers know a repetition by it. */
  readonly id: string;
  readonly channel: ChannelName;
  /** Person id, for channels that reach one person. */
  readonly recipient?: string;
  /** Person id: in whose place, because they are away. */
  readonly instead?: string;
  /** Counts this attempt too. */
  readonly attempts: number;
  readonly createdAt: number;
  /** It waited for the end of its reader's quiet hours. */
  readonly held?: boolean;
  /** Absent when another version of the code stored it in a way that this one cannot read. */
  readonly notice: Notice | undefined;
};

/** A claimed delivery that can be made. */
export type Delivery = Claimed & { readonly notice: Notice };

/**
 * How an attempt ended. `reason` is a stable code without addresses (`http_503`, `timeout`): it is stored and
 * shown. `skipped`: there is nowhere to send it to; `dead`: the receiver said that it will never take it;
 * `unknown`: all of it was sent, and the answer was lost.
 */
export type Sent =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'failed'; readonly reason: string; readonly askedMs?: number }
  | { readonly outcome: 'skipped' | 'dead' | 'unknown'; readonly reason: string };

/** The person behind an id, from the rules in force. */
export type PersonOf = (person: string) => Recipient | undefined;

/** One way out. Never throws, and ends within its own time limit. */
export type Channel = {
  readonly send: (delivery: Delivery, personOf: PersonOf) => Promise<Sent>;
  /** Several of one kind to one receiver as one message, where people read it; programs get each. */
  readonly sendTogether?: (deliveries: readonly Delivery[], personOf: PersonOf) => Promise<Sent>;
};
/** The channels that are set up, by their names. */
export type Channels = Readonly<Partial<Record<ChannelName, Channel>>>;
