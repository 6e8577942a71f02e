import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { SubjectKind } from './subject.ts';

const place = {
  subjectKind: text('subject_kind').$type<SubjectKind>().notNull(),
  subject: text('subject').notNull(),
  agent: text('agent'),
  incident: integer('incident'),
  plan: integer('plan'),
};

/** Evidence on incidents, plans and their parts; times are epoch milliseconds, `…_by` actor texts. */
export const exhibits = pgTable(
  'exhibits',
  {
    id: text('id').primaryKey(),
    ...place,
    form: text('form').$type<'file' | 'link'>().notNull(),
    /** In hex: of a file's content, or of a link's address and title. */
    sha256: text('sha256').notNull(),
    /** Null once it was erased. */
    name: text('name'),
    type: text('type'),
    bytes: bigint('bytes', { mode: 'number' }),
    url: text('url'),
    addedAt: bigint('added_at', { mode: 'number' }).notNull(),
    addedBy: text('added_by').notNull(),
    withdrawnAt: bigint('withdrawn_at', { mode: 'number' }),
    withdrawnBy: text('withdrawn_by'),
    reason: text('reason'),
    isErased: boolean('is_erased').notNull().default(false),
  },
  (table) => [
    index('exhibits_subject').on(table.subjectKind, table.subject),
    index('exhibits_plan').on(table.plan).where(sql`${table.plan} is not null`),
    index('exhibits_incident').on(table.incident).where(sql`${table.incident} is not null`),
  ],
);

/** Words of people about incidents, plans and their parts. */
export const comments = pgTable(
  'comments',
  {
    id: text('id').primaryKey(),
    ...place,
    text: text('text'),
    sha256: text('sha256').notNull(),
    mentions: jsonb('mentions').$type<readonly string[]>().notNull(),
    saidAt: bigint('said_at', { mode: 'number' }).notNull(),
    saidBy: text('said_by').notNull(),
    erasedAt: bigint('erased_at', { mode: 'number' }),
    erasedBy: text('erased_by'),
    reason: text('reason'),
  },
  (table) => [
    index('comments_subject').on(table.subjectKind, table.subject),
    index('comments_plan').on(table.plan).where(sql`${table.plan} is not null`),
    index('comments_incident').on(table.incident).where(sql`${table.incident} is not null`),
  ],
);
