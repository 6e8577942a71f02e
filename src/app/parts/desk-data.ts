import type { NewNotice } from '../../notices/notice.ts';
import { enqueueNotices } from '../../notices/outbox.ts';
import { addressed } from '../../notices/routing.ts';
import type { Db } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { addCheckJob } from '../../requests/anomalies/jobs.ts';
import { answeredNotice, checkedNotice } from '../../requests/anomalies/notices.ts';
import { anomalyRoutes } from '../../requests/anomalies/routes.ts';
import { registerAnomalyTelemetry } from '../../requests/anomalies/telemetry.ts';
import { createFileReader } from '../../requests/importing/intake/reader.ts';
import { importRoutes } from '../../requests/importing/routes.ts';
import { matchingRoutes } from '../../requests/matching/routes.ts';
import { addressBook } from '../../rules/ruleset.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import type { deskOf } from './desk.ts';
import type { Notices } from './notices.ts';

type Before = { readonly desk: ReturnType<typeof deskOf>; readonly notices: Notices };

/** The data of the desk: anomalies and who hears of them, checks by the calendar, imports and exports. */
export function deskDataOf(
  { ports: { clock, logger }, opened: { database }, registry }: Ground,
  { thread: { ruleSet }, fences }: Core,
  { desk, notices }: Before,
) {
  const tell = async (tx: Db, told: readonly NewNotice[], now: number): Promise<void> => {
    const book = addressBook(ruleSet());
    await enqueueNotices(
      tx,
      told.map((notice) => addressed(notice, book, now)),
      now,
    );
    // After the commit: what is not there yet is found at the next look.
    setImmediate(notices.worker.wake);
  };
  const anomalies = {
    ...desk.ports,
    tell: async (tx: Db, ...[anomaly, now]: [Parameters<typeof answeredNotice>[0], number]) => {
      const notice = answeredNotice(anomaly, desk.ports.ruleSet());
      if (notice !== undefined) await tell(tx, [notice], now);
      return notice !== undefined;
    },
  };
  registerAnomalyTelemetry(registry, { db: database.db, now: clock.now, ruleSet });
  return {
    api: [
      anomalyRoutes(anomalies),
      matchingRoutes(desk.ports),
      importRoutes({ ...desk.ports, read: createFileReader() }),
    ],
    addJobs: (jobs: Jobs): void =>
      addCheckJob(jobs, {
        ...{ now: clock.now, db: database.db, ruleSet, transaction: fences.fenced, logger },
        tell: (tx, check, now) => tell(tx, checkedNotice(check, ruleSet()), now),
      }),
  };
}
