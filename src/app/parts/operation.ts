import { purgeHelpdesks } from '../../connect/helpdesk/store.ts';
import { keptMs } from '../../metrics/retention.ts';
import { purgeMetrics } from '../../metrics/storage/store.ts';
import { forgetAnswers } from '../../plans/cases/store.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { purgeReaders } from '../../switches/reader-store.ts';
import { backupRoutes } from '../backup/routes.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import { backupsOf } from './backups.ts';
import type { Intake } from './intake.ts';
import type { Part } from './part.ts';
import { setupRoutes } from './setup-routes.ts';

/** How long a reader of a switch is remembered after reading it last. */
const readersKeptMs = 90 * 86_400_000;

/** The part that keeps the service in order: backups, retention, and what `filrouge doctor` asks for. */
export function operationOf(ground: Ground, core: Core, intake: Pick<Intake, 'scores' | 'helpdesks'>): Part {
  const { now } = ground.ports.clock;
  const backups = backupsOf(ground, core);
  return {
    api: [
      backupRoutes({ desk: backups, now, isEvaluator: core.isEvaluator }),
      setupRoutes(ground, core, {
        ...{ scores: intake.scores, helpdesks: intake.helpdesks, backups: backups.standing },
      }),
    ],
    addJobs: (jobs: Jobs): void => {
      jobs.add('retention', '17 3 * * *', () => forget(ground, core));
      jobs.add('backup', '9 2 * * *', backups.daily);
    },
  };
}

/** Deletes what is past its retention. */
async function forget(
  { ports: { clock, logger } }: Ground,
  { fences: { fenced } }: Pick<Core, 'fences'>,
): Promise<void> {
  const now = clock.now();
  const before = { cells: now - keptMs.cells, interactions: now - keptMs.interactions };
  const gone = await fenced((tx) => purgeMetrics(tx, before));
  await fenced((tx) => purgeHelpdesks(tx, now));
  await fenced((tx) => purgeReaders(tx, now - readersKeptMs));
  await fenced((tx) => forgetAnswers(tx, before.interactions));
  logger.info(gone, 'deleted what is past its retention');
}
