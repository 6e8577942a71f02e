import { access, constants, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Database, Db } from '../../platform/database/database.ts';
import { type DatabaseOptions, openDatabase } from '../../platform/database/open.ts';
import { defined } from '../../platform/defined.ts';
import { lockFolder } from '../../platform/lease/folder-lock.ts';
import { readLease } from '../../platform/lease/lease-store.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { syncTree } from '../../platform/sync-folder.ts';
import { ruleSources } from './files.ts';
import { type Loaded, loadDatabase } from './load.ts';
import { leftOut } from './manifest.ts';
import { type Backup, readBackup } from './read.ts';
import { sameRules } from './same-rules.ts';
import { finish, layOut, markUnfinished, moveIn, moveRulesIn, openStaging, replacedIn } from './staging.ts';
import { tablesOf } from './tables.ts';

/** Where a backup is restored to, and what may be replaced there. */
export type RestoreTarget = {
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly rulesDir: string;
  /** Also where there is data: it is replaced. */
  readonly force: boolean;
  /** The rules folder stays as it is. */
  readonly keepRules: boolean;
  /** The packed database that a new embedded one begins as; the build's own where nothing is said. */
  readonly blank?: string;
  /** Epoch milliseconds. */
  readonly now: number;
};

/** A restored backup, and where the files that stood in its place are now. */
export type Restored = {
  readonly backup: Backup;
  readonly loaded: Loaded;
  readonly former: readonly string[];
};

/** How far a restore is: a part of 1, and what is done. */
export type See = (part: number, doing: string) => void;

/**
 * Restores a backup, all of it or nothing. Everything is laid out beside the data and compared with what was
 * written down; only then it takes its place, at once. Throws `StartupError` with why it could not be.
 */
export async function restoreBackup(path: string, to: RestoreTarget, see: See = () => {}): Promise<Restored> {
  const backup = await readBackup(path, (part) => see(part / 4, 'reading the backup'));
  const target = { ...to, dataDir: resolve(to.dataDir), rulesDir: resolve(to.rulesDir) };
  await makeFolder(target.dataDir);
  const lock = await lockFolder(target.dataDir);
  try {
    const takesRules = await looksFree(backup, target);
    const staging = await openStaging(target.dataDir);
    try {
      await layOut(backup, staging);
      const loading = (part: number) => see((1 + 3 * part) / 4, 'restoring the database');
      const loaded = await loadInto(backup, target, staging, loading);
      see(1, 'putting it in place');
      const stamp = new Date(target.now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
      const former = [
        await moveIn({ dataDir: target.dataDir, staging, names: replacedIn(target) }, stamp),
        takesRules ? await moveRulesIn(target.rulesDir, staging, stamp) : undefined,
      ];
      await finish(target.dataDir, staging);
      return { backup, loaded, former: former.flatMap((one) => one ?? []) };
    } catch (error) {
      await rm(staging, { recursive: true, force: true });
      throw error;
    }
  } finally {
    await lock.release();
  }
}

/** Restores a backup into a database that nobody uses, compares it, and removes that again. */
export async function rehearse(
  path: string,
  see: See = () => {},
  blank?: string,
): Promise<{ backup: Backup; loaded: Loaded }> {
  const backup = await readBackup(path, (part) => see(part / 4, 'reading the backup'));
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-rehearsal-'));
  try {
    const loading = (part: number) => see((1 + 3 * part) / 4, 'restoring it to compare');
    return {
      backup,
      loaded: await loadEmbedded(backup, { dataDir: folder, ...defined({ blank }) }, loading),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function loadEmbedded(
  backup: Backup,
  where: DatabaseOptions,
  see: (part: number) => void,
): Promise<Loaded> {
  const database = await openDatabase(where).catch((error: unknown) => {
    // The folder is new: it is the disk, then.
    throw new StartupError(
      'restore_failed',
      `The database could not be laid out in ${where.dataDir} (${errorText(error)}). Nothing was changed.`,
      'Make sure that this user may write there, and that there is room for the whole backup beside the data.',
      error,
    );
  });
  return withLoaded(database, (tx) => loadDatabase(tx, backup, see)).finally(database.close);
}

/** On the connection that keeps other processes from starting on this database meanwhile. */
async function withLoaded(database: Database, load: (tx: Db) => Promise<Loaded>): Promise<Loaded> {
  let loaded: Loaded | undefined;
  await database.migrating(async ({ db }) => {
    loaded = await db.transaction((tx) => load(tx));
  });
  if (loaded === undefined) throw new Error('the connection did nothing');
  return loaded;
}

/** Loads the database: the embedded one beside the data, or the server's, whose commit is the last step. */
async function loadInto(
  backup: Backup,
  { databaseUrl, dataDir, force, blank }: RestoreTarget,
  staging: string,
  see: (part: number) => void,
): Promise<Loaded> {
  if (databaseUrl === undefined) {
    const loaded = await loadEmbedded(backup, { dataDir: staging, ...defined({ blank }) }, see);
    await syncTree(staging);
    await markUnfinished(dataDir, backup.path);
    return loaded;
  }
  const database = await openDatabase({ url: databaseUrl });
  return withLoaded(database, async (tx) => {
    await refuseUsed(tx, force);
    const loaded = await loadDatabase(tx, backup, see);
    await syncTree(staging);
    await markUnfinished(dataDir, backup.path);
    return loaded;
  }).finally(database.close);
}

/** Whether the database of a server may be replaced. */
async function refuseUsed(tx: Db, force: boolean): Promise<void> {
  const tables = await tablesOf(tx);
  const lease = tables.includes('evaluator_lease') ? await readLease(tx) : undefined;
  if (lease !== undefined && lease.remainingMs > 0)
    throw new StartupError(
      'restore_in_use',
      `A filrouge works on this database (${lease.address === '' ? lease.holder : lease.address}).`,
      'Stop every process of it first. Nothing was changed.',
    );
  if (force) return;
  for (const table of tables) {
    if (leftOut.includes(table) || table === 'register_head') continue;
    const { rows } = await tx.execute(sql`SELECT 1 FROM ${sql.identifier(table)} LIMIT 1`);
    if (rows.length > 0) throw notEmpty(`the database of DATABASE_URL (its table ${table} has rows)`);
  }
}

/** Whether the folders may be written to, and whether the rules go into theirs. */
async function looksFree(backup: Backup, target: RestoreTarget): Promise<boolean> {
  const { dataDir, rulesDir, force, keepRules } = target;
  const names = await readdir(dataDir);
  for (const name of replacedIn(target)) {
    if (force || !names.includes(name)) continue;
    const isEmpty = name.includes('.') ? false : (await readdir(join(dataDir, name))).length === 0;
    if (!isEmpty) throw notEmpty(join(dataDir, name));
  }
  const own = backup.parts.filter(({ kind }) => kind === 'rules');
  if (keepRules || own.length === 0) return false;
  const there = await ruleSources(rulesDir);
  if (await sameRules(own, there)) return false;
  if (there.length > 0 && !force)
    throw new StartupError(
      'restore_not_empty',
      `The rules folder ${rulesDir} has other files than the backup. Nothing was changed.`,
      'Give --keep-rules to leave it as it is, --force to replace it, or another folder with FILROUGE_RULES.',
    );
  await access(await nearestFolder(rulesDir), constants.W_OK).catch(() => {
    throw new StartupError(
      'restore_not_empty',
      `The rules folder ${rulesDir} may not be written to. Nothing was changed.`,
      'Give --keep-rules and restore the rules where they are kept, or another folder with FILROUGE_RULES.',
    );
  });
  return true;
}

async function nearestFolder(path: string): Promise<string> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function notEmpty(what: string): StartupError {
  return new StartupError(
    'restore_not_empty',
    `There is data already: ${what}. Nothing was changed.`,
    'Restore into an empty database and an empty FILROUGE_DATA, or give --force to replace what is there.',
  );
}
