import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';

/** Personal data, sealed. Times are epoch milliseconds. An erased row stays as a mark without content. */
export const vaultRows = pgTable(
  'vault_rows',
  {
    id: text('id').primaryKey(),
    /** A category of rules/retention.yaml. */
    category: text('category').notNull(),
    /** The person that the data is about: the id of a customer, or of a request that nobody is known of. */
    subject: text('subject').notNull(),
    /** Why it is kept, as a word of the room that has put it here. */
    purpose: text('purpose').notNull(),
    /** Null once it was erased. */
    sealed: text('sealed'),
    sealedAt: bigint('sealed_at', { mode: 'number' }).notNull(),
    /** The instant that its retention runs from; null while that has not come. */
    anchorAt: bigint('anchor_at', { mode: 'number' }),
    erasedAt: bigint('erased_at', { mode: 'number' }),
    /** The erasure that it went with: its certificate names it, and is checked by it. */
    erasure: text('erasure'),
  },
  (table) => [
    index('vault_rows_subject').on(table.subject),
    index('vault_rows_due').on(table.category, table.anchorAt).where(sql`sealed is not null`),
    index('vault_rows_erasure').on(table.erasure, table.id).where(sql`erasure is not null`),
  ],
);

/** The key of each row, wrapped by a master key. To erase a row is to delete its key, and what it sealed. */
export const vaultKeys = pgTable(
  'vault_keys',
  {
    row: text('row').primaryKey(),
    /** The id of the master key. */
    master: text('master').notNull(),
    wrapped: text('wrapped').notNull(),
  },
  (table) => [index('vault_keys_master').on(table.master, table.row)],
);

/** The keyed hashes of addresses, numbers and names that rows are found by. */
export const vaultTokens = pgTable(
  'vault_tokens',
  {
    token: text('token').notNull(),
    row: text('row').notNull(),
    subject: text('subject').notNull(),
  },
  (table) => [primaryKey({ columns: [table.token, table.row] }), index('vault_tokens_row').on(table.row)],
);

/** The readings of personal data: who read which rows of whom, when and why. */
export const vaultReads = pgTable(
  'vault_reads',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    at: bigint('at', { mode: 'number' }).notNull(),
    /** Actor text. */
    who: text('who').notNull(),
    why: text('why').notNull(),
    subject: text('subject').notNull(),
    rows: jsonb('rows').$type<readonly string[]>().notNull(),
  },
  (table) => [
    index('vault_reads_subject').on(table.subject, table.seq),
    index('vault_reads_at').on(table.at),
  ],
);

/** Legal holds: while one stands, the data of its subject must not be erased. Its reason is in the vault. */
export const vaultHolds = pgTable(
  'vault_holds',
  {
    id: text('id').primaryKey(),
    subject: text('subject').notNull(),
    reason: text('reason').notNull(),
    setAt: bigint('set_at', { mode: 'number' }).notNull(),
    setBy: text('set_by').notNull(),
    endedAt: bigint('ended_at', { mode: 'number' }),
    endedBy: text('ended_by'),
  },
  (table) => [index('vault_holds_subject').on(table.subject)],
);

/** People who have asked that their data is only kept, or no more used to write to them. */
export const vaultSubjects = pgTable('vault_subjects', {
  subject: text('subject').primaryKey(),
  /** Since when it is only kept; null: it is used as ever. */
  restrictedAt: bigint('restricted_at', { mode: 'number' }),
  /** Since when they object; null: they do not. */
  objectedAt: bigint('objected_at', { mode: 'number' }),
});

/** The one row that says which master key is in use, and holds the key of the tokens, wrapped by it. */
export const vaultState = pgTable(
  'vault_state',
  {
    id: integer('id').primaryKey(),
    master: text('master').notNull(),
    indexKey: text('index_key').notNull(),
  },
  (table) => [check('vault_state_single', sql`${table.id} = 1`)],
);
