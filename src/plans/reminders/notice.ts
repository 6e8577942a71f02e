import type { NewNotice, Notice } from '../../notices/notice.ts';
import { engineActor } from '../../platform/actor.ts';
import { defined } from '../../platform/defined.ts';
import { type PlanEvent, planEvent } from '../events.ts';
import type { Plan } from '../plan.ts';
import { type Remindable, type Reminder, remindableOf } from './reminder.ts';

/** A reminder for the register: by ids. */
export function reminderEvent(reminder: Reminder, plan: Plan, now: number): PlanEvent {
  const { subject, item, step, nth, dueAt, people } = reminder;
  const facts = { subject, item, step, nth, dueAt, people };
  return planEvent('reminderSent', plan, { actor: engineActor, now }, facts);
}

/** The notice of a reminder. Its words are written where it is sent. */
export function reminderNotice(reminder: Reminder, plan: Plan, agentName: string | undefined): NewNotice {
  const { key, item, title, dueAt, nth, owner, step } = reminder;
  const common = {
    key,
    severity: step === 'second' || step === 'escalation' ? ('warning' as const) : ('info' as const),
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
  const data = { ...setting, title, dueAt, nth, step, owner };
  return about === 'action'
    ? { ...common, kind: 'action_reminder', data: { ...data, action: item } }
    : { ...common, kind: 'review_reminder', data };
}

type ReminderNotice = Extract<Notice, { kind: 'action_reminder' | 'review_reminder' | 'reminder_escalated' }>;

/**
 * Whether a reminder that waits to be sent still says the truth: the thing is neither done nor dropped, is
 * due on the day that it names, and is still in the hands of whom it names.
 */
export function stillReminds({ kind, data }: ReminderNotice, plan: Plan | undefined): boolean {
  if (plan === undefined || (plan.state === 'closed' && plan.tasks === undefined)) return false;
  const isReview = kind === 'review_reminder' || (kind === 'reminder_escalated' && data.subject === 'review');
  const id = isReview ? `${plan.number}-review` : 'action' in data ? data.action : undefined;
  const isIt = ({ item, dueAt, owner }: Remindable) =>
    item === id && dueAt === data.dueAt && (data.owner === undefined || owner === data.owner);
  return remindableOf(plan).some(isIt);
}
