import { Gauge, type Registry } from 'prom-client';
import type { Settings } from '../../settings.ts';
import type { Core } from '../core.ts';
import type { AppPorts, Opened } from '../ports.ts';
import { type BackupDesk, createBackupDesk } from './desk.ts';

/** The backups of a running service, and what /metrics says of them. */
export function backupsOf(
  settings: Settings,
  { clock, logger, apart = [] }: AppPorts,
  { database }: Opened,
  { thread }: Pick<Core, 'thread'>,
  registry: Registry,
): BackupDesk {
  const { dataDir, rulesDir, backup, evidence } = settings;
  const desk = createBackupDesk({
    ...{ database, dataDir, rulesDir, apart, clock, logger },
    evidence: evidence.bucket === undefined ? 'disk' : 's3',
    flush: thread.commitCells,
    ...backup,
  });
  if (backup.folder !== undefined)
    new Gauge({
      name: 'filrouge_backup_newest_timestamp_seconds',
      help: 'When the newest backup in FILROUGE_BACKUP_DIR was written; 0 while there is none.',
      registers: [registry],
      async collect() {
        const newest = (await desk.standing())?.newestAt;
        this.set(Math.floor((newest ?? 0) / 1_000));
      },
    });
  return desk;
}
