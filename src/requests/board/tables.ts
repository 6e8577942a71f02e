import {
  bigint,
  bigserial,
  date,
  doublePrecision,
  integer,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { Measure } from './facts.ts';

const ms = (name: string) => bigint(name, { mode: 'number' });

/**
 * The facts of the desk that are not in the sums of their day yet. Whoever changes a request adds rows here
 * and waits for nobody; they leave for the sums in one statement, so that each counts once for every reader.
 */
export const requestFactsTable = pgTable('request_facts', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  measure: text('measure').$type<Measure>().notNull(),
  day: date('day', { mode: 'string' }).notNull(),
  at: ms('at').notNull(),
  value: doublePrecision('value').notNull(),
  weight: doublePrecision('weight').notNull(),
  number: integer('number').notNull(),
});

/** The sums of a measure over a day of the desk's calendar. */
export const requestDaysTable = pgTable(
  'request_days',
  {
    measure: text('measure').$type<Measure>().notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    value: doublePrecision('value').notNull(),
    weight: doublePrecision('weight').notNull(),
  },
  (table) => [primaryKey({ columns: [table.measure, table.day] })],
);
