import { bigint, bigserial, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { RuleSetAuthor } from './author-files.ts';
import type { RuleSetDiff } from './diff.ts';
import type { RuleSetJson } from './ruleset-json.ts';

/** Every set that was ever in force, in order: who lowered the threshold when, from what. Append-only. */
export const ruleSets = pgTable(
  'rule_sets',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    hash: text('hash').notNull(),
    inForceSince: bigint('in_force_since', { mode: 'number' }).notNull(),
    set: jsonb('set').$type<RuleSetJson>().notNull(),
    /** The difference from the set before it. */
    diff: jsonb('diff').$type<RuleSetDiff>().notNull(),
    /** The author of the change, where that is known. */
    author: jsonb('author').$type<RuleSetAuthor>(),
  },
  (table) => [index('rule_sets_since').on(table.inForceSince), index('rule_sets_hash').on(table.hash)],
);
