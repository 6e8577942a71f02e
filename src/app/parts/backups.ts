import { Gauge } from 'prom-client';
import { type BackupDesk, createBackupDesk } from '../backup/desk.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';

/** The backups of a running service, and what /metrics says of them. */
export function backupsOf(
  { settings, ports: { clock, logger, apart = [] }, opened: { database }, registry }: Ground,
  { thread }: Core,
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
