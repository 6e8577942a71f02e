import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { CriterionState, CriterionVerdict, PlanState } from '../plan.ts';
import type { PlanDocument } from './plan-row.ts';

/** Plans, each a document that changes as a whole under its version. Columns beside it serve lists. */
export const plans = pgTable(
  'plans',
  {
    number: integer('number').primaryKey(),
    incident: integer('incident').unique(),
    agent: text('agent'),
    state: text('state').$type<PlanState>().notNull(),
    version: integer('version').notNull(),
    createdAt: bigint('created_at', { mode: 'number' }).notNull(),
    activatedAt: bigint('activated_at', { mode: 'number' }),
    closedAt: bigint('closed_at', { mode: 'number' }),
    document: jsonb('document').$type<PlanDocument>().notNull(),
  },
  (table) => [
    check('plans_number', sql`${table.number} > 0`),
    check('plans_state', sql`${table.state} in ('draft', 'active', 'closed')`),
    index('plans_agent').on(table.agent, table.number),
    index('plans_state_number').on(table.state, table.number),
  ],
);

/** How far each criterion is. Apart from the document, so that measuring does not raise a plan's version. */
export const criterionStates = pgTable(
  'criterion_states',
  {
    criterion: text('criterion').primaryKey(),
    plan: integer('plan')
      .notNull()
      .references(() => plans.number),
    state: jsonb('state').$type<CriterionState>().notNull(),
    value: doublePrecision('value'),
    assessedAt: bigint('assessed_at', { mode: 'number' }),
    updatedAt: bigint('updated_at', { mode: 'number' }).notNull(),
  },
  (table) => [index('criterion_states_plan').on(table.plan)],
);

/**
 * Until when the criteria of open plans were followed: what did not change until then has no row for it.
 * Plans that were behind then stand beside it. One row.
 */
export const criteriaFollowed = pgTable('criteria_followed', {
  id: integer('id').primaryKey(),
  until: bigint('until', { mode: 'number' }).notNull(),
  behind: jsonb('behind').$type<readonly number[]>().notNull(),
});

/** How criteria got there: one row for a verdict that changed, or for a tenth of the hold. Append-only. */
export const criterionVerdicts = pgTable(
  'criterion_verdicts',
  {
    criterion: text('criterion').notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
    plan: integer('plan')
      .notNull()
      .references(() => plans.number),
    verdict: text('verdict').$type<CriterionVerdict>().notNull(),
    value: doublePrecision('value'),
    heldMs: bigint('held_ms', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.criterion, table.at] })],
);

/** Reminders that went out, each once: who was nudged about what, when. Their words are in the outbox. */
export const remindersSent = pgTable(
  'reminders_sent',
  {
    key: text('key').primaryKey(),
    plan: integer('plan')
      .notNull()
      .references(() => plans.number),
    /** Id of the action or improvement; `4-review` for the review of plan 4. */
    item: text('item').notNull(),
    dueAt: bigint('due_at', { mode: 'number' }).notNull(),
    /** Person id of who had it then; rows of before do not say it. */
    owner: text('owner'),
    /** 1 for the first of its series; 0 before it was due. */
    nth: integer('nth').notNull(),
    /** Person ids. */
    people: jsonb('people').$type<readonly string[]>().notNull(),
    at: bigint('at', { mode: 'number' }).notNull(),
  },
  (table) => [index('reminders_sent_plan').on(table.plan)],
);
