import { z } from 'zod';

/**
 * A record of a helpdesk (a ticket, a conversation) as one event or answer tells of it. It lives for the time
 * of a request: only what the field map names goes on, as a `Note`. What it does not tell is left out.
 */
export type Told = {
  /** The record's own number there. */
  readonly record: string;
  /** When the record changed, by its own clock: what orders the events about it. */
  readonly at: number;
  /** Nothing where the event says nothing about it, such as a rating. */
  readonly state?: 'open' | 'settled';
  /** When it was settled last, where the record says so itself. */
  readonly settledAt?: number;
  readonly group?: string;
  readonly tags?: readonly string[];
  /** The way that the customer took, in the helpdesk's own words. */
  readonly channel?: string;
  readonly csat?: number;
  readonly nps?: number;
  readonly escalated?: boolean;
  readonly firstContact?: boolean;
  readonly responseSeconds?: number;
  /** The record as it came, for the fields that the map names. */
  readonly raw?: unknown;
};

const flag = z.boolean().optional();
const code = z.string().optional();
const number = z.number().optional();

/** The facts that an interaction can hold: codes and numbers, no word of a person. */
const Facts = z.object({
  failed: flag,
  reason: code,
  channel: code,
  csat: number,
  nps: number,
  escalated: flag,
  firstContact: flag,
  responseSeconds: number,
});
export type Facts = z.infer<typeof Facts>;

/** All that is kept of an event. */
export const Note = z.object({
  agent: code,
  state: z.enum(['open', 'settled']).optional(),
  settledAt: number,
  facts: Facts,
});
export type Note = z.infer<typeof Note>;

/** A note about a record, as it changed at a time. */
export type RecordNote = { readonly record: string; readonly at: number; readonly note: Note };

/** An event about a record, as it waits to be worked off. */
export type HelpdeskEvent = RecordNote & {
  readonly source: string;
  readonly delivery: string;
  readonly receivedAt: number;
  /** Found by asking, not told by a webhook. */
  readonly asked: boolean;
};

/** Where asking a helpdesk stands: up to which change, and why there was no answer the last time. */
export type PollStanding = {
  readonly source: string;
  readonly upTo: number | null;
  readonly answeredAt: number | null;
  readonly fault: string | null;
  readonly failures: number;
};

/** How a record stands after all that was told about it. */
export const Standing = z.object({
  agent: code,
  settled: z.boolean(),
  settledAt: number,
  /** 1 until it is reopened, then one more each time. */
  episode: z.int(),
  /** When this episode became an interaction. */
  toldAt: number,
  /** Of this episode. */
  facts: Facts,
  /** Of the episodes before it: a ticket goes on showing them. */
  earlier: Facts,
});
export type Standing = z.infer<typeof Standing>;

/** One text for a record of a source: neither has a space. */
export function recordKey({ source, record }: { readonly source: string; readonly record: string }): string {
  return `${source} ${record}`;
}

/** The name under which asking for the ratings of a source is remembered. */
export function ratingsOf(source: string): string {
  return `${source} ratings`;
}
