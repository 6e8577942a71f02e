import { createPrinter, type Printer } from '../../console/exports/printer.ts';
import { enqueueNotices } from '../../notices/outbox.ts';
import { addressed } from '../../notices/routing.ts';
import { createWeeklyDesk, type WeeklyDesk } from '../../plans/weekly/desk-store.ts';
import { addWeeklyJob } from '../../plans/weekly/jobs.ts';
import { weeklyRoutes } from '../../plans/weekly/routes.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { addressBook } from '../../rules/ruleset.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';

/** The weekly report: where it is made, how it is printed, its route, and when it goes out. */
export function weeklyOf(
  { ports: { clock, logger }, opened: { database } }: Ground,
  { thread: { ruleSet, flushCells }, fences }: Core,
  onNotices: () => void,
): {
  readonly desk: WeeklyDesk;
  readonly printer: Printer;
  readonly routes: ReturnType<typeof weeklyRoutes>;
  readonly addJobs: (jobs: Jobs) => void;
} {
  const { db } = database;
  const { now } = clock;
  const desk = createWeeklyDesk({ db, now, ruleSet, flushCells });
  const printer = createPrinter();
  const routes = weeklyRoutes({
    ...{ report: desk.report, ruleSet },
    print: (document) => printer({ format: 'pdf', document }),
  });
  const addJobs = (jobs: Jobs): void =>
    addWeeklyJob(jobs, {
      ...{ now, db, ruleSet, transaction: fences.fenced, onNotices, logger, write: desk.write },
      enqueue: (tx, notices, at) => {
        const book = addressBook(ruleSet());
        return enqueueNotices(
          tx,
          notices.map((notice) => addressed(notice, book, at)),
          at,
        );
      },
    });
  return { desk, printer, routes, addJobs };
}
