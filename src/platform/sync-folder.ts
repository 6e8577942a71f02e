import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Resolves when the disk has the names in a folder: what was made, renamed or removed there stays so. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Resolves when the disk has a folder with all that is in it. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    // A file is synced in the same way.
    else if (entry.isFile()) await syncFolder(path);
  }
  await syncFolder(folder);
}
