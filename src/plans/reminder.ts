import { dayMs, hourOfDate, localDate } from '../language/zoned.ts';
import type { NewNotice } from '../notices/notice.ts';
import { engineActor } from '../platform/actor.ts';
import { defined } from '../platform/defined.ts';
import { planTexts } from './documents/texts.ts';
import { type PlanEvent, planEvent } from './events.ts';
import type { Plan } from './plan.ts';
import { overdueActions, overdueImprovements, overdueReview, overdueTasks } from './progress.ts';

export type ReminderStep = 'first' | 'second' | 'escalation';

/** A reminder that has gone out. One that is about another due time belongs to another series. */
export type SentReminder = { readonly item: string; readonly dueAt: number; readonly at: number };

/** A reminder that is due: about one thing, to the people who can do something about it. */
export type Reminder = {
  /** Unique: the same reminder is sent once. */
  readonly key: string;
  readonly subject: 'action' | 'improvement' | 'task' | 'review';
  /** Id of the action, improvement or task; `4-review` for the review of plan 4. */
  readonly item: string;
  readonly title: string;
  /** Person id of who did not answer. */
  readonly owner: string;
  readonly dueAt: number;
  readonly step: ReminderStep;
  /** 1 for the first of its series. */
  readonly nth: number;
  /** Person ids. */
  readonly people: readonly string[];
};

/** A reminder 24 to 48 h after it is due, another 3 to 5 days later, the approver after 10; then weekly. */
const firstAfterMs = dayMs;
const betweenMs = 3 * dayMs;
const escalateAfterMs = 10 * dayMs;
const againAfterMs = 7 * dayMs;
/** People read in the morning: each step waits for the next one, at this hour of the plan's zone. */
const morningHour = 8;

/**
 * The reminders to send at `now`, one at most for each overdue action, improvement, review and task. They go
 * on even when the incident is over, which is when they matter, and for what goes on after the closure.
 */
export function dueReminders(plan: Plan, sent: readonly SentReminder[], now: number): readonly Reminder[] {
  // Of a plan that was closed before there were tasks nobody could tick anything.
  if (plan.state === 'closed' && plan.tasks === undefined) return [];
  return overdueItems(plan, now).flatMap((item) => {
    const series = sent
      .filter((reminder) => reminder.item === item.item && reminder.dueAt === item.dueAt)
      .map(({ at }) => at)
      .sort((a, b) => a - b);
    if (now < nextReminderAt(item.dueAt, series, plan.timezone)) return [];
    return [reminderOf(plan, item, series.length + 1)];
  });
}

/** A reminder for the register: by ids. */
export function reminderEvent(reminder: Reminder, plan: Plan, now: number): PlanEvent {
  const { subject, item, nth, dueAt, people } = reminder;
  return planEvent('reminderSent', plan, { actor: engineActor, now }, { subject, item, nth, dueAt, people });
}

/** The notice of a reminder. Its words are written where it is sent. */
export function reminderNotice(reminder: Reminder, plan: Plan, agentName: string | undefined): NewNotice {
  const { key, item, title, dueAt, nth, owner, step } = reminder;
  const common = {
    key,
    severity: step === 'first' ? ('info' as const) : ('warning' as const),
    agent: plan.agent,
    incident: plan.incident,
    plan: plan.number,
    people: reminder.people,
  };
  const setting = defined({ agentName, timezone: plan.timezone });
  const about = reminder.subject === 'review' ? 'review' : 'action';
  if (step === 'escalation') {
    const named = about === 'action' ? { action: item } : {};
    const data = { ...setting, subject: about, ...named, title, owner, dueAt, reminders: nth - 1 } as const;
    return { ...common, kind: 'reminder_escalated', data };
  }
  return about === 'action'
    ? { ...common, kind: 'action_reminder', data: { ...setting, action: item, title, dueAt, nth } }
    : { ...common, kind: 'review_reminder', data: { ...setting, title, dueAt, nth } };
}

type Overdue = Pick<Reminder, 'subject' | 'item' | 'title' | 'owner' | 'dueAt'>;

/** An item without an owner is the plan owner's to place. */
function overdueItems(plan: Plan, now: number): readonly Overdue[] {
  const item = (
    subject: 'action' | 'improvement',
    { id, title, owner = plan.owner, dueAt = 0 }: Plan['actions'][number] | Plan['improvements'][number],
  ): Overdue => ({ subject, item: id, title, owner, dueAt });
  const review = overdueReview(plan, now);
  const { number, title, followedBy: owner } = plan;
  return [
    ...overdueActions(plan, now).map((action) => item('action', action)),
    ...overdueImprovements(plan, now).map((improvement) => item('improvement', improvement)),
    ...overdueTasks(plan, now).map(({ id, followUp, owner, dueAt }) => ({
      subject: 'task' as const,
      item: id,
      title: planTexts(plan.language).tasks[followUp.code],
      owner,
      dueAt,
    })),
    ...(review
      ? [{ subject: 'review' as const, item: `${number}-review`, title, owner, dueAt: review.dueAt }]
      : []),
  ];
}

function reminderOf(plan: Plan, item: Overdue, nth: number): Reminder {
  const step = stepOf(nth);
  const people = step === 'escalation' ? [plan.approver, plan.owner, item.owner] : [item.owner];
  return {
    ...item,
    key: `reminder:${item.item}:${item.dueAt}:${nth}`,
    step,
    nth,
    people: [...new Set(people)],
  };
}

function stepOf(nth: number): ReminderStep {
  if (nth === 1) return 'first';
  return nth === 2 ? 'second' : 'escalation';
}

/** When the next reminder of a series may go out. `sentAt` are the times of those before it, in order. */
function nextReminderAt(dueAt: number, sentAt: readonly number[], timezone: string): number {
  const last = sentAt.at(-1);
  if (last === undefined) return morningAfter(dueAt + firstAfterMs, timezone);
  if (sentAt.length === 1) return morningAfter(last + betweenMs, timezone);
  if (sentAt.length === 2) {
    return morningAfter(Math.max(dueAt + escalateAfterMs, last + betweenMs), timezone);
  }
  return morningAfter(last + againAfterMs, timezone);
}

function morningAfter(at: number, timezone: string): number {
  const date = localDate(at, timezone);
  const today = hourOfDate(date, morningHour, timezone);
  return today >= at ? today : hourOfDate(date.add({ days: 1 }), morningHour, timezone);
}
