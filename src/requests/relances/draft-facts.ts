import type { Channel } from '../request.ts';
import type { RelanceKind } from './cadence.ts';

/** The signature: a customer is written to by a person, with a name, a function and a direct line. */
export type Signature = { readonly name: string; readonly role?: string; readonly phone?: string };

/** All that the words of a relance need. Times are epoch milliseconds. */
export type DraftFacts = {
  readonly number: number;
  /** How and when the customer had come, and what about. */
  readonly channel: Channel;
  readonly receivedAt: number;
  readonly subject: string;
  readonly customer?: string;
  readonly kind: RelanceKind;
  /** The one thing that is asked, or said where nothing is; of `validate` there is a usual one. */
  readonly ask?: string;
  /** Until when an answer is hoped for, or promised. */
  readonly until: number;
  /** When the relance before this one was sent. */
  readonly before?: number;
  readonly signature: Signature;
  /** IANA, of the desk. */
  readonly timezone: string;
};
