import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCode } from './database/sql-error.ts';

/**
 * Makes a folder and those above it, also where others make them at the same time. Node's own `recursive`
 * tries for ever where the folder above is there and nothing can be made in it, such as `/proc`.
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  if ((await tryFolder(folder)) === undefined) return;
  await makeFolder(dirname(folder));
  const error = await tryFolder(folder);
  if (error !== undefined) throw error;
}

/** Makes one folder; answers the error that says that the one above is not there. */
async function tryFolder(folder: string): Promise<unknown> {
  try {
    await mkdir(folder);
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' && (await isFolder(folder))) return undefined;
    if (code === 'ENOENT' && dirname(folder) !== folder) return error;
    throw error;
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
