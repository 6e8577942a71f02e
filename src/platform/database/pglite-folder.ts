import { constants } from 'node:fs';
import { access, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, syncTree } from '../sync-folder.ts';

/** Where the embedded database of a folder stands, and whether it stands there yet. */
export type PgliteFolder = {
  readonly dataDir: string;
  /** To be called once it has answered: until then a start that was cut short is begun anew by the next. */
  readonly made: () => Promise<void>;
};

/**
 * The embedded database's own folder. Its files are laid out one by one: were the process to end meanwhile,
 * the next would take the half of them for a database. So a mark stands beside it until it has answered, and
 * what is found beside such a mark has never held anything, and is removed.
 */
export async function pgliteFolder(folder: string): Promise<PgliteFolder> {
  const dataDir = join(folder, 'pglite');
  const mark = join(folder, 'pglite.unfinished');
  if (await exists(mark)) await rm(dataDir, { recursive: true, force: true });
  if (await exists(dataDir)) return { dataDir, made: async () => {} };
  await writeFile(mark, '');
  await syncFolder(folder);
  return {
    dataDir,
    made: async () => {
      // It was laid out without a word to the disk.
      await syncTree(dataDir);
      await rm(mark, { force: true });
      // Were the mark to come back when the machine stops short, the next start would remove what was kept.
      await syncFolder(folder);
    },
  };
}

const copyPrefix = 'pglite.copy-';

/** A copy of the embedded database's folder, made by `during`, which sees to it that nobody writes. */
export async function copyOfPglite(
  folder: string,
  during: (copying: () => Promise<void>) => Promise<void>,
): Promise<{ readonly dataDir: string; readonly remove: () => Promise<void> }> {
  const own = await mkdtemp(join(folder, copyPrefix));
  const dataDir = join(own, 'pglite');
  const remove = () => rm(own, { recursive: true, force: true });
  // A file system that can share blocks until they are written to copies nothing.
  const mode = constants.COPYFILE_FICLONE;
  try {
    await during(() => cp(join(folder, 'pglite'), dataDir, { recursive: true, mode }));
    return { dataDir, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Removes copies that a process which was ended has left. */
export async function removeCopies(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(copyPrefix));
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
}

/** An empty, migrated database as the build packs it, where there is one: unpacked sooner than made. */
export async function blankPglite(): Promise<string | undefined> {
  const file = join(import.meta.dirname, 'pglite-blank.tar.gz');
  return (await exists(file)) ? file : undefined;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
