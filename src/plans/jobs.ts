import type { Logger } from 'pino';
import type { NewNotice } from '../notices/notice.ts';
import type { Db } from '../platform/database/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { PlanEvent } from './events.ts';
import { dueReminders, reminderEvent, reminderNotice } from './reminder.ts';
import { recordReminders, sentReminders } from './store/reminder-store.ts';
import { plansToRemindOf } from './store/store.ts';

/** The ports that sending reminders needs. */
export type ReminderPorts = {
  readonly now: () => number;
  /** How people call the agent. */
  readonly agentName: (agent: string) => string;
  /** A transaction that changes nothing once another process evaluates. */
  readonly transaction: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
  /** Puts notices into the outbox, in that transaction. */
  readonly enqueue: (tx: Db, notices: readonly NewNotice[], now: number) => Promise<void>;
  /** Appends events to the register as the last step of that transaction. */
  readonly record: (tx: Db, events: readonly PlanEvent[], now: number) => Promise<unknown>;
  /** Notices were enqueued, durably. */
  readonly onNotices: () => void;
  readonly logger: Logger;
};

/** A quarter past every hour: reminders wait for their zone's morning, and zones differ by half hours. */
const hourly = '15 * * * *';

/** Sends reminders of overdue actions, improvements, reviews hourly. Also call `sendReminders` at start. */
export function addReminderJob(jobs: Jobs, ports: ReminderPorts): void {
  jobs.add('reminders', hourly, async () => {
    await sendReminders(ports);
  });
}

/**
 * Sends what is due to be sent now, and notes it in the same transaction: a crash half-way or a second run
 * sends nothing twice. Returns how many went out.
 */
export async function sendReminders(ports: ReminderPorts): Promise<number> {
  const now = ports.now();
  const notices = await ports.transaction(async (tx) => {
    const plans = await plansToRemindOf(tx);
    const numbers = plans.map(({ number }) => number);
    const sent = await sentReminders(tx, numbers);
    const due: NewNotice[] = [];
    const events: PlanEvent[] = [];
    for (const plan of plans) {
      const reminders = dueReminders(plan, sent.get(plan.number) ?? [], now);
      await recordReminders(tx, plan.number, reminders, now);
      const name = plan.agent === undefined ? undefined : ports.agentName(plan.agent);
      due.push(...reminders.map((reminder) => reminderNotice(reminder, plan, name)));
      events.push(...reminders.map((reminder) => reminderEvent(reminder, plan, now)));
    }
    if (due.length > 0) await ports.enqueue(tx, due, now);
    if (events.length > 0) await ports.record(tx, events, now);
    return due;
  });
  if (notices.length === 0) return 0;
  ports.logger.info({ reminders: notices.map(({ key }) => key) }, 'sent reminders of what is overdue');
  ports.onNotices();
  return notices.length;
}
