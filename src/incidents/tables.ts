import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Severity } from '../rules/rule.ts';
import type { Evidence, Incident, IncidentSource, IncidentState, Trigger } from './incident.ts';
import type { ProofAttempt } from './proof.ts';

/** Incidents, numbered from 1 without gaps. Times are epoch milliseconds, `…_by` actor texts. */
export const incidents = pgTable(
  'incidents',
  {
    number: integer('number').primaryKey(),
    agent: text('agent'),
    source: text('source').$type<IncidentSource>().notNull(),
    severity: text('severity').$type<Severity>().notNull(),
    /** A counter must not move between its labels when a further trigger raises the severity. */
    openedAs: text('opened_as').$type<Severity>().notNull(),
    title: text('title'),
    description: text('description'),
    state: text('state').$type<IncidentState>().notNull(),
    openedAt: bigint('opened_at', { mode: 'number' }).notNull(),
    openedBy: text('opened_by').notNull(),
    acknowledgedAt: bigint('acknowledged_at', { mode: 'number' }),
    acknowledgedBy: text('acknowledged_by'),
    resolvedAt: bigint('resolved_at', { mode: 'number' }),
    resolvedBy: text('resolved_by'),
    closedAt: bigint('closed_at', { mode: 'number' }),
    closedBy: text('closed_by'),
    triggers: jsonb('triggers').$type<readonly Trigger[]>().notNull(),
    evidence: jsonb('evidence').$type<Evidence>(),
    suspensions: jsonb('suspensions').$type<Incident['suspensions']>().notNull(),
    degradations: jsonb('degradations').$type<NonNullable<Incident['degradations']>>(),
    plan: integer('plan'),
    notes: jsonb('notes').$type<NonNullable<Incident['notes']>>(),
    classes: jsonb('classes').$type<NonNullable<Incident['classes']>>(),
    ruleSet: text('rule_set').notNull(),
  },
  (table) => [
    uniqueIndex('incidents_one_of_rules')
      .on(table.agent)
      .where(sql`source = 'rule' and state in ('open', 'acknowledged')`),
    index('incidents_agent').on(table.agent, table.number),
    index('incidents_classified').on(table.number).where(sql`classes is not null`),
    check('incidents_numbered', sql`${table.number} > 0`),
  ],
);

/** The last proof test by schedule of each agent that did not pass, or was skipped. Epoch ms. */
export const proofAttempts = pgTable('proof_attempts', {
  agent: text('agent').primaryKey(),
  at: bigint('at', { mode: 'number' }).notNull(),
  outcome: text('outcome').$type<ProofAttempt['outcome']>().notNull(),
  code: text('code').notNull(),
  rule: text('rule'),
  failingSince: bigint('failing_since', { mode: 'number' }),
  failingRule: text('failing_rule'),
});
