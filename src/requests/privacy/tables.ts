import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { PrivacyRequest, PrivacyState, Right } from './privacy.ts';

/** Requests of people about their own data: ids and times alone. */
export const privacyRequests = pgTable(
  'privacy_requests',
  {
    number: integer('number').primaryKey(),
    right: text('right').$type<Right>().notNull(),
    customer: text('customer').notNull(),
    receivedAt: bigint('received_at', { mode: 'number' }).notNull(),
    dueAt: bigint('due_at', { mode: 'number' }).notNull(),
    note: text('note'),
    identity: jsonb('identity').$type<NonNullable<PrivacyRequest['identity']>>(),
    extension: jsonb('extension').$type<NonNullable<PrivacyRequest['extension']>>(),
    state: jsonb('state').$type<PrivacyState>().notNull(),
  },
  (table) => [
    index('privacy_requests_customer').on(table.customer, table.number),
    index('privacy_requests_open').on(table.dueAt).where(sql`state->>'kind' = 'open'`),
  ],
);
