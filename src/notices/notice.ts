import { z } from 'zod';
import type { Language } from '../language/language.ts';
import { anomalyFacts } from './anomalies/facts.ts';
import { channelNames, type Target } from './channel.ts';
import { setting, time } from './parts.ts';
import { registerFacts } from './register/facts.ts';
import { requestFacts } from './requests/facts.ts';
import { silenceFacts } from './silence/facts.ts';
import { waitingFacts } from './waiting/facts.ts';

export const noticeSeverities = ['info', 'warning', 'critical'] as const;
export type NoticeSeverity = (typeof noticeSeverities)[number];

/** An actor text: `engine`, `person:lea`, `key:3f2a`. Names are looked up for the text, never stored. */
const actor = z.string();

/** A metric as people read it: its labels, and how its values are written (the units of metrics.yaml). */
const quantity = {
  metric: z.string(),
  labelFr: z.string().optional(),
  labelEn: z.string().optional(),
  unit: z.enum(['ratio', 'score', 'seconds', 'count', 'number', 'currency']),
  /** The best score, for `score` metrics. */
  scale: z.number().optional(),
  /** ISO 4217, for `currency` metrics; euros where there is none. */
  currency: z.string().optional(),
};

/** A rule in breach. Values are in the metric's unit: 2.3 % is 0.023. */
const breach = {
  ...quantity,
  rule: z.string(),
  /** As written: `error_rate > 2% over 5m`. */
  condition: z.string(),
  /** The same in words; notices of before have none. */
  conditionFr: z.string().optional(),
  conditionEn: z.string().optional(),
  value: z.number().nullable(),
  /** As it was then; absent where there was nothing to compare with. */
  threshold: z.number().optional(),
};

const share = z.number().describe('the part of its traffic that the agent may answer, 0 to 1');

/** A step on the way back, from 1, of how many, and the share of the traffic at it. */
const step = { step: z.number(), of: z.number(), share };

const verdict = {
  ...setting,
  criterion: z.string().describe('id, such as 4-2-a'),
  /** Of the action that it belongs to; those of the plan itself have none. */
  action: z.string().optional(),
  /** As written: `error_rate < 1% over 1h for 24h`. */
  condition: z.string(),
  conditionFr: z.string().optional(),
  conditionEn: z.string().optional(),
};

const reminder = {
  dueAt: time,
  /** The first reminder of what is overdue is 1; what is not yet has 0. */
  nth: z.number(),
  /** Reminders of before do not say it: they were of what is overdue. */
  step: z.enum(['ahead', 'today', 'first', 'second']).optional(),
  /** Person id of who is to do it. Reminders of before do not say it. */
  owner: z.string().optional(),
};
const weeklyLines = z
  .array(z.object({ fr: z.string(), en: z.string() }))
  .describe('sentences; people in them are told by their ids, as {lea}');

const planTitle = { ...setting, title: z.string() };

/**
 * Everything that people and other systems are told about, with the facts that each kind of notice carries:
 * flat, without names or addresses of people.
 */
export const noticeFacts = {
  agent_tripped: z.object({
    ...setting,
    ...breach,
    /** The rule joined an incident that was already open. */
    joined: z.boolean().optional(),
  }),
  /** A rule left the agent a share of its traffic. */
  agent_degraded: z.object({ ...setting, ...breach, share, joined: z.boolean().optional() }),
  agent_suspended: z.object({ ...setting, by: actor, reason: z.string().optional() }),
  agent_resumed: z.object({
    ...setting,
    by: actor,
    reason: z.string().optional(),
    /** In spite of a measured breach. */
    override: z.boolean(),
    downtimeMs: z.number().optional(),
    /** Let run in steps: the first of them. */
    ...z.object(step).partial().shape,
  }),
  /** On its way back, an agent reached a step. */
  resume_advanced: z.object({ ...setting, ...step }),
  /** It has all of its traffic again. */
  resume_completed: z.object(setting),
  /**
   * The agent went back to the step before, since what had tripped was measured not to be clear; without a
   * step, to where it was before the way.
   */
  resume_fell_back: z.object({
    ...setting,
    ...breach,
    share,
    step: step.step.optional(),
    of: step.of.optional(),
  }),
  suspension_not_acknowledged: z.object({
    ...setting,
    epoch: z.number(),
    askedAt: time,
    withinMs: z.number(),
    /** The part of its traffic that it was left; absent: none. */
    share: share.optional(),
  }),
  suspension_not_obeyed: z.object({
    ...setting,
    epoch: z.number(),
    acknowledgedAt: time,
    /** When traffic of the agent's own was seen. */
    seenAt: time,
  }),
  incident_opened: z.object({
    ...setting,
    source: z.enum(['rule', 'audit', 'review', 'manual']),
    title: z.string().optional(),
    by: actor.optional(),
  }),
  incident_resolved: z.object({ ...setting, by: actor.optional(), downtimeMs: z.number().optional() }),
  rule_alert: z.object({ ...setting, ...breach }),
  rule_no_data: z.object({ ...setting, ...quantity, rule: z.string(), since: time }),
  plan_drafted: z.object(planTitle),
  plan_activated: z.object({ ...planTitle, actions: z.number().optional() }),
  /** The work of one person, who hears of it: once the plan is active, or as it is handed over. */
  action_assigned: z.object({
    ...planTitle,
    /** Person id. */
    owner: z.string(),
    /** The person who handed it over; absent when the plan was activated. */
    by: actor.optional(),
    /** Actions, improvements and tasks. */
    items: z.array(z.object({ id: z.string(), title: z.string(), dueAt: time.optional() })),
  }),
  /** Nothing but signatures is missing for the next step, and this one is the next to be given. */
  plan_signature_due: z.object({
    ...planTitle,
    as: z.enum(['owner', 'approver']),
    for: z.enum(['activation', 'closure']),
    /** Person id of who has signed already. */
    signedBy: z.string().optional(),
  }),
  plan_closed: z.object({
    ...planTitle,
    actions: z.number().optional(),
    /** The bases of the verified actions, and how many are settled by an accepted risk. */
    measured: z.number().optional(),
    ticked: z.number().optional(),
    attested: z.number().optional(),
    risks: z.number().optional(),
  }),
  /** The notice's `incident` is the one that showed the recurrence. */
  plan_reopened: z.object({
    ...planTitle,
    /** That fired again. */
    rule: z.string().optional(),
    /** The incident that the plan was drafted for. */
    first: z.number().optional(),
    /** When the plan had been closed. */
    closedAt: time.optional(),
    /** It came back once more while the plan was at work on it again. */
    stillOpen: z.boolean().optional(),
  }),
  action_regressed: z.object({
    ...setting,
    /** `4-2` */
    action: z.string(),
    title: z.string(),
    /** As written: `error_rate < 1% over 1h for 24h`. */
    criterion: z.string(),
    /** The same in words; notices of before have none. */
    criterionFr: z.string().optional(),
    criterionEn: z.string().optional(),
  }),
  /** The verdict on a criterion: programs are told, people see it in the plan. */
  criterion_met: z.object(verdict),
  /** It was met before. */
  criterion_failed: z.object(verdict),
  action_reminder: z.object({ ...setting, action: z.string(), title: z.string(), ...reminder }),
  review_reminder: z.object({ ...planTitle, ...reminder }),
  reminder_escalated: z.object({
    ...setting,
    subject: z.enum(['action', 'review']),
    /** The action's id, when it is about one. */
    action: z.string().optional(),
    title: z.string(),
    /** Person id of who did not answer. */
    owner: z.string().optional(),
    dueAt: time,
    /** How many reminders were sent before. */
    reminders: z.number(),
  }),
  ...waitingFacts,
  criterion_no_data: z.object({ ...verdict, since: time }),
  /** The sum of a week, of one agent or of all: its first lines; the report has the others. */
  weekly_report: z.object({
    ...setting,
    week: z.string().describe('a week of ISO 8601, such as 2026-W23'),
    from: time,
    until: time,
    /** Opened in the week; how long agents might not run; thresholds missed; actions overdue. */
    incidents: z.number(),
    suspendedMs: z.number(),
    missed: z.number(),
    overdue: z.number(),
    brief: weeklyLines,
    points: weeklyLines,
    aims: weeklyLines,
  }),
  drill: z.object({ ...setting, rule: z.string() }),
  ...registerFacts,
  ...requestFacts,
  ...silenceFacts,
  ...anomalyFacts,
  /** A channel takes nothing any more: told by the others. */
  channel_down: z.object({ ...setting, channel: z.enum(channelNames), since: time, reason: z.string() }),
  /** Somebody names a person in a comment. What was said stays in filrouge. */
  mention: z.object({
    ...setting,
    subject: z.enum(['incident', 'plan', 'action', 'criterion']),
    /** Of the subject: its number, or `4-2`. */
    id: z.string(),
    title: z.string(),
    by: actor,
    /** Id of the comment. */
    comment: z.string(),
  }),
  /** Sent by somebody to see that it arrives. */
  test_message: z.object({ ...setting, by: actor }),
} as const;
export type NoticeKind = keyof typeof noticeFacts;
export const noticeKinds = z.object(noticeFacts).keyof().options;

export type NoticeFacts = { readonly [K in NoticeKind]: z.infer<(typeof noticeFacts)[K]> };

type AboutPlan = Extract<
  NoticeKind,
  `plan_${string}` | `action_${string}` | `criterion_${string}` | 'review_reminder' | 'reminder_escalated'
>;
type AboutIncident = Extract<
  NoticeKind,
  'agent_tripped' | 'agent_degraded' | `incident_${string}` | 'report_due'
>;

/** One notice of a known kind. Kinds about a plan or an incident carry its number. */
export type NoticeOf<K extends NoticeKind> = {
  /** Enqueued once, however often a transaction is retried: `trip:margaux:error-rate:1749110520000`. */
  readonly key: string;
  readonly kind: K;
  readonly severity: NoticeSeverity;
  readonly agent?: string | undefined;
  /** Person ids to tell. */
  readonly people: readonly string[];
  /** Its deliveries, where people.yaml says more of these people than an address. */
  readonly targets?: readonly Target[];
  readonly data: NoticeFacts[K];
} & (K extends AboutIncident ? { readonly incident: number } : { readonly incident?: number | undefined }) &
  (K extends AboutPlan ? { readonly plan: number } : { readonly plan?: number });

/** A notice as a room gives it to the outbox. */
export type NewNotice = { [K in NoticeKind]: NoticeOf<K> }[NoticeKind];

/** A notice as it was enqueued. */
export type Notice = { [K in NoticeKind]: Told<K> }[NoticeKind];

export type Told<K extends NoticeKind = NoticeKind> = NoticeOf<K> & {
  readonly at: number;
  /** Whether its agent may run, as it is known when the notice is sent: never stored. */
  readonly mayRun?: boolean;
};

/** The gravest of several, at least one: a message about all of them is as grave as that. */
export function gravestOf<T extends Pick<Notice, 'severity'>>(notices: readonly T[]): T {
  const gravest = [...noticeSeverities]
    .reverse()
    .flatMap((severity) => notices.filter((notice) => notice.severity === severity))[0];
  if (gravest === undefined) throw new Error('a message about nothing');
  return gravest;
}

/** Somebody who is told: what the outbox knows of a person, through a port. */
export type Recipient = { readonly name: string; readonly email?: string; readonly language: Language };
