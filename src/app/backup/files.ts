import { createReadStream, type Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../platform/database/sql-error.ts';

/** A file that goes into a backup. */
export type Source = { readonly name: string; readonly path: string; readonly size: number };

/** Larger ones are no rules, and more than so many no rules folder. */
const [largestRuleBytes, mostRules] = [8_388_608, 20_000] as const;

/**
 * The files of a rules folder with the proposals in it, by their paths there. Links are followed, as the
 * service follows them; what begins with a point (`.git`) is left out.
 */
export async function ruleSources(dir: string): Promise<Source[]> {
  const found: Source[] = [];
  await walk(dir, '', [], found);
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function walk(dir: string, below: string, above: readonly string[], found: Source[]): Promise<void> {
  const folder = join(dir, below);
  const entries = await entriesOf(folder);
  if (entries.length === 0) return;
  const here = await realpath(folder);
  if (above.includes(here)) return;
  for (const { name } of entries) {
    if (name.startsWith('.')) continue;
    const path = below === '' ? name : `${below}/${name}`;
    const kind = await stat(join(dir, path)).catch(() => undefined);
    if (kind?.isDirectory()) await walk(dir, path, [...above, here], found);
    else if (kind?.isFile() && kind.size <= largestRuleBytes)
      found.push({ name: path, path: join(dir, path), size: kind.size });
    if (found.length > mostRules)
      throw new Error(`${dir} holds more than ${mostRules} files: is it the rules folder?`);
  }
}

/** The files of the log of samples that the database may not have yet. */
export async function cellLogSources(dataDir: string): Promise<Source[]> {
  const folder = join(dataDir, 'cell-log');
  const names = (await entriesOf(folder)).map(({ name }) => name).filter((name) => name.endsWith('.cells'));
  const sources = await Promise.all(names.map((name) => sourceAt(name, join(folder, name))));
  return sources.flatMap((source) => source ?? []);
}

/** A file by its name in the backup; nothing where there is none. */
export async function sourceAt(name: string, path: string): Promise<Source | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? { name, path, size: found.size } : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The bytes of a small file; nothing where it is gone by now. */
export async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}

/** The first `size` bytes of a file. Throws when it has fewer by now. */
export async function* piecesOf({ path, size }: Source): AsyncGenerator<Uint8Array> {
  let left = size;
  if (size > 0)
    for await (const piece of createReadStream(path, { end: size - 1 })) {
      left -= piece.length;
      yield piece;
    }
  if (left !== 0) throw new Error(`${path} became shorter while it was read`);
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
