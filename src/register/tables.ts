import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { EntryData } from './chain.ts';

/**
 * The register. Triggers of the migration `register_guard` refuse UPDATE, DELETE and TRUNCATE, and let an
 * entry in only where it follows the head, which they move along.
 */
export const register = pgTable(
  'register',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    at: bigint('at', { mode: 'number' }).notNull(),
    kind: text('kind').notNull(),
    actor: text('actor').notNull(),
    agent: text('agent'),
    incident: integer('incident'),
    plan: integer('plan'),
    data: jsonb('data').$type<EntryData>().notNull(),
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [
    index('register_agent').on(table.agent, table.seq),
    index('register_incident').on(table.incident, table.seq),
    index('register_at').on(table.at),
    // What became of plans is counted at each scrape, over all time (plans/weekly/outcomes.ts).
    index('register_outcomes')
      .on(table.plan, table.seq)
      .where(
        sql`kind in ('planDrafted', 'planReopened', 'actionStatusSet', 'actionVerified', 'actionRegressed')`,
      ),
  ],
);

/** The one row that says where the chain ends: what shows that entries were cut off. */
export const registerHead = pgTable(
  'register_head',
  {
    id: integer('id').primaryKey(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [check('register_head_single', sql`${table.id} = 1`)],
);
