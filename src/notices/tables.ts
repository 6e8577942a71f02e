import { sql } from 'drizzle-orm';
import { bigint, bigserial, boolean, check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { ChannelName } from './channel.ts';
import type { NoticeKind, NoticeSeverity } from './notice.ts';

/** The outbox: each key once. Times are epoch milliseconds; people are ids, never names or addresses. */
export const notices = pgTable(
  'notices',
  {
    /** In the order of the transactions that asked for them, with gaps. */
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    key: text('key').notNull().unique(),
    kind: text('kind').$type<NoticeKind>().notNull(),
    severity: text('severity').$type<NoticeSeverity>().notNull(),
    agent: text('agent'),
    incident: integer('incident'),
    plan: integer('plan'),
    people: jsonb('people').$type<readonly string[]>().notNull(),
    data: jsonb('data').notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
  },
  (table) => [
    index('notices_incident').on(table.incident),
    index('notices_plan').on(table.plan),
    index('notices_agent').on(table.agent),
  ],
);

/**
 * How a delivery stands. `skipped`: there was nowhere to send it to, and the trace says so; `unknown`: it was
 * sent more than once, and each time the answer was lost.
 */
export const deliveryStates = ['waiting', 'delivered', 'skipped', 'dead', 'unknown'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One row for each channel and recipient of a notice: what is left to do, and the trace of what was done. */
export const noticeDeliveries = pgTable(
  'notice_deliveries',
  {
    /** Stable over every attempt: receivers know a repetition by it. */
    id: text('id').primaryKey(),
    notice: bigint('notice', { mode: 'number' })
      .notNull()
      .references(() => notices.seq),
    channel: text('channel').$type<ChannelName>().notNull(),
    /** Person id, for channels that reach one person. */
    recipient: text('recipient'),
    /** Person id: in whose place the recipient is told. */
    instead: text('instead'),
    critical: boolean('critical').notNull(),
    state: text('state').$type<DeliveryState>().notNull(),
    attempts: integer('attempts').notNull(),
    /** When it may be claimed next; while it is being delivered, the end of that claim's lease. */
    dueAt: bigint('due_at', { mode: 'number' }).notNull(),
    createdAt: bigint('created_at', { mode: 'number' }).notNull(),
    /** When it was delivered, skipped or given up. */
    endedAt: bigint('settled_at', { mode: 'number' }),
    /** Held back for the quiet hours of its reader: told together with all others that were. */
    held: boolean('held').notNull().default(false),
    /** Of the message that it was last sent in, where that one told more than this. */
    message: text('message'),
    /** Why the last attempt failed, or why it was skipped: a code, without addresses. */
    reason: text('reason'),
  },
  (table) => [
    index('notice_deliveries_notice').on(table.notice),
    index('notice_deliveries_message').on(table.message).where(sql`${table.message} is not null`),
    index('notice_deliveries_waiting').on(table.channel, table.dueAt).where(sql`${table.state} = 'waiting'`),
    check('notice_deliveries_state', sql`(${table.state} = 'waiting') = (${table.endedAt} is null)`),
  ],
);
