import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { ReadingWay } from './reach.ts';
import type { Hold, StagedResume, StepReached, SwitchEvent, Trip } from './switch.ts';

/** The switches as they stand: a row for each agent that something has happened to. Times are epoch ms. */
export const switches = pgTable('switches', {
  agent: text('agent').primaryKey(),
  trips: jsonb('trips').$type<readonly Trip[]>().notNull(),
  hold: jsonb('hold').$type<Hold>(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  since: bigint('since', { mode: 'number' }).notNull(),
  acknowledgedEpoch: bigint('acknowledged_epoch', { mode: 'number' }),
  acknowledgedAt: bigint('acknowledged_at', { mode: 'number' }),
  escalatedEpoch: bigint('escalated_epoch', { mode: 'number' }),
  /** The step that stands, on a way back in steps. */
  staged: jsonb('staged').$type<StagedResume>(),
});

/** The facts of an event besides its kind, time, actor and reason. */
export type SwitchEventDetail =
  | { readonly trip: Trip }
  | { readonly override: boolean; readonly released: readonly string[]; readonly step?: StepReached }
  | { readonly step: StepReached; readonly rule?: string }
  | Record<string, never>;

/** Every change of every switch, only ever added to. The free text of a reason stands here alone. */
export const switchEvents = pgTable(
  'switch_events',
  {
    agent: text('agent').notNull(),
    /** The epoch that the change led to. */
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
    kind: text('kind').$type<SwitchEvent['kind']>().notNull(),
    /** Actor text. */
    by: text('by').notNull(),
    reason: text('reason'),
    detail: jsonb('detail').$type<SwitchEventDetail>().notNull(),
    /** Whether the agent might run afterwards. */
    mayRun: boolean('may_run').notNull(),
    /** The part of its traffic that it might answer then; NULL: all of it, or none, as `may_run` says. */
    share: doublePrecision('share'),
  },
  (table) => [
    primaryKey({ columns: [table.agent, table.epoch] }),
    index('switch_events_agent_at').on(table.agent, table.at),
  ],
);

/**
 * The readers of each switch, and how they read: written behind the readings, so that another process, and
 * this one after a restart, knows of them. Times are epoch ms; `written` is by the clock of the database.
 */
export const switchReaders = pgTable(
  'switch_readers',
  {
    agent: text('agent').notNull(),
    key: text('key').notNull(),
    way: text('way').$type<ReadingWay>().notNull(),
    person: text('person'),
    client: text('client'),
    isAgent: boolean('is_agent').notNull(),
    since: bigint('since', { mode: 'number' }).notNull(),
    lastAt: bigint('last_at', { mode: 'number' }).notNull(),
    written: bigint('written', { mode: 'number' })
      .notNull()
      .default(sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`),
  },
  (table) => [
    primaryKey({ columns: [table.agent, table.key, table.way] }),
    index('switch_readers_written').on(table.written),
  ],
);
