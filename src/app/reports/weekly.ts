import { createPrinter, type Printer } from '../../console/exports/printer.ts';
import { createWeeklyDesk, type WeeklyDesk } from '../../plans/weekly/desk-store.ts';
import { weeklyRoutes } from '../../plans/weekly/routes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Thread } from '../../thread/thread.ts';

/** The weekly report: where it is made, how it is printed, and its route. */
export function weeklyOf(
  { now }: Clock,
  { db }: Database,
  { ruleSet, flushCells }: Pick<Thread, 'ruleSet' | 'flushCells'>,
): {
  readonly desk: WeeklyDesk;
  readonly printer: Printer;
  readonly routes: ReturnType<typeof weeklyRoutes>;
} {
  const desk = createWeeklyDesk({ db, now, ruleSet, flushCells });
  const printer = createPrinter();
  const routes = weeklyRoutes({
    ...{ report: desk.report, ruleSet },
    print: (document) => printer({ format: 'pdf', document }),
  });
  return { desk, printer, routes };
}
