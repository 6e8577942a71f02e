import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { AnomalyKind, AnomalyState } from './anomaly.ts';
import type { CheckKind, CheckReport } from './check.ts';

/** Numbers of anomalies: taken at once, never given back. */
export const anomalyNumbers = pgSequence('anomaly_numbers', { startWith: 1 });

const time = (name: string) => bigint(name, { mode: 'number' });

/** Anomalies of data: ids and times; texts stand in the vault. */
export const anomaliesTable = pgTable(
  'anomalies',
  {
    number: integer('number').primaryKey(),
    version: integer('version').notNull(),
    kind: text('kind').$type<AnomalyKind>().notNull(),
    state: text('state').$type<AnomalyState>().notNull(),
    customer: text('customer'),
    request: integer('request'),
    otherCustomer: text('other_customer'),
    otherRequest: integer('other_request'),
    field: text('field'),
    /** Vault id. */
    note: text('note'),
    reportedAt: time('reported_at').notNull(),
    reportedBy: text('reported_by').notNull(),
    reporter: text('reporter'),
    expectedAt: time('expected_at').notNull(),
    acknowledgedAt: time('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
    endedAt: time('ended_at'),
    endedBy: text('ended_by'),
    /** Vault id. */
    answer: text('answer'),
    toldAt: time('told_at'),
  },
  (table) => [
    index('anomalies_standing').on(table.number).where(sql`ended_at is null`),
    index('anomalies_customer').on(table.customer).where(sql`customer is not null`),
    index('anomalies_request').on(table.request).where(sql`request is not null`),
    // The same one found by a check, or clicked twice, stands once.
    uniqueIndex('anomalies_once')
      .on(
        table.kind,
        sql`coalesce(customer, '')`,
        sql`coalesce(request, 0)`,
        sql`coalesce(other_customer, '')`,
        sql`coalesce(other_request, 0)`,
        sql`coalesce(field, '')`,
        table.reportedBy,
      )
      .where(sql`ended_at is null`),
  ],
);

/** The findings of the checks of the desk's data, one row a check and period. */
export const deskChecksTable = pgTable(
  'desk_checks',
  {
    kind: text('kind').$type<CheckKind>().notNull(),
    /** `2026-06-05`, `2026-W23`, `2026-06`, `2026-Q2`, `2026`. */
    period: text('period').notNull(),
    madeAt: time('made_at').notNull(),
    report: jsonb('report').$type<CheckReport>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.period] }),
    index('desk_checks_made').on(table.madeAt),
  ],
);
