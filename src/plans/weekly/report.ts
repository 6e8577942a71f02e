import { z } from 'zod';
import { Aggregate, Unit } from '../../metrics/metric.ts';
import { Instant } from '../../platform/iso.ts';
import { severities } from '../../rules/rule.ts';
import { planStates } from '../plan.ts';

/**
 * The weekly report: figures, ids and the words that the rules had then, so that it reads the same later.
 * Figures that add up do so over agents; means are kept as their sum and their number. What was not measured
 * is absent, never 0. Times are epoch ms here, ISO 8601 in the API and where a report is kept.
 */

const count = z.int().nonnegative();
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
/** This week, and the week before. */
const pair = z
  .object({ now: z.number(), before: z.number() })
  .meta({ description: 'This week, the week before' });
const words = z.object({ fr: z.string(), en: z.string() });
const agent = z.string().optional().meta({ description: 'Absent: of the whole organisation' });

/** How many, how long all of them took, and the same of the week before. */
const timed = z.object({ count: pair, totalMs: pair });

const ReportedWeek = z.object({
  id: z.string().meta({ example: '2026-W23' }),
  from: Instant,
  until: Instant,
});

/** The statuses of a threshold in a week. */
export const thresholdStatuses = ['missed', 'unmeasured', 'partly', 'kept'] as const;

/** A rule over an agent; `partly`: it did not fire, but some days had too few measures to tell. */
const ThresholdRow = z.object({
  agent: z.string(),
  rule: z.string(),
  condition: words,
  status: z.enum(thresholdStatuses),
  firings: pair,
  firingMs: z.number(),
  daysMeasured: count.optional(),
  days: count,
});
export type ThresholdRow = z.infer<typeof ThresholdRow>;

const MetricRow = z.object({
  agent: z.string(),
  metric: z.string(),
  label: words,
  unit: Unit,
  scale: z.number().optional(),
  currency: z.string().optional(),
  better: z.enum(['lower', 'higher']),
  aggregate: Aggregate,
  value: z.number().optional(),
  before: z.number().optional(),
  weight: pair,
  daysMeasured: count,
});
export type MetricRow = z.infer<typeof MetricRow>;

/** The kinds of time limits that a report counts. */
export const promiseKinds = ['obedience', 'take_up', 'actions', 'reviews'] as const;

/** Something with a time limit: how often it was kept, missed, and how often neither is known yet. */
const Promised = z.object({
  kind: z.enum(promiseKinds),
  kept: count,
  missed: count,
  open: count,
  withinMs: z.number().optional(),
});
export type Promised = z.infer<typeof Promised>;

const Unresolved = z.object({
  number: count,
  agent,
  severity: z.enum(severities),
  openedAt: Instant,
  plan: count.optional(),
  suspended: z.boolean(),
});

const PlanRow = z.object({
  number: count,
  agent,
  title: z.string(),
  state: z.enum(planStates),
  owner: z.string(),
  actions: count,
  settled: count,
  verified: count,
  overdue: count,
  reviewAt: Instant.optional(),
});
export type PlanRow = z.infer<typeof PlanRow>;

const item = { plan: count, action: z.string(), title: z.string(), owner: z.string().optional() };

/** A point to improve that the data shows. */
export const Point = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('not_obeyed'), agent: z.string(), times: count }),
  z.object({
    kind: z.literal('silenced'),
    agent: z.string(),
    rule: z.string(),
    firings: count,
    tripped: count.meta({ description: 'Those that still fired when the silence ended' }),
  }),
  z.object({ kind: z.literal('rule_flaps'), agent: z.string(), rule: z.string(), firings: count }),
  z.object({
    kind: z.literal('rule_unmeasured'),
    agent: z.string(),
    rule: z.string(),
    daysMeasured: count,
    days: count,
  }),
  z.object({ kind: z.literal('not_taken_up'), agent, incidents: list(count) }),
  z.object({ kind: z.literal('action_regressed'), agent, plan: count, action: z.string(), times: count }),
  z.object({ kind: z.literal('action_slips'), agent, ...item, moves: count, lateMs: z.number().optional() }),
  z.object({
    kind: z.literal('owner_overloaded'),
    owner: z.string(),
    actions: count,
    most: count,
  }),
  z.object({
    kind: z.literal('criterion_close'),
    agent,
    plan: count,
    criterion: z.string(),
    condition: words,
    value: words,
  }),
]);
export type Point = z.infer<typeof Point>;

/** An aim for the week that follows. */
export const Aim = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('resolve_incidents'), count, numbers: list(count) }),
  z.object({ kind: z.literal('keep_thresholds'), count, rules: list(z.string()) }),
  z.object({ kind: z.literal('measure'), count, rules: list(z.string()) }),
  z.object({ kind: z.literal('finish_overdue'), count, actions: list(z.string()) }),
  z.object({ kind: z.literal('finish_due'), count, items: list(z.object({ ...item, dueAt: Instant })) }),
  z.object({ kind: z.literal('hold_reviews'), count, plans: list(count) }),
  z.object({ kind: z.literal('sign_drafts'), count, plans: list(count) }),
]);
export type Aim = z.infer<typeof Aim>;

const AgentRow = z.object({
  agent: z.string().meta({ description: 'Empty: what is of no agent' }),
  name: z.string(),
  answers: z.object({ now: z.number().optional(), before: z.number().optional() }),
  opened: count,
  unresolved: count,
  suspendedMs: z.number(),
  degradedMs: z.number().optional(),
  kept: count,
  missed: count,
  unmeasured: count,
  overdue: count,
});
export type AgentRow = z.infer<typeof AgentRow>;

/** A weekly report, of one agent or of all. */
export const WeeklyReport = z.object({
  week: ReportedWeek,
  before: ReportedWeek,
  timezone: z.string(),
  agent: z.string().optional().meta({ description: 'Absent: all agents, and what is of none' }),
  agentName: z.string().optional(),
  writtenAt: Instant.meta({ description: 'What stands (unresolved, overdue, completion) is as of then' }),
  isOver: z.boolean().meta({ description: 'Whether the week is over; else the figures are those so far' }),
  recorded: z
    .object({ now: z.boolean(), before: z.boolean() })
    .meta({ description: 'false: filrouge was not there then, and its zeros say nothing' }),
  incidents: z.object({
    opened: pair,
    bySeverity: z.object({ critical: count, warning: count, info: count }),
    resolved: pair,
    contained: timed.meta({ description: 'From the beginning of the breach to the stop, or the resolution' }),
    suspendedMs: pair,
    suspensions: pair,
    degradedMs: pair
      .optional()
      .meta({ description: 'With a share of the traffic, which is no downtime; absent: not known then' }),
    unresolved: count,
    list: list(Unresolved).meta({ description: 'The oldest unresolved ones' }),
  }),
  thresholds: z.object({
    kept: count,
    missed: pair,
    partly: count,
    unmeasured: count,
    firings: pair,
    rows: list(ThresholdRow).meta({ description: 'The missed ones first' }),
  }),
  promises: list(Promised),
  answers: z.object({ now: z.number().optional(), before: z.number().optional() }),
  volumes: z.object({
    read: z.boolean().meta({ description: 'false: there are too many series to sum' }),
    rows: list(MetricRow),
  }),
  plans: z.object({
    drafts: count,
    active: count,
    closed: pair,
    actions: count,
    settled: count.meta({ description: 'Done, or left by an accepted risk' }),
    overdue: count,
    verified: pair,
    firstAttempt: pair,
    toVerified: timed.meta({ description: 'From the beginning of the plan, or its reopening' }),
    regressions: pair,
    reopenings: pair,
    rows: list(PlanRow),
  }),
  agents: list(AgentRow).meta({ description: 'Of all agents: those that had the most to do with' }),
  agentsLeft: count,
  points: list(Point),
  pointsLeft: count,
  aims: list(Aim),
});
export type WeeklyReport = z.infer<typeof WeeklyReport>;

/** This week, and the week before. */
export type Pair = z.infer<typeof pair>;
/** How many there were, and how long all of them took together. */
export type Timed = z.infer<typeof timed>;
