import { asc, inArray } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import type { Reminder, SentReminder } from '../reminder.ts';
import { remindersSent } from './tables.ts';

/** The reminders that went out for these plans, by plan number, in the order they were sent. */
export async function sentReminders(
  db: Db,
  planNumbers: readonly number[],
): Promise<ReadonlyMap<number, readonly SentReminder[]>> {
  const byPlan = new Map<number, SentReminder[]>();
  if (planNumbers.length === 0) return byPlan;
  const rows = await db
    .select()
    .from(remindersSent)
    .where(inArray(remindersSent.plan, [...planNumbers]))
    .orderBy(asc(remindersSent.at), asc(remindersSent.nth));
  for (const { plan, item, dueAt, at } of rows) {
    const series = byPlan.get(plan) ?? [];
    series.push({ item, dueAt, at });
    byPlan.set(plan, series);
  }
  return byPlan;
}

/** Notes that reminders of a plan go out now; one that is noted already stays as it was. */
export async function recordReminders(
  tx: Db,
  plan: number,
  reminders: readonly Reminder[],
  now: number,
): Promise<void> {
  if (reminders.length === 0) return;
  const rows = reminders.map(({ key, item, dueAt, nth, people }) => ({
    ...{ key, item, dueAt, nth, people },
    plan,
    at: now,
  }));
  await tx.insert(remindersSent).values(rows).onConflictDoNothing();
}
