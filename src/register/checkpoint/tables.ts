import { bigint, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { CheckpointCause } from './checkpoint.ts';

/**
 * Every state of the register that was signed. Triggers of the migration refuse UPDATE, DELETE and TRUNCATE.
 * `nodes` is the compact range of the tree (platform/tlog/merkle.ts), so that the next one need not read all.
 */
export const checkpoints = pgTable(
  'register_checkpoints',
  {
    number: integer('number').primaryKey(),
    at: bigint('at', { mode: 'number' }).notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    head: text('head').notNull(),
    nodes: jsonb('nodes').$type<readonly string[]>().notNull(),
    cause: text('cause').$type<CheckpointCause>().notNull(),
    note: text('note').notNull(),
  },
  (table) => [index('register_checkpoints_size').on(table.size)],
);

/** How far each place outside has what was signed, and since when it takes nothing. */
export const anchors = pgTable('register_anchors', {
  place: text('place').primaryKey(),
  /** Number of the last checkpoint that is there; 0: none. */
  number: integer('number').notNull(),
  at: bigint('at', { mode: 'number' }),
  fault: text('fault'),
  faultSince: bigint('fault_since', { mode: 'number' }),
});
