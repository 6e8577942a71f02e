import { sql } from 'drizzle-orm';
import {
  bigint,
  customType,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  serial,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { everyFact } from '../interaction.ts';

const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const ms = (name: string) => bigint(name, { mode: 'number' });

/** Short numbers for (agent, metric), so that a cell's key is small. */
export const seriesTable = pgTable(
  'series',
  {
    id: serial('id').primaryKey(),
    agent: text('agent').notNull(),
    metric: text('metric').notNull(),
  },
  (table) => [unique('series_agent_metric').on(table.agent, table.metric)],
);

/**
 * The cells of every series at the base step. Coarser ones are summed from these. They come in the order of
 * their starts, so a block-range index finds a span of time; it is as good as free to keep, which a tree is
 * not.
 */
export const cellsTable = pgTable(
  'cells',
  {
    series: integer('series').notNull(),
    start: ms('start').notNull(),
    sum: doublePrecision('sum').notNull(),
    weight: doublePrecision('weight').notNull(),
    min: doublePrecision('min').notNull(),
    max: doublePrecision('max').notNull(),
    last: doublePrecision('last').notNull(),
    lastAt: ms('last_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.series, table.start] }),
    index('cells_start').using('brin', table.start),
  ],
);

/**
 * The buckets of cells of metrics that are told by percentiles (written as buckets-code.ts says), with the
 * weight of the cell that they were written with. In a table of their own, so that other cells take no byte
 * more.
 */
export const cellBucketsTable = pgTable(
  'cell_buckets',
  {
    series: integer('series').notNull(),
    start: ms('start').notNull(),
    weight: doublePrecision('weight').notNull(),
    buckets: bytes('buckets').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.series, table.start] }),
    index('cell_buckets_start').using('brin', table.start),
  ],
);

/**
 * Interactions already counted, and which facts of each: every fact of an id counts once, also after a
 * restart. Of those without a note of their facts, all are taken for known, so that none counts twice.
 */
export const interactionsTable = pgTable(
  'interactions',
  {
    agent: text('agent').notNull(),
    id: text('id').notNull(),
    at: ms('at').notNull(),
    facts: integer('facts').notNull().default(everyFact),
    /** Why it was wrong, where that was told. */
    reason: text('reason'),
  },
  (table) => [primaryKey({ columns: [table.agent, table.id] }), index('interactions_at').on(table.at)],
);

/** How often each reason was given for an error, by agent and cell. */
export const reasonsTable = pgTable(
  'reasons',
  {
    agent: text('agent').notNull(),
    start: ms('start').notNull(),
    reason: text('reason').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agent, table.start, table.reason] })],
);

/** Up to which record of which cell log the cells have everything: one row, written with the cells. */
export const cellLogTable = pgTable('cell_log', {
  id: integer('id').primaryKey(),
  log: text('log').notNull(),
  seq: ms('seq').notNull(),
});

/** Changed cells as they came, until the table of cells has them (written as wal/cell-record.ts says). */
export const cellBatchesTable = pgTable('cell_batches', {
  seq: ms('seq').primaryKey(),
  record: bytes('record').notNull(),
});

/**
 * Alerts of other systems as they were told: who they count for, and since and until when. No labels are
 * kept.
 */
export const foreignAlertsTable = pgTable(
  'foreign_alerts',
  {
    agent: text('agent').notNull(),
    metric: text('metric').notNull(),
    fingerprint: text('fingerprint').notNull(),
    startsAt: ms('starts_at').notNull(),
    endsAt: ms('ends_at'),
    /** When it was last told to fire, or first told to have ended. */
    toldAt: ms('told_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.agent, table.metric, table.fingerprint, table.startsAt] }),
    index('foreign_alerts_firing').on(table.agent, table.metric).where(sql`${table.endsAt} IS NULL`),
  ],
);
