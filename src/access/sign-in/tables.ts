import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { keys } from '../tables.ts';
import type { PersonRole } from './provider.ts';

/**
 * Sessions of browsers. `token` is the SHA-256 (hex) of what the cookie holds, so that the table gives nobody
 * a session; times are epoch ms. A session is one of a key, of a one-time link (`role`, perhaps `person`), or
 * of a provider (`provider`, `issuer`, `subject`, `person`).
 */
export const consoleSessions = pgTable(
  'console_sessions',
  {
    token: text('token').primaryKey(),
    key: text('key').references(() => keys.id),
    expiresAt: bigint('expires_at', { mode: 'number' }).notNull(),
    /** Known to others, unlike the token. Absent in sessions of before there were ids. */
    id: text('id'),
    begunAt: bigint('begun_at', { mode: 'number' }),
    seenAt: bigint('seen_at', { mode: 'number' }),
    person: text('person'),
    /** Of a link, or as the groups gave it when they were looked at last. */
    role: text('role').$type<PersonRole>(),
    provider: text('provider'),
    issuer: text('issuer'),
    subject: text('subject'),
    /** When the provider last vouched for the person. */
    checkedAt: bigint('checked_at', { mode: 'number' }),
    /** When it was last asked, by whatever process: one asks for all. */
    askedAt: bigint('asked_at', { mode: 'number' }),
    /** When the person last proved to it anew who they are; nothing once they have signed with that. */
    confirmedAt: bigint('confirmed_at', { mode: 'number' }),
    /** The tokens that the provider gave out, sealed with the session's own. */
    sealed: text('sealed'),
  },
  (table) => [
    index('console_sessions_expires').on(table.expiresAt),
    index('console_sessions_person').on(table.person),
  ],
);

/** The person of people.yaml that a subject was found to be by the address whose SHA-256 is `mail`. */
export const signInIdentities = pgTable(
  'sign_in_identities',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    person: text('person').notNull(),
    mail: text('mail').notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] })],
);

/** Links that sign in once: `hash` is the SHA-256 of their secret. A link that was used is gone. */
export const signInLinks = pgTable('sign_in_links', {
  hash: text('hash').primaryKey(),
  role: text('role').$type<PersonRole>().notNull(),
  person: text('person'),
  expiresAt: bigint('expires_at', { mode: 'number' }).notNull(),
});

/** Sign-ins that came back from a provider: each is taken once. Kept as long as one could come again. */
export const usedFlows = pgTable('sign_in_flows', {
  mark: text('mark').primaryKey(),
  expiresAt: bigint('expires_at', { mode: 'number' }).notNull(),
});
