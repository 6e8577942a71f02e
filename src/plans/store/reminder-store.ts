import { asc, inArray, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { insertRows } from '../../platform/database/statement.ts';
import { withoutNulls } from '../../platform/defined.ts';
import type { PlanReminders, SentReminder } from '../reminders/reminder.ts';
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
  for (const { plan, people: _, ...reminder } of rows)
    byPlan.set(plan, [...(byPlan.get(plan) ?? []), withoutNulls(reminder)]);
  return byPlan;
}

/** The statement that notes reminders as sent; one that is noted already stays as it was. */
export function addingReminders(sent: readonly PlanReminders[], now: number): SQL {
  const rows = sent.flatMap(({ plan, reminders }) =>
    reminders.map(({ key, item, dueAt, owner, nth, people }) => ({
      ...{ key, item, dueAt, owner, nth, people, plan },
      at: now,
    })),
  );
  return sql`${insertRows(remindersSent, rows)} ON CONFLICT (key) DO NOTHING`;
}
