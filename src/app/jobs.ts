import type { Logger } from 'pino';
import { purgeHelpdesks } from '../connect/helpdesk/store.ts';
import { keptMs } from '../metrics/retention.ts';
import { purgeMetrics } from '../metrics/storage/store.ts';
import { forgetAnswers } from '../plans/cases/store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/database/database.ts';
import type { Jobs } from '../platform/jobs.ts';

export type JobSources = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly fenced: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
  /** Removes files that belong to no evidence. */
  readonly sweepEvidence: () => Promise<void>;
};

/** Adds the jobs of the calendar. Reminders are none of them: they are due by what is written. */
export function addJobs(jobs: Jobs, { clock, logger, fenced, sweepEvidence }: JobSources): void {
  jobs.add('retention', '17 3 * * *', async () => {
    const now = clock.now();
    const before = { cells: now - keptMs.cells, interactions: now - keptMs.interactions };
    const gone = await fenced((tx) => purgeMetrics(tx, before));
    await fenced((tx) => purgeHelpdesks(tx, now));
    await fenced((tx) => forgetAnswers(tx, before.interactions));
    logger.info(gone, 'deleted what is past its retention');
  });
  jobs.add('evidence', '41 3 * * *', sweepEvidence);
}
