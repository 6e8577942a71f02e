import type { Logger } from 'pino';
import { purgeHelpdesks } from '../connect/helpdesk/store.ts';
import { keptMs } from '../metrics/retention.ts';
import { purgeMetrics } from '../metrics/storage/store.ts';
import { enqueueNotices } from '../notices/outbox.ts';
import { addressed } from '../notices/routing.ts';
import { addReminderJob, type ReminderPorts, sendReminders } from '../plans/jobs.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/database/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import { appendEntries } from '../register/store.ts';
import { addressBook, type RuleSet } from '../rules/ruleset.ts';
import { planEntry } from '../thread/decide/entries.ts';

export type JobSources = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ruleSet: () => RuleSet;
  readonly fenced: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
  readonly onNotices: () => void;
};

/** Adds the jobs of the calendar; the answer makes up for those missed while nobody evaluated. */
export function addJobs(jobs: Jobs, sources: JobSources): () => Promise<void> {
  const { clock, logger, ruleSet, fenced, onNotices } = sources;
  const reminders: ReminderPorts = {
    now: clock.now,
    agentName: (agent) => ruleSet().agents.get(agent)?.name ?? agent,
    transaction: fenced,
    enqueue: (tx, notices, now) => {
      const book = addressBook(ruleSet());
      return enqueueNotices(
        tx,
        notices.map((notice) => addressed(notice, book, now)),
        now,
      );
    },
    record: (tx, events, now) => appendEntries(tx, events.map(planEntry), now),
    onNotices,
    logger,
  };
  addReminderJob(jobs, reminders);
  jobs.add('retention', '17 3 * * *', async () => {
    const now = clock.now();
    const before = { cells: now - keptMs.cells, interactions: now - keptMs.interactions };
    const gone = await fenced((tx) => purgeMetrics(tx, before));
    await fenced((tx) => purgeHelpdesks(tx, now));
    logger.info(gone, 'deleted what is past its retention');
  });
  return async () => {
    await sendReminders(reminders).catch((error: unknown) => {
      logger.warn({ err: error }, 'reminders could not be sent; they are due again within the hour');
    });
  };
}
