import { endOfLocalDay, hourOfDate, localDate } from '../../language/zoned.ts';
import { planTexts } from '../documents/texts.ts';
import type { ActionStatus, Plan } from '../plan.ts';

/** A whole day of the calendar (`2026-06-08`), or an instant in epoch ms. */
export type When = { readonly day: string } | { readonly at: number };

/**
 * One thing with a date in a plan, as a person's calendar knows it. Its words are written when it is read.
 */
export type CalendarEntry = {
  /** The same for as long as the thing exists: `action-4-2`, `review-4-3`. */
  readonly uid: string;
  readonly plan: number;
  readonly subject: 'action' | 'improvement' | 'task' | 'review';
  /** Of the action, improvement or task; of the plan for a review. */
  readonly title: string;
  readonly when: When;
  readonly isDone: boolean;
};

/** A review whose day alone is agreed stands at this hour of the plan's zone. */
const reviewHour = 9;

/** The dates of these plans that are a person's: what is due from them, and the reviews that they hold. */
export function calendarEntries(person: string, plans: readonly Plan[]): readonly CalendarEntry[] {
  return plans.flatMap((plan) => [
    ...worked(person, plan),
    ...tasks(person, plan),
    ...(plan.followedBy === person ? reviews(plan) : []),
  ]);
}

/** An action that somebody has answered for instead (an accepted risk) has no date any more. */
function worked(person: string, plan: Plan): CalendarEntry[] {
  const settled = new Set(plan.acceptedRisks.map(({ action }) => action));
  const entry =
    (subject: 'action' | 'improvement') =>
    (item: { id: string; title: string; owner?: string; dueAt?: number; status: ActionStatus }) => {
      // Without an owner it is the plan owner's to place.
      const { id, title, owner = plan.owner, dueAt, status } = item;
      if (owner !== person || dueAt === undefined || settled.has(id)) return [];
      const when = dayOrInstant(dueAt, plan.timezone);
      return [
        { uid: `${subject}-${id}`, plan: plan.number, subject, title, when, isDone: status === 'done' },
      ];
    };
  return [...plan.actions.flatMap(entry('action')), ...plan.improvements.flatMap(entry('improvement'))];
}

function tasks(person: string, plan: Plan): CalendarEntry[] {
  const { tasks: titles } = planTexts(plan.language);
  return (plan.tasks ?? [])
    .filter(({ owner }) => owner === person)
    .map(({ id, followUp, dueAt, doneAt }) => ({
      uid: `task-${id}`,
      plan: plan.number,
      subject: 'task' as const,
      title: titles[followUp.code],
      when: dayOrInstant(dueAt, plan.timezone),
      isDone: doneAt !== undefined,
    }));
}

/** Reviews keep their place in the plan's list, the next one stands last: so each has a name of its own. */
function reviews({ number, title, timezone, reviews: all, state }: Plan): CalendarEntry[] {
  return all
    .map(({ dueAt, heldAt }, place) => ({
      uid: `review-${number}-${place + 1}`,
      plan: number,
      subject: 'review' as const,
      title,
      when: { at: reviewAt(dueAt, timezone) },
      isDone: heldAt !== undefined,
    }))
    .filter(({ isDone }) => isDone || state !== 'closed');
}

function dayOrInstant(at: number, timezone: string): When {
  return isEndOfDay(at, timezone) ? { day: localDate(at, timezone).toString() } : { at };
}

function reviewAt(at: number, timezone: string): number {
  return isEndOfDay(at, timezone) ? hourOfDate(localDate(at, timezone), reviewHour, timezone) : at;
}

function isEndOfDay(at: number, timezone: string): boolean {
  return at === endOfLocalDay(at, timezone);
}
