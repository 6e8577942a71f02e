import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { SilencedFiring } from './silence.ts';

const ms = (name: string) => bigint(name, { mode: 'number' });

/** The silences that people set, numbered from 1. Over an agent or a tag; without a rule over all of them. */
export const silencesTable = pgTable(
  'silences',
  {
    number: integer('number').primaryKey(),
    agent: text('agent'),
    tag: text('tag'),
    rule: text('rule'),
    reason: text('reason').notNull(),
    setBy: text('set_by').notNull(),
    setAt: ms('set_at').notNull(),
    until: ms('until').notNull(),
    stops: boolean('stops').notNull(),
    endedAt: ms('ended_at'),
    endedBy: text('ended_by'),
  },
  (table) => [
    check('silences_of_one', sql`(${table.agent} is null) <> (${table.tag} is null)`),
    index('silences_until').on(table.until),
  ],
);

/** Firings that a silence or planned work held back; without an end they still are. */
export const silencedFiringsTable = pgTable(
  'silenced_firings',
  {
    agent: text('agent').notNull(),
    rule: text('rule').notNull(),
    cause: text('cause').$type<SilencedFiring['cause']>().notNull(),
    firedAt: ms('fired_at').notNull(),
    stops: boolean('stops').notNull(),
    condition: text('condition').notNull(),
    value: doublePrecision('value'),
    threshold: doublePrecision('threshold'),
    silences: jsonb('silences').$type<readonly number[]>().notNull(),
    maintenance: jsonb('maintenance').$type<readonly string[]>().notNull(),
    endedAt: ms('ended_at'),
    outcome: text('outcome').$type<'tripped' | 'over'>(),
    incident: integer('incident'),
  },
  (table) => [
    primaryKey({ columns: [table.agent, table.rule, table.cause, table.firedAt] }),
    index('silenced_firings_at').on(table.firedAt),
    index('silenced_firings_held').on(table.agent).where(sql`ended_at is null`),
  ],
);
