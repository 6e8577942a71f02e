import type { ServiceFacts } from './facts.ts';
import { agoText, type Finding, fault, fine, timeOf } from './finding.ts';

/** One is written each night; a night may be long, and a clock may be set. */
const staleMs = 26 * 3_600_000;

/** The finding about the backups of the night, where a folder is set for them. */
export function backupFindings({ setup: { backups } }: ServiceFacts, now: number): Finding[] {
  if (backups === undefined) return [];
  const { count, newestAt, fault: why } = backups;
  const last =
    newestAt === undefined ? 'there is none' : `the newest of ${count} was written ${agoText(newestAt, now)}`;
  const todo = 'Look at the folder of FILROUGE_BACKUP_DIR and at the log: docs/backup.md.';
  if (why !== undefined) return [fault('backups', `the last one failed: ${why}; ${last}`, todo)];
  if (newestAt === undefined || now - timeOf(newestAt) > staleMs) return [fault('backups', last, todo)];
  return [fine('backups', last)];
}
