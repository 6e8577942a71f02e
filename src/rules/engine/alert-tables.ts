import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { Alert } from './alert.ts';
import type { Gap } from './unmeasured.ts';

const ms = (name: string) => bigint(name, { mode: 'number' });

/** Each alert as it is now, keyed by agent and rule id: what makes all clocks survive a restart. */
export const alertsTable = pgTable(
  'alerts',
  {
    agent: text('agent').notNull(),
    rule: text('rule').notNull(),
    alert: jsonb('alert').$type<Alert>().notNull(),
    updatedAt: ms('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agent, table.rule] })],
);

/**
 * Since when a feed is waited for: the first set whose rules watched its age. One that never sent anything is
 * as old as that.
 */
export const awaitedTable = pgTable(
  'awaited',
  { agent: text('agent').notNull(), metric: text('metric').notNull(), since: ms('since').notNull() },
  (table) => [primaryKey({ columns: [table.agent, table.metric] })],
);

/** One row: until when somebody was there to measure, and the last times in which nobody was. */
export const watchTable = pgTable(
  'watch',
  {
    id: integer('id').primaryKey(),
    until: ms('until').notNull(),
    gaps: jsonb('gaps').$type<readonly Gap[]>().notNull(),
  },
  (table) => [check('watch_single', sql`${table.id} = 1`)],
);

/** The events of all alerts, in order: a replay is compared with them. */
export const alertEventsTable = pgTable(
  'alert_events',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    agent: text('agent').notNull(),
    rule: text('rule').notNull(),
    at: ms('at').notNull(),
    kind: text('kind').notNull(),
    /** When the breach or the silence began. */
    since: ms('since'),
    firedAt: ms('fired_at'),
    value: doublePrecision('value'),
    threshold: doublePrecision('threshold'),
    weight: doublePrecision('weight'),
    peak: doublePrecision('peak'),
    why: text('why'),
    effect: text('effect').notNull(),
  },
  (table) => [
    index('alert_events_at').on(table.at),
    index('alert_events_rule').on(table.agent, table.rule, table.at),
  ],
);
