import { bigint, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { MarkKind } from './mark.ts';

/** Changes of agents, each once however often it is told. `at` is in epoch milliseconds. */
export const marksTable = pgTable(
  'agent_marks',
  {
    agent: text('agent').notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
    kind: text('kind').$type<MarkKind>().notNull(),
    label: text('label').notNull(),
    notedBy: text('noted_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agent, table.at, table.kind, table.label] })],
);
