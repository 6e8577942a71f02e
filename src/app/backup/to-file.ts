import { createHash } from 'node:crypto';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode } from '../../platform/database/sql-error.ts';
import { randomId } from '../../platform/ids.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { syncFolder } from '../../platform/sync-folder.ts';
import type { Sink } from './write.ts';

/** A file as it was written. */
export type Written = { readonly path: string; readonly bytes: number; readonly sha256: string };

/** The name of a backup that was made at this instant (epoch milliseconds). */
export function backupName(now: number): string {
  return `filrouge-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}.tar`;
}

/** Where a backup goes: the file that is named, or one with its time in the folder that is. */
export async function targetOf(path: string, now: number): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  const target = resolve(found?.isDirectory() ? join(path, backupName(now)) : path);
  if (found?.isFile()) throw inTheWay(target);
  return target;
}

/**
 * Writes a file that has its name only once it is whole and on the disk; whatever goes wrong before, nothing
 * of it stays. Its owner alone may read it. Never writes over another.
 */
export async function toFile<T>(
  path: string,
  write: (sink: Sink) => Promise<T>,
): Promise<Written & { readonly value: T }> {
  const half = join(dirname(path), `.${basename(path)}.${randomId()}.part`);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const file = await open(half, 'wx', 0o600);
    const value = await (async () => {
      const made = await write(async (piece) => {
        hash.update(piece);
        bytes += piece.byteLength;
        await file.writeFile(piece);
      });
      await file.sync();
      return made;
    })().finally(() => file.close());
    await giveName(half, path);
    await syncFolder(dirname(path));
    return { path, bytes, sha256: hash.digest('hex'), value };
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}

/** Another link fails where there is a file, while a rename would replace it. Some disks know no links. */
async function giveName(half: string, path: string): Promise<void> {
  try {
    await link(half, path);
    await rm(half);
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (code === 'EEXIST') throw inTheWay(path);
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(code)) throw error;
    await rename(half, path);
  }
}

function inTheWay(path: string): StartupError {
  return new StartupError(
    'backup_file_in_the_way',
    `There is a file ${path} already.`,
    'Name another file, or a folder: a backup is never written over another.',
  );
}
