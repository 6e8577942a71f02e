import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { defined } from '../../platform/defined.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import type { Manifest } from './manifest.ts';
import { backupName, toFile } from './to-file.ts';
import { type BackupSources, type Sink, writeBackup } from './write.ts';

/** Backups of a running service. */
export type BackupDesk = {
  /** Writes one; throws `BackupUnderWay` while another is written. */
  readonly write: (sink: Sink) => Promise<Manifest>;
  readonly isBusy: () => boolean;
  /** Writes one into the folder of the settings, and removes the oldest beyond those that are kept. */
  readonly daily: () => Promise<void>;
  /** The folder's state, where one is set. */
  readonly standing: () => Promise<BackupStanding | undefined>;
};

/** The backups in the folder of the settings: how many, when the last was made, why the last try failed. */
export type BackupStanding = {
  readonly count: number;
  /** Epoch milliseconds. */
  readonly newestAt?: number;
  readonly fault?: string;
};

type DeskPorts = Omit<BackupSources, 'now' | 'samples'> & {
  readonly clock: { readonly now: () => number };
  readonly logger: Logger;
  /** Has all accepted samples written to the database. */
  readonly flush: () => Promise<void>;
  readonly folder?: string | undefined;
  readonly keep: number;
};

/** Another backup is being written: one at a time. */
export class BackupUnderWay extends Error {}

const nameForm = /^filrouge-\d{8}T\d{6}Z\.tar$/;

/** Makes backups for whoever asks, and every night where a folder is set. */
export function createBackupDesk(ports: DeskPorts): BackupDesk {
  const { clock, logger, flush, folder, keep, ...sources } = ports;
  let busy = false;
  let fault: string | undefined;

  const write = async (sink: Sink): Promise<Manifest> => {
    if (busy) throw new BackupUnderWay('another backup is being written');
    busy = true;
    try {
      await flush();
      return await writeBackup({ ...sources, now: clock.now(), samples: 'flushed' }, sink);
    } finally {
      busy = false;
    }
  };

  return {
    write,
    isBusy: () => busy,
    daily: async () => {
      if (folder === undefined) return;
      try {
        await makeFolder(folder);
        const { path, bytes } = await toFile(join(folder, backupName(clock.now())), write);
        const gone = (await backupsIn(folder)).slice(keep);
        for (const { name } of gone) await rm(join(folder, name));
        fault = undefined;
        logger.info({ path, bytes, removed: gone.length }, 'wrote the daily backup');
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error);
        throw error;
      }
    },
    standing: async () => {
      if (folder === undefined) return undefined;
      const found = await backupsIn(folder).catch((error: Error) => error);
      if (found instanceof Error) return { count: 0, fault: fault ?? found.message };
      const [newest] = found;
      return { count: found.length, ...defined({ newestAt: newest?.at, fault }) };
    },
  };
}

/** The backups of a folder by their names, the newest first; a folder that is not there has none. */
async function backupsIn(folder: string): Promise<{ readonly name: string; readonly at: number }[]> {
  await makeFolder(folder);
  const names = (await readdir(folder)).filter((name) => nameForm.test(name));
  const found = await Promise.all(
    names.map(async (name) => ({ name, at: Math.floor((await stat(join(folder, name))).mtimeMs) })),
  );
  return found.toSorted((a, b) => (a.name < b.name ? 1 : -1));
}
