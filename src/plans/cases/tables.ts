import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { plans } from '../store/tables.ts';
import type { Judgement } from './judge.ts';
import type { ReplayRun } from './standing.ts';

type End = NonNullable<ReplayRun['end']>['how'];

/** Passes through the cases of actions, numbered from 1 in each. */
export const replayRuns = pgTable(
  'replay_runs',
  {
    action: text('action').notNull(),
    no: integer('no').notNull(),
    plan: integer('plan')
      .notNull()
      .references(() => plans.number),
    begunAt: bigint('begun_at', { mode: 'number' }).notNull(),
    begunBy: text('begun_by').notNull(),
    scope: text('scope').$type<ReplayRun['scope']>().notNull(),
    endedAt: bigint('ended_at', { mode: 'number' }),
    ended: text('ended').$type<End>(),
  },
  (table) => [primaryKey({ columns: [table.action, table.no] }), index('replay_runs_plan').on(table.plan)],
);

/**
 * The answers, each question once in a pass. What the agent said may be about a person: it goes when ids of
 * interactions go; its hash stays.
 */
export const replayAnswers = pgTable(
  'replay_answers',
  {
    action: text('action').notNull(),
    run: integer('run').notNull(),
    question: text('question').notNull(),
    plan: integer('plan')
      .notNull()
      .references(() => plans.number),
    at: bigint('at', { mode: 'number' }).notNull(),
    outcome: text('outcome').$type<Judgement['outcome']>().notNull(),
    reason: text('reason'),
    status: integer('status'),
    tookMs: integer('took_ms'),
    hash: text('hash'),
    answer: text('answer'),
  },
  (table) => [
    primaryKey({ columns: [table.action, table.run, table.question] }),
    index('replay_answers_plan').on(table.plan),
    index('replay_answers_at').on(table.at),
  ],
);
