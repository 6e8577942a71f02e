import { sql } from 'drizzle-orm';
import { bigint, check, integer, pgTable, text } from 'drizzle-orm/pg-core';

/** The one row that says which process evaluates. Its times are the database's, not a machine's clock's. */
export const evaluatorLease = pgTable(
  'evaluator_lease',
  {
    id: integer('id').primaryKey(),
    /** Random id of the process that holds or held it last. */
    holder: text('holder').notNull(),
    /** Grows by one each time the lease changes hands: what fences the writes of a former holder. */
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    /**
     * Where the holder serves, for those that must be sent there; empty while it holds without evaluating.
     */
    address: text('address').notNull(),
    expiresAt: bigint('expires_at', { mode: 'number' }).notNull(),
  },
  (table) => [check('evaluator_lease_single', sql`${table.id} = 1`)],
);
