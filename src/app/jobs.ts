import type { Logger } from 'pino';
import { purgeHelpdesks } from '../connect/helpdesk/store.ts';
import { keptMs } from '../metrics/retention.ts';
import { purgeMetrics } from '../metrics/storage/store.ts';
import { enqueueNotices } from '../notices/outbox.ts';
import { addressed } from '../notices/routing.ts';
import { forgetAnswers } from '../plans/cases/store.ts';
import type { WeeklyDesk } from '../plans/weekly/desk-store.ts';
import { addWeeklyJob } from '../plans/weekly/jobs.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/database/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import { addressBook, type RuleSet } from '../rules/ruleset.ts';
import { purgeReaders } from '../switches/reader-store.ts';

/** Who has not read a switch for so long is forgotten. */
const readersKeptMs = 90 * 86_400_000;

/** The parts of the service that its jobs work with. */
export type JobSources = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly db: Db;
  readonly ruleSet: () => RuleSet;
  readonly fenced: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
  /** Removes files that belong to no evidence. */
  readonly sweepEvidence: () => Promise<void>;
  /** Writes a backup into the folder of the settings, where there is one. */
  readonly backUp: () => Promise<void>;
  readonly onNotices: () => void;
  readonly weekly: WeeklyDesk;
};

/** Adds the jobs of the calendar. Reminders are none of them: they are due by what is written. */
export function addJobs(jobs: Jobs, sources: JobSources): void {
  const { clock, logger, db, ruleSet, fenced, onNotices, weekly, sweepEvidence, backUp } = sources;
  addWeeklyJob(jobs, {
    ...{ now: clock.now, db, ruleSet, transaction: fenced, onNotices, logger, write: weekly.write },
    enqueue: (tx, notices, now) => {
      const book = addressBook(ruleSet());
      return enqueueNotices(
        tx,
        notices.map((notice) => addressed(notice, book, now)),
        now,
      );
    },
  });
  jobs.add('retention', '17 3 * * *', async () => {
    const now = clock.now();
    const before = { cells: now - keptMs.cells, interactions: now - keptMs.interactions };
    const gone = await fenced((tx) => purgeMetrics(tx, before));
    await fenced((tx) => purgeHelpdesks(tx, now));
    await fenced((tx) => purgeReaders(tx, now - readersKeptMs));
    await fenced((tx) => forgetAnswers(tx, before.interactions));
    logger.info(gone, 'deleted what is past its retention');
  });
  jobs.add('backup', '9 2 * * *', backUp);
  jobs.add('evidence', '41 3 * * *', sweepEvidence);
}
