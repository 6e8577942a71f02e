import { sql } from 'drizzle-orm';
import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { CalendarEntry } from './entries.ts';

/**
 * Secret addresses of people's calendars: `hash` is the SHA-256 of the secret in hex. One is live a person.
 */
export const calendars = pgTable(
  'calendars',
  {
    hash: text('hash').primaryKey(),
    person: text('person').notNull(),
    openedAt: bigint('opened_at', { mode: 'number' }).notNull(),
    readAt: bigint('read_at', { mode: 'number' }),
    closedAt: bigint('closed_at', { mode: 'number' }),
  },
  (table) => [uniqueIndex('calendars_live').on(table.person).where(sql`${table.closedAt} is null`)],
);

/** The entries of a person's calendar as they were last shown. */
export const calendarEntries = pgTable(
  'calendar_entries',
  {
    person: text('person').notNull(),
    uid: text('uid').notNull(),
    plan: integer('plan').notNull(),
    entry: jsonb('entry').$type<CalendarEntry>().notNull(),
    sequence: integer('sequence').notNull(),
    isCancelled: boolean('is_cancelled').notNull(),
    changedAt: bigint('changed_at', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.person, table.uid] })],
);
