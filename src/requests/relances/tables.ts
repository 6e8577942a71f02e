import { sql } from 'drizzle-orm';
import { bigint, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import type { RelanceChannel, RelanceKind } from './cadence.ts';
import type { MailState } from './mailing.ts';
import type { RelanceStep } from './relance.ts';

/** Relances: each is a contact of its request, with its words in the vault. Times are epoch milliseconds. */
export const relancesTable = pgTable(
  'request_relances',
  {
    /** The contact that it is. */
    contact: text('contact').primaryKey(),
    /** The number that it was sent under. */
    request: integer('request').notNull(),
    kind: text('kind').$type<RelanceKind>().notNull(),
    step: text('step').$type<RelanceStep>().notNull(),
    channel: text('channel').$type<RelanceChannel>().notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
    /** Until when an answer is asked for. */
    until: bigint('until', { mode: 'number' }).notNull(),
    /** Absent where a person sends it by their own means. */
    mail: text('mail').$type<MailState>(),
    mailAttempts: integer('mail_attempts').notNull(),
    mailDueAt: bigint('mail_due_at', { mode: 'number' }),
    /** A code such as `smtp_550`. */
    mailReason: text('mail_reason'),
  },
  (table) => [
    index('request_relances_request').on(table.request, table.at),
    index('request_relances_mail').on(table.mailDueAt).where(sql`mail = 'waiting'`),
  ],
);
