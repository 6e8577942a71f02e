import { sql } from 'drizzle-orm';
import { bigint, check, pgTable, text } from 'drizzle-orm/pg-core';
import { type Role, roles } from './roles.ts';

const quoted = sql.raw(roles.map((role) => `'${role}'`).join(', '));

/** API keys: `hash` is the SHA-256 of the secret in hex, times are epoch ms. Revoked, never deleted. */
export const keys = pgTable(
  'keys',
  {
    id: text('id').primaryKey(),
    hash: text('hash').notNull().unique(),
    role: text('role').$type<Role>().notNull(),
    person: text('person'),
    agent: text('agent'),
    name: text('name').notNull(),
    createdAt: bigint('created_at', { mode: 'number' }).notNull(),
    lastUsedAt: bigint('last_used_at', { mode: 'number' }),
    revokedAt: bigint('revoked_at', { mode: 'number' }),
  },
  (table) => [
    check('keys_role', sql`${table.role} in (${quoted})`),
    check('keys_agent', sql`(${table.role} = 'agent') = (${table.agent} is not null)`),
  ],
);
