import { and, eq, lt } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { isoTimes } from '../../platform/iso.ts';
import { register } from '../../register/tables.ts';
import { noAgent } from '../../rules/ruleset.ts';
import { WeeklyReport } from './report.ts';
import { weeklyReports } from './tables.ts';

/** The report of a week as it was sent; `undefined` where none was, or in a form that is no longer read. */
export async function keptReport(
  db: Db,
  week: string,
  agent: string = noAgent,
): Promise<WeeklyReport | undefined> {
  const [row] = await db
    .select({ report: weeklyReports.report })
    .from(weeklyReports)
    .where(and(eq(weeklyReports.week, week), eq(weeklyReports.agent, agent)));
  return row && WeeklyReport.safeParse(row.report).data;
}

/** Whether the reports of a week were sent. */
export async function wasSent(db: Db, week: string): Promise<boolean> {
  const rows = await db
    .select({ at: weeklyReports.at })
    .from(weeklyReports)
    .where(and(eq(weeklyReports.week, week), eq(weeklyReports.agent, noAgent)));
  return rows.length > 0;
}

/** Keeps reports as they are sent. One that is kept already stays. */
export async function keepReports(tx: Db, reports: readonly WeeklyReport[], now: number): Promise<void> {
  const rows = reports.map((report) => ({
    week: report.week.id,
    agent: report.agent ?? noAgent,
    at: now,
    report: isoTimes(report),
  }));
  if (rows.length > 0) await tx.insert(weeklyReports).values(rows).onConflictDoNothing();
}

/** Whether anything was recorded before an instant: nobody wants a report of before there was a house. */
export async function wasThereBefore(db: Db, at: number): Promise<boolean> {
  const rows = await db.select({ seq: register.seq }).from(register).where(lt(register.at, at)).limit(1);
  return rows.length > 0;
}
