import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Priority } from '../rules/desk/desk.ts';
import type { RequestEventKind } from './change.ts';
import type { Awaited, Channel, Direction, RequestState } from './request.ts';
import { vaultKeys } from './vault/tables.ts';

/** Numbers of requests: taken at once, never given back, so that nobody waits for anybody. */
export const requestNumbers = pgSequence('request_numbers', { startWith: 1 });

const time = (name: string) => bigint(name, { mode: 'number' });

/** Customers, by vault ids. Times are epoch milliseconds, `…_by` actor texts. */
export const customersTable = pgTable(
  'customers',
  {
    id: text('id').primaryKey(),
    createdAt: time('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    /** Vault ids. */
    name: text('name'),
    emails: jsonb('emails').$type<readonly string[]>().notNull(),
    phones: jsonb('phones').$type<readonly string[]>().notNull(),
    lastContactAt: time('last_contact_at').notNull(),
    /** The one that he turned out to be. */
    mergedInto: text('merged_into'),
    /** Where he was taken over from, and his id there. */
    source: text('source'),
    sourceId: text('source_id'),
  },
  (table) => [
    index('customers_merged').on(table.mergedInto).where(sql`merged_into is not null`),
    uniqueIndex('customers_source').on(table.source, table.sourceId).where(sql`source is not null`),
  ],
);

/**
 * Beginnings of the words of customers’ names (`begin`), and how these sound (`sound`), keyed: by them
 * customers are found while somebody types, and those who may be one.
 */
export const customerHintsTable = pgTable(
  'customer_hints',
  {
    token: text('token').notNull(),
    customer: text('customer').notNull(),
    row: text('row')
      .notNull()
      .references(() => vaultKeys.row, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.token, table.customer, table.row] }),
    index('customer_hints_row').on(table.row),
  ],
);

/** Customers’ requests: ids and times; words stand in the vault. */
export const requestsTable = pgTable(
  'requests',
  {
    number: integer('number').primaryKey(),
    version: integer('version').notNull(),
    state: text('state').$type<RequestState>().notNull(),
    kind: text('kind').notNull(),
    priority: text('priority').$type<Priority>().notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    customer: text('customer').notNull(),
    /** Vault ids. */
    subject: text('subject').notNull(),
    text: text('text'),
    fields: text('fields'),
    missing: jsonb('missing').$type<readonly string[]>().notNull(),
    agent: text('agent'),
    reason: text('reason'),
    receivedAt: time('received_at').notNull(),
    receivedBy: text('received_by').notNull(),
    owner: text('owner'),
    answeredAt: time('answered_at'),
    answeredBy: text('answered_by'),
    /** While it is `waiting` or `reopened`. */
    waitingFor: text('waiting_for').$type<Awaited>(),
    waitingSince: time('waiting_since'),
    nextStep: text('next_step'),
    nextDueAt: time('next_due_at'),
    escalatedAt: time('escalated_at'),
    escalatedBy: text('escalated_by'),
    escalatedTo: text('escalated_to'),
    escalatedWhy: text('escalated_why'),
    takenUpAt: time('taken_up_at'),
    takenUpBy: text('taken_up_by'),
    validatedAt: time('validated_at'),
    validatedBy: text('validated_by'),
    resolvedAt: time('resolved_at'),
    resolvedBy: text('resolved_by'),
    confirmedAt: time('confirmed_at'),
    confirmedBy: text('confirmed_by'),
    closedAt: time('closed_at'),
    closedBy: text('closed_by'),
    closedWhy: text('closed_why'),
    mergedInto: integer('merged_into'),
    mergedAt: time('merged_at'),
    mergedBy: text('merged_by'),
    reopenings: integer('reopenings').notNull(),
    contactsIn: integer('contacts_in').notNull(),
    contactsOut: integer('contacts_out').notNull(),
    lastContactAt: time('last_contact_at').notNull(),
    /** The id that its sender has given it: the same both times where it is sent twice. */
    clientId: text('client_id'),
    /** Keyed hash of what was sent under it. */
    clientDigest: text('client_digest'),
    source: text('source'),
    sourceId: text('source_id'),
  },
  (table) => [
    // What the desk has before it is some hundreds of rows among millions.
    index('requests_open')
      .on(table.number)
      .where(sql`state in ('received', 'answered', 'waiting', 'reopened')`),
    index('requests_state').on(table.state, table.number),
    index('requests_customer').on(table.customer, table.number),
    index('requests_received').on(table.receivedAt),
    index('requests_resolved').on(table.resolvedAt).where(sql`resolved_at is not null`),
    index('requests_agent').on(table.agent, table.receivedAt).where(sql`agent is not null`),
    index('requests_merged').on(table.mergedInto).where(sql`merged_into is not null`),
    uniqueIndex('requests_client').on(table.clientId).where(sql`client_id is not null`),
    uniqueIndex('requests_source').on(table.source, table.sourceId).where(sql`source is not null`),
  ],
);

/** Contacts about requests, under the number that they were noted under. */
export const contactsTable = pgTable(
  'request_contacts',
  {
    id: text('id').primaryKey(),
    request: integer('request').notNull(),
    direction: text('direction').$type<Direction>().notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    at: time('at').notNull(),
    notedAt: time('noted_at').notNull(),
    notedBy: text('noted_by').notNull(),
    /** Vault id. */
    text: text('text'),
    /** Of a call. */
    endedAt: time('ended_at'),
    clientId: text('client_id'),
  },
  (table) => [
    index('request_contacts_request').on(table.request, table.at),
    uniqueIndex('request_contacts_client').on(table.clientId).where(sql`client_id is not null`),
  ],
);

/** The events of a request, version by version: the same as its entries in the register. */
export const requestEventsTable = pgTable(
  'request_events',
  {
    request: integer('request').notNull(),
    version: integer('version').notNull(),
    at: time('at').notNull(),
    by: text('by').notNull(),
    kind: text('kind').$type<RequestEventKind>().notNull(),
    data: jsonb('data').$type<Readonly<Record<string, unknown>>>().notNull(),
    /** Vault id of words that belong to it: a reason, a note. */
    words: text('words'),
  },
  (table) => [primaryKey({ columns: [table.request, table.version] })],
);

/**
 * The keyed hashes of words that requests are found by. They go with the key of the words that they are of.
 */
export const requestWordsTable = pgTable(
  'request_words',
  {
    token: text('token').notNull(),
    request: integer('request').notNull(),
    row: text('row')
      .notNull()
      .references(() => vaultKeys.row, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.token, table.request, table.row] }),
    index('request_words_row').on(table.row),
    index('request_words_request').on(table.request),
  ],
);

/** Calls as telephony tells of them, each once. */
export const callsTable = pgTable(
  'request_calls',
  {
    id: text('id').primaryKey(),
    direction: text('direction').$type<'in' | 'out'>().notNull(),
    /** Vault id of the number. */
    number: text('number').notNull(),
    startedAt: time('started_at').notNull(),
    answeredAt: time('answered_at'),
    endedAt: time('ended_at'),
    /** Person id of who took it or made it. */
    person: text('person'),
    customer: text('customer'),
    /** The request that it belongs to, and the contact that it is there. */
    request: integer('request'),
    contact: text('contact'),
    toldBy: text('told_by').notNull(),
  },
  (table) => [
    index('request_calls_started').on(table.startedAt, table.id),
    index('request_calls_loose').on(table.startedAt).where(sql`request is null`),
    index('request_calls_customer').on(table.customer, table.startedAt),
  ],
);
