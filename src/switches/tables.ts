import { bigint, boolean, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Hold, SwitchEvent, Trip } from './switch.ts';

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
});

/** The facts of an event besides its kind, time, actor and reason. */
export type SwitchEventDetail =
  | { readonly trip: Trip }
  | { readonly override: boolean; readonly released: readonly string[] }
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
  },
  (table) => [
    primaryKey({ columns: [table.agent, table.epoch] }),
    index('switch_events_agent_at').on(table.agent, table.at),
  ],
);
