import { contentOf, type Packed, readTar } from '../../platform/archive/tar-file.ts';
import { knownMigrations } from '../../platform/database/migrate.ts';
import { historyProblem } from '../../platform/database/migration-history.ts';
import { errorCode } from '../../platform/database/sql-error.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { Beginning, backupFormat, Ending, Manifest, named, type PartKind, partOf } from './manifest.ts';

/** A backup that is whole, and that this version can read. */
export type Backup = {
  readonly path: string;
  readonly manifest: Manifest;
  readonly parts: readonly { readonly kind: PartKind; readonly says: string; readonly packed: Packed }[];
};

/**
 * Reads a backup to its end before anything is done with it. Throws `StartupError` where it is none, is half
 * of one, was changed, or was made by a newer version.
 */
export async function readBackup(path: string, see: (part: number) => void = () => {}): Promise<Backup> {
  const contents = await readTar(path, see).catch((error: unknown) => {
    const code = errorCode(error);
    throw unusable(path, code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`, error);
  });
  if (!contents.ok) throw unusable(path, `${contents.found}: it is half a backup, was changed, or is none`);
  const { entries } = contents;
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const json = async (name: string): Promise<unknown> => {
    const packed = byName.get(name);
    if (packed === undefined) throw unusable(path, `${name} is not in it: it is half a backup, or none`);
    return parsed(await contentOf(path, packed));
  };
  const beginning = Beginning.safeParse(await json(named.beginning));
  if (!beginning.success) throw unusable(path, `${named.beginning} does not say what it is`);
  if (beginning.data.format > backupFormat) throw newer(path, beginning.data);
  const ending = Ending.safeParse(await json(named.ending));
  if (ending.data?.manifestSha256 !== byName.get(named.manifest)?.sha256)
    throw unusable(path, `${named.manifest} is not the one that was written`);
  const manifest = Manifest.safeParse(await json(named.manifest));
  if (!manifest.success) throw unusable(path, `${named.manifest} does not have the expected form`);
  const problem = historyProblem(knownMigrations(), manifest.data.migrations);
  if (problem?.code === 'database_newer') throw newer(path, manifest.data);
  if (problem !== undefined)
    throw unusable(path, 'it is of a version of filrouge that this one does not know');
  return { path, manifest: manifest.data, parts: partsOf(path, entries, manifest.data) };
}

function partsOf(path: string, entries: readonly Packed[], manifest: Manifest): Backup['parts'] {
  const own = entries.filter(({ name }) => name !== named.manifest && name !== named.ending);
  if (own.length !== manifest.parts.length)
    throw unusable(path, `it has ${own.length} parts, expected ${manifest.parts.length}`);
  return manifest.parts.flatMap(({ name, size, sha256 }, place) => {
    const packed = own[place];
    if (packed?.name !== name || packed.size !== size || packed.sha256 !== sha256)
      throw unusable(path, `${packed?.name ?? name} is not as it was written (its SHA-256 is another)`);
    if (name === named.beginning) return [];
    const part = partOf(name);
    if (part === undefined) throw unusable(path, `${name} is no part of a backup`);
    return [{ ...part, packed }];
  });
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function newer(path: string, { filrouge }: { readonly filrouge: string }): StartupError {
  return new StartupError(
    'backup_newer',
    `${path} was made by a newer version of filrouge (${filrouge}).`,
    'Restore it with that version or a later one. Nothing was changed.',
  );
}

function unusable(path: string, found: string, cause?: unknown): StartupError {
  return new StartupError(
    'backup_unusable',
    `${path} cannot be restored: ${found}.`,
    'Expected the whole file that filrouge backup wrote. Nothing was changed.',
    cause,
  );
}
