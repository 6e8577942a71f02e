import { createHash } from 'node:crypto';
import { access, cp, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { streamOf } from '../../platform/archive/tar-file.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { syncFolder } from '../../platform/sync-folder.ts';
import type { PartKind } from './manifest.ts';
import type { Backup } from './read.ts';

/** The data of a folder that a restore replaces, apart from the embedded database. */
const otherData = ['evidence', 'cell-log', 'kept-stops.jsonl'] as const;

/** The names in a data folder that a restore replaces; with a database elsewhere, an embedded one stays. */
export function replacedIn({ databaseUrl }: { readonly databaseUrl?: string }): readonly string[] {
  return databaseUrl === undefined ? ['pglite', ...otherData] : otherData;
}

const [stagingPrefix, mark] = ['restore-', 'restore.unfinished'] as const;

/** A new folder beside the data, in which everything is laid out before anything is replaced. */
export async function openStaging(dataDir: string): Promise<string> {
  for (const name of await readdir(dataDir))
    if (name.startsWith(stagingPrefix)) await rm(join(dataDir, name), { recursive: true, force: true });
  return mkdtemp(join(dataDir, stagingPrefix));
}

const placeOf: Readonly<Record<Exclude<PartKind, 'rows'>, (says: string) => string>> = {
  evidence: (id) => `evidence/${id}`,
  rules: (path) => `rules/${path}`,
  cellLog: (name) => `cell-log/${name}`,
  keptStops: () => 'kept-stops.jsonl',
};

/** Lays out the files of a backup, durably. Throws when one is not what was read before. */
export async function layOut({ path, parts }: Backup, staging: string): Promise<void> {
  for (const { kind, says, packed } of parts) {
    if (kind === 'rows') continue;
    const target = join(staging, placeOf[kind](says));
    await makeFolder(dirname(target));
    const file = await open(target, 'wx', 0o600);
    const hash = createHash('sha256');
    try {
      for await (const piece of streamOf(path, packed)) {
        hash.update(piece);
        await file.writeFile(piece);
      }
    } finally {
      await file.close();
    }
    if (hash.digest('hex') !== packed.sha256)
      throw new Error(`${packed.name} in ${path} was changed while it was read`);
  }
}

/** From here on a start refuses the folder, until `finish`: what it holds is of before and after. */
export async function markUnfinished(dataDir: string, backup: string): Promise<void> {
  await writeFile(join(dataDir, mark), `${backup}\n`);
  await syncFolder(dataDir);
}

/** Replaces `names` of the data folder by what was laid out; answers where the former data is now, if any. */
export async function moveIn(
  {
    dataDir,
    staging,
    names,
  }: Readonly<Record<'dataDir' | 'staging', string>> & {
    readonly names: readonly string[];
  },
  stamp: string,
): Promise<string | undefined> {
  const former = join(dataDir, `before-restore-${stamp}`);
  let moved = false;
  for (const name of names) {
    if (await exists(join(dataDir, name))) {
      if (!moved) await mkdir(former);
      moved = true;
      await rename(join(dataDir, name), join(former, name));
    }
    if (await exists(join(staging, name))) await rename(join(staging, name), join(dataDir, name));
  }
  await syncFolder(dataDir);
  return moved ? former : undefined;
}

/** The same for the rules, whose folder may be on another disk and may itself not be moved. */
export async function moveRulesIn(
  rulesDir: string,
  staging: string,
  stamp: string,
): Promise<string | undefined> {
  await makeFolder(rulesDir);
  const old = (await readdir(rulesDir)).filter((name) => !name.startsWith('.'));
  // The service does not look into folders whose names begin with a point.
  const former = join(rulesDir, `.before-restore-${stamp}`);
  if (old.length > 0) await mkdir(former);
  for (const name of old) await rename(join(rulesDir, name), join(former, name));
  const laidOut = join(staging, 'rules');
  if (await exists(laidOut)) await cp(laidOut, rulesDir, { recursive: true });
  return old.length > 0 ? former : undefined;
}

/** The folder is whole again. */
export async function finish(dataDir: string, staging: string): Promise<void> {
  await rm(join(dataDir, mark), { force: true });
  await syncFolder(dataDir);
  await rm(staging, { recursive: true, force: true });
}

/** Throws `StartupError` where a restore was cut short while it replaced things. */
export async function refuseUnfinished(dataDir: string): Promise<void> {
  if (!(await exists(join(dataDir, mark)))) return;
  throw new StartupError(
    'restore_unfinished',
    `A restore into ${dataDir} was cut short: what is there is neither the former data nor the backup.`,
    'Run filrouge restore again, with --force. The former data of that folder, if there was any, is in its folder before-restore-…',
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
