import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { lockFolder } from '../lease/folder-lock.ts';
import { StartupError } from '../startup-error.ts';
import type { Database, DatabaseLogger, Db } from './database.ts';

/** PGlite never checkpoints by itself: without this its log grows, and so does the start after a crash. */
const checkpointMs = 60_000;

/** Opens the embedded database in a folder (made if missing, locked) or in memory. Throws `StartupError`. */
export async function openPglite(dataDir: string | undefined, logger: DatabaseLogger): Promise<Database> {
  if (dataDir === undefined) return pgliteDatabase(await PGlite.create());
  const folder = resolve(dataDir);
  await makeFolder(folder);
  const lock = await lockFolder(folder);
  try {
    const pglite = await PGlite.create(join(folder, 'pglite')).catch((error: unknown) => {
      throw unusable(folder, error);
    });
    const timer = setInterval(() => {
      pglite.exec('CHECKPOINT').catch((error: unknown) => logger.warn({ err: error }, 'CHECKPOINT failed'));
    }, checkpointMs).unref();
    return pgliteDatabase(pglite, async () => {
      clearInterval(timer);
      try {
        await pglite.exec('CHECKPOINT');
        await pglite.close();
      } finally {
        await lock.release();
      }
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A PGlite that is open already as a `Database`. `close` defaults to closing it. */
export function pgliteDatabase(pglite: PGlite, close: () => Promise<void> = () => pglite.close()): Database {
  const handle = drizzle(pglite);
  const db: Db = handle;
  return {
    engine: 'pglite',
    db,
    transaction: <T, O>(work: (tx: Db, opened: O) => Promise<T>, opening?: (tx: Db) => Promise<O>) =>
      db.transaction(async (tx) => {
        const value = await work(tx, (await opening?.(tx)) as O);
        // Fails when a statement before it failed and its error was swallowed: a COMMIT would roll back
        // without a word.
        await tx.execute('SELECT 1');
        return value;
      }),
    atOnce: async (statement) => {
      await db.execute(statement);
    },
    listen: async (channel, onPayload) => {
      const stop = await pglite.listen(channel, onPayload);
      return () => stop();
    },
    migrating: (work) => work({ db, apply: (migrationsFolder) => migrate(handle, { migrationsFolder }) }),
    close,
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unusable(folder, error);
  }
}

function unusable(folder: string, error: unknown): StartupError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StartupError(
    'data_folder_unusable',
    `The embedded database cannot use the folder ${folder} (${reason}).`,
    'Let FILROUGE_DATA name a folder that this user may write to and that this version of filrouge made, or restore it from a backup.',
    error,
  );
}
