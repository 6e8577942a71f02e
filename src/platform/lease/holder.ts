import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { lockFolder } from './folder-lock.ts';

/** A process as the evaluator lease knows it. */
export type Holder = {
  readonly id: string;
  /** Whether the folder is this process's alone until it is released. */
  readonly ownsFolder: boolean;
  readonly release: () => Promise<void>;
};

/**
 * The holder that this folder had before, when it can be claimed: whoever went by that id is dead then, so
 * the lease it left behind need not be waited for. Any other id, made for the occasion, where the folder is
 * in use, cannot be written to, or came from another machine.
 */
export async function holderOf(folder: string): Promise<Holder> {
  try {
    await makeFolder(folder);
    const lock = await lockFolder(folder);
    const path = join(folder, 'holder');
    const known = (await readFile(path, 'utf8').catch(() => '')).trim();
    const own = `${hostname()}/`;
    if (known.startsWith(own)) return { id: known, ownsFolder: true, release: lock.release };
    const id = own + randomUUID();
    await writeFile(`${path}.new`, `${id}\n`);
    await rename(`${path}.new`, path);
    return { id, ownsFolder: true, release: lock.release };
  } catch {
    return { id: randomUUID(), ownsFolder: false, release: async () => {} };
  }
}
