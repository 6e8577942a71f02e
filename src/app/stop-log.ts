import { open, readFile, rename, rm } from 'node:fs/promises';
import { errorCode } from '../platform/database/sql-error.ts';
import { type KeptStop, readKeptStop } from '../switches/kept-stop.ts';

/** Stops on this disk, one a line. */
export type StopLog = {
  /** Every whole line; one that was cut by a crash was never answered. */
  readonly read: () => Promise<KeptStop[]>;
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
      return text.split('\n').flatMap((line) => readKeptStop(line) ?? []);
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
    await file.writeFile(stops.map((stop) => `${JSON.stringify(stop)}\n`).join(''));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
