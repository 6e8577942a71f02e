import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

const ms = (name: string) => bigint(name, { mode: 'number' });

/** The clocks of each request, from its times and the rules, so that a look asks for few rows. Epoch ms. */
export const requestClocksTable = pgTable(
  'request_clocks',
  {
    number: integer('number').primaryKey(),
    isOpen: boolean('is_open').notNull(),
    /** Working time, in ms, that does not count towards its resolution. */
    pausedMs: ms('paused_ms').notNull(),
    /** From when on something about it is too late; absent: nothing will be. */
    lateAt: ms('late_at'),
    /** When it is to be looked at again; absent: not before it changes. */
    lookAt: ms('look_at'),
  },
  (table) => [
    index('request_clocks_late').on(table.lateAt).where(sql`late_at IS NOT NULL`),
    index('request_clocks_look').on(table.lookAt).where(sql`look_at IS NOT NULL`),
    index('request_clocks_open').on(table.number).where(sql`is_open`),
  ],
);

/** The alarms that a person was told of: each of them once. */
export const requestAlarmsTable = pgTable(
  'request_alarms',
  {
    key: text('key').notNull(),
    /** Person id. */
    person: text('person').notNull(),
    number: integer('number').notNull(),
    toldAt: ms('told_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.person] }),
    index('request_alarms_told').on(table.toldAt),
  ],
);
