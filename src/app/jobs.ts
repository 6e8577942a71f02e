import type { Logger } from 'pino';
import { purgeMetrics } from '../metrics/store.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';

/** Cells are kept for a little over a year, ids of interactions for a month: longer than anybody repeats them. */
const keptMs = { cells: 400 * 86_400_000, interactions: 30 * 86_400_000 };

export type JobSources = {
  readonly pipeline: Pipeline;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
};

/** What is done by the calendar. */
export function addJobs(jobs: Jobs, { database, clock, logger }: JobSources): void {
  jobs.add('retention', '17 3 * * *', async () => {
    const now = clock.now();
    const gone = await purgeMetrics(database.db, {
      cells: now - keptMs.cells,
      interactions: now - keptMs.interactions,
    });
    logger.info(gone, 'deleted what is past its retention');
  });
}
