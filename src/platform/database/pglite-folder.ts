import { constants } from 'node:fs';
import { access, copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { syncFolder, syncTree } from '../sync-folder.ts';
import { errorCode } from './sql-error.ts';

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

/** A file system tells times of change by its own ticks: a file written so recently may be written again. */
const tickMs = 2_000;

/**
 * A copy of the embedded database's folder. Most of it is copied while others write; what they have changed
 * by then is copied once more by `during`, which sees to it that nobody writes.
 */
export async function copyOfPglite(
  folder: string,
  during: (copying: () => Promise<void>) => Promise<void>,
): Promise<{ readonly dataDir: string; readonly remove: () => Promise<void> }> {
  const own = await mkdtemp(join(folder, copyPrefix));
  const [from, dataDir] = [join(folder, 'pglite'), join(own, 'pglite')];
  const remove = () => rm(own, { recursive: true, force: true });
  try {
    const copied = await copyChanged(from, dataDir, new Map());
    await during(async () => {
      const all = await copyChanged(from, dataDir, copied);
      for (const path of copied.keys()) if (!all.has(path)) await rm(join(dataDir, path), { force: true });
    });
    return { dataDir, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Size and time of change of each file, by its path, as they were before it was copied. */
type Copied = ReadonlyMap<string, string>;

/** Copies the files that are not as they were when they were copied before; the folders of all. */
async function copyChanged(from: string, to: string, before: Copied): Promise<Copied> {
  const all = new Map<string, string>();
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of entries) {
    const path = relative(from, join(entry.parentPath, entry.name));
    if (entry.isDirectory()) await mkdir(join(to, path), { recursive: true, mode: 0o700 });
    else {
      const found = await stat(join(from, path)).catch(() => undefined);
      if (found === undefined) continue;
      const isSettled = Date.now() - found.mtimeMs > tickMs;
      all.set(path, isSettled ? `${found.size} ${found.mtimeMs}` : 'perhaps not the last');
      if (isSettled && before.get(path) === all.get(path)) continue;
      // A file system that can share blocks until they are written to copies nothing.
      await copyFile(join(from, path), join(to, path), constants.COPYFILE_FICLONE).catch(ifGone);
    }
  }
  return all;
}

/** The database removes files of its own now and then. */
function ifGone(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error;
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
