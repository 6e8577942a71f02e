import { bigint, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/**
 * Reports as they were sent, so that they read the same later: what stood then (overdue, unresolved) is not
 * to be had afterwards. That one is here is also how one knows that it was sent.
 */
export const weeklyReports = pgTable(
  'weekly_reports',
  {
    /** `2026-W23` */
    week: text('week').notNull(),
    /** Empty: of all agents. */
    agent: text('agent').notNull(),
    /** Epoch ms. */
    at: bigint('at', { mode: 'number' }).notNull(),
    /** As the API tells it (report.ts): ids, figures and words of the rules, no names of people. */
    report: jsonb('report').notNull(),
  },
  (table) => [primaryKey({ columns: [table.week, table.agent] })],
);
