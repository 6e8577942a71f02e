import type { Logger } from 'pino';
import type { NewNotice } from '../../notices/notice.ts';
import type { Db } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { houseZone, type RuleSet, remindersOf } from '../../rules/ruleset.ts';
import type { WeeklyDesk } from './desk-store.ts';
import { zoneOf } from './desk-store.ts';
import { keepReports, wasSent, wasThereBefore } from './kept-store.ts';
import { lettersOf, reportNotice } from './notice.ts';
import type { WeeklyReport } from './report.ts';
import { lastFullWeek, parseWeek, reportDueAt } from './week.ts';

/** The ports that sending the weekly report needs. */
export type WeeklyJobPorts = Pick<WeeklyDesk, 'write'> & {
  readonly now: () => number;
  readonly db: Db;
  readonly ruleSet: () => RuleSet;
  /** A transaction that changes nothing once another process evaluates. */
  readonly transaction: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
  /** Puts notices into the outbox, in that transaction. */
  readonly enqueue: (tx: Db, notices: readonly NewNotice[], now: number) => Promise<void>;
  /** Notices were enqueued, durably. */
  readonly onNotices: () => void;
  readonly logger: Logger;
};

/** Every hour: whatever week is due and was not sent goes out at the next look. */
const pattern = '5 * * * *';

/** Sends the weekly report on Monday morning, or at the first look after it: no start waits for one. */
export function addWeeklyJob(jobs: Jobs, ports: WeeklyJobPorts): void {
  jobs.add('weekly-report', pattern, async () => {
    await sendWeekly(ports);
  });
}

/**
 * Sends the reports of the last full week, once it is due, unless they were sent; after a long stop that week
 * alone. The reports are kept in the transaction that enqueues them: a crash half-way or a second run sends
 * nothing twice. Answers how many notices went out.
 */
export async function sendWeekly(ports: WeeklyJobPorts): Promise<number> {
  const { db, write, logger } = ports;
  const now = ports.now();
  const set = ports.ruleSet();
  const zone = houseZone(set);
  const weeks = lastFullWeek(now, zone);
  const { id, until } = weeks.week;
  if (
    now < reportDueAt(weeks, zone, remindersOf(set).morningMinutes) ||
    (await wasSent(db, id)) ||
    !(await wasThereBefore(db, until))
  )
    return 0;
  const letters = lettersOf(set);
  const reports: WeeklyReport[] = [await write(weeks, undefined)];
  const told = new Map<string | undefined, readonly string[]>();
  for (const { agent, people } of letters) {
    told.set(agent, people);
    const own = agent === undefined ? undefined : parseWeek(id, zoneOf(set, agent));
    if (agent !== undefined && own !== undefined && own.week.until <= now)
      reports.push(await write(own, agent));
  }
  const notices = reports.flatMap((report) => {
    const people = told.get(report.agent);
    return people === undefined ? [] : [reportNotice(report, people, set)];
  });
  const isSent = await ports.transaction(async (tx) => {
    if (await wasSent(tx, id)) return false;
    await keepReports(tx, reports, now);
    await ports.enqueue(tx, notices, now);
    return true;
  });
  if (!isSent) return 0;
  logger.info({ week: id, notices: notices.length }, 'sent the weekly report');
  if (notices.length > 0) ports.onNotices();
  return notices.length;
}
