import { copyFile, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../platform/database/sql-error.ts';
import { syncFolder } from '../platform/sync-folder.ts';
import { type KeptStop, readKeptStop, writeKeptStop } from '../switches/kept-stop.ts';

/** Stops on this disk, one a line. */
export type StopLog = {
  /** Every stop, and where a copy stands of a file in which not every line is one. */
  readonly read: () => Promise<{ readonly stops: readonly KeptStop[]; readonly setAside?: string }>;
  /** Resolves when the disk has them, and no others. */
  readonly write: (stops: readonly KeptStop[]) => Promise<void>;
};

/** The log in one file; one write after the other. */
export function createStopLog(path: string): StopLog {
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return '';
        throw error;
      });
      const lines = text.split('\n').filter((line) => line !== '');
      const stops = lines.flatMap((line) => readKeptStop(line) ?? []);
      if (stops.length === lines.length) return { stops };
      // The file is written anew with the next stop, and what it says may still be read by a person.
      const setAside = `${path}.unread`;
      await copyFile(path, setAside);
      return { stops, setAside };
    },
    write: (stops) => {
      const written = last.then(() => replace(path, stops));
      last = written.catch(() => {});
      return written;
    },
  };
}

/** The old file stands until the new one is whole. */
async function replace(path: string, stops: readonly KeptStop[]): Promise<void> {
  if (stops.length === 0) return rm(path, { force: true });
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(stops.map((stop) => `${writeKeptStop(stop)}\n`).join(''));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}
