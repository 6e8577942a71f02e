import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core';
import { keys } from '../../access/tables.ts';

/**
 * Sessions of the console. `token` is the SHA-256 (hex) of what the cookie holds, so that the table gives
 * nobody a session; a session ends with its key, and at its time.
 */
export const consoleSessions = pgTable(
  'console_sessions',
  {
    token: text('token').primaryKey(),
    key: text('key')
      .notNull()
      .references(() => keys.id),
    expiresAt: bigint('expires_at', { mode: 'number' }).notNull(),
  },
  (table) => [index('console_sessions_expires').on(table.expiresAt)],
);
