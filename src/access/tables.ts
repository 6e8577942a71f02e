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
    /** Of an `agent` key, the first of its agents. */
    agent: text('agent'),
    /** The agents that it is bound to, where they are not `agent` alone. */
    agents: text('agents').array(),
    name: text('name').notNull(),
    createdAt: bigint('created_at', { mode: 'number' }).notNull(),
    lastUsedAt: bigint('last_used_at', { mode: 'number' }),
    revokedAt: bigint('revoked_at', { mode: 'number' }),
    /** When it ends by itself. */
    expiresAt: bigint('expires_at', { mode: 'number' }),
    /** The key in whose place it came. */
    replaces: text('replaces'),
  },
  (table) => [
    check('keys_role', sql`${table.role} in (${quoted})`),
    check('keys_agent', sql`(${table.role} = 'agent') = (${table.agent} is not null)`),
  ],
);
