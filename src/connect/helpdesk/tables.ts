import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Note, Standing } from './told.ts';

const ms = (name: string) => bigint(name, { mode: 'number' });

/**
 * The notes told by helpdesks, each delivery once, until it is worked off; and for some days after that, so
 * that a repetition is known. Codes and numbers alone: nothing that a person said or is called.
 */
export const helpdeskEventsTable = pgTable(
  'helpdesk_events',
  {
    source: text('source').notNull(),
    /** A hash of what is the same when a delivery is repeated. */
    delivery: text('delivery').notNull(),
    record: text('record').notNull(),
    /** When the record changed, by its own clock. */
    at: ms('at').notNull(),
    receivedAt: ms('received_at').notNull(),
    /** Found by asking, not told by a webhook. */
    asked: boolean('asked').notNull(),
    note: jsonb('note').$type<Note>().notNull(),
    done: boolean('done').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.delivery, table.record] }),
    index('helpdesk_events_waiting').on(table.receivedAt).where(sql`NOT ${table.done}`),
    index('helpdesk_events_received').on(table.source, table.receivedAt),
  ],
);

/** How the records of helpdesks stand after all that was told. */
export const helpdeskRecordsTable = pgTable(
  'helpdesk_records',
  {
    source: text('source').notNull(),
    record: text('record').notNull(),
    at: ms('at').notNull(),
    standing: jsonb('standing').$type<Standing>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.record] }),
    index('helpdesk_records_at').using('brin', table.at),
  ],
);

/** Up to where each helpdesk was asked for what webhooks may have lost. */
export const helpdeskPollsTable = pgTable('helpdesk_polls', {
  source: text('source').primaryKey(),
  /** The newest change that is known by asking; absent before the first answer. */
  upTo: ms('up_to'),
  answeredAt: ms('answered_at'),
  /** Why there was no answer the last time. */
  fault: text('fault'),
  failures: integer('failures').notNull(),
});
