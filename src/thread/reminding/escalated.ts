import type { Plan } from '../../plans/plan.ts';
import { reminderNotice } from '../../plans/reminders/notice.ts';
import { escalationOf, remindableOf } from '../../plans/reminders/reminder.ts';
import type { Look, Telling } from './telling.ts';

/**
 * Actions that were escalated and on which nobody has decided: they are blocked as they were left. People
 * were told by the reminder of this key; here it is followed until somebody decides.
 */
export function undecidedActions({ state, now }: Look): readonly Telling[] {
  return [...state.plans.values()].flatMap((plan) => undecidedIn(plan, now));
}

function undecidedIn(plan: Plan, now: number): Telling[] {
  const blocked = plan.actions.filter(({ status }) => status === 'blocked').map(({ id }) => id);
  if (blocked.length === 0) return [];
  return remindableOf(plan)
    .filter(({ subject, item, dueAt }) => subject === 'action' && blocked.includes(item) && dueAt < now)
    .map((item) => ({
      dueAt: now,
      notice: reminderNotice(escalationOf(plan, item), plan, undefined),
      asks: { subject: 'action', title: item.title, action: item.item },
      isToldElsewhere: true,
    }));
}
