import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../platform/database/sql-error.ts';
import { syncFolder } from '../../platform/sync-folder.ts';
import { DossierId } from './commands.ts';
import type { EvidenceFiles } from './evidence-store.ts';
import { whenFull } from './intake/disk-fault.ts';

/** Keeps evidence in a folder of this machine, which is made with the first file. */
export function createDiskStore(folder: string): EvidenceFiles {
  const incoming = join(folder, 'incoming');
  return {
    kind: 'disk',
    incoming,
    keep: (id, { path }) =>
      whenFull(async () => {
        await rename(path, join(folder, id));
        await syncFolder(folder);
      }),
    fetch: async (id) => {
      const path = join(folder, id);
      return (await ageOf(path)) === undefined ? undefined : { path, done: async () => {} };
    },
    remove: (id) => rm(join(folder, id), { force: true }),
    list: () => filesIn(folder),
  };
}

async function* filesIn(folder: string): AsyncGenerator<{ id: string; at: number }> {
  for (const id of await namesIn(folder)) {
    if (!DossierId.safeParse(id).success) continue;
    const at = await ageOf(join(folder, id));
    if (at !== undefined) yield { id, at };
  }
}

/** The names in a folder; none where there is no such folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** When a file was last written to; nothing where it is not there. */
export async function ageOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? Math.floor(found.mtimeMs) : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
