import { open } from 'node:fs/promises';

/** Resolves when the disk has the names in a folder: what was made, renamed or removed there stays so. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
