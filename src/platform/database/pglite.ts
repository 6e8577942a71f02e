import { resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';
import { lockFolder } from '../lease/folder-lock.ts';
import { makeFolder } from '../make-folder.ts';
import { StartupError } from '../startup-error.ts';
import type { Database, DatabaseLogger, Db } from './database.ts';
import { createEmbeddedClient } from './pglite-client.ts';
import { blankPglite, copyOfPglite, pgliteFolder, removeCopies } from './pglite-folder.ts';
import { PgliteSocket } from './pglite-socket.ts';
import { rootMessage } from './sql-error.ts';
import { inTransaction, runAtOnce } from './transaction.ts';

/** PGlite never checkpoints by itself: without this its log grows, and so does the start after a crash. */
const checkpointMs = 60_000;

/** A statement that takes longer is ended, with the thread that it runs on: nothing waits for ever. */
const longestStatementMs = 60_000;

/** Opens the embedded database in a folder (made if missing, locked) or in memory. Throws `StartupError`. */
export async function openPglite(
  { dataDir, blank: given }: { readonly dataDir?: string; readonly blank?: string },
  logger: DatabaseLogger,
): Promise<Database> {
  const blank = given ?? (await blankPglite());
  if (dataDir === undefined) return embeddedDatabase({ stream: () => new PgliteSocket({ blank }) });
  const folder = resolve(dataDir);
  const lock = await lockedFolder(folder);
  const database = await openIn(folder, blank).catch(async (error: unknown) => {
    await lock.release();
    throw unusable(folder, error);
  });
  const checkpoint = () => database.db.execute(sql`CHECKPOINT`);
  const timer = setInterval(() => {
    checkpoint().catch((error: unknown) => logger.warn({ err: error }, 'CHECKPOINT failed'));
  }, checkpointMs).unref();
  return {
    ...database,
    snapshot: (work) => onCopy(database, folder, work),
    close: async () => {
      clearInterval(timer);
      try {
        await checkpoint();
        await database.close();
      } finally {
        await lock.release();
      }
    },
  };
}

async function openIn(folder: string, blank: string | undefined): Promise<Database> {
  await removeCopies(folder);
  const { dataDir, made } = await pgliteFolder(folder);
  const database = embeddedDatabase({
    stream: () => new PgliteSocket({ dataDir, blank }),
    query_timeout: longestStatementMs,
  });
  await database.db.execute(sql`SELECT 1`);
  await made();
  return database;
}

/** A PGlite as a `Database`; `options` say how it is reached. */
export function embeddedDatabase(options: pg.ClientConfig): Database {
  const { client, urgentClient, lend, lendUrgently, listen, close } = createEmbeddedClient(options);
  const db = drizzle(client);
  return {
    engine: 'pglite',
    db,
    transaction: (work, opening) => inTransaction(lend, work, opening),
    atOnce: (statement) => runAtOnce(lendUrgently, statement),
    ahead: drizzle(urgentClient),
    listen,
    migrating: (work) =>
      lend(async (connection, isClean) => {
        const own = drizzle(connection);
        await work({ db: own, apply: (migrationsFolder) => migrate(own, { migrationsFolder }) });
        isClean();
      }),
    // There is one session, and it is this one's meanwhile.
    snapshot: (work) => inTransaction(lend, work),
    close,
  };
}

/** Copies the files, the last of them while nobody writes, and opens the copy. It is removed afterwards. */
async function onCopy<T>(database: Database, folder: string, work: (view: Db) => Promise<T>): Promise<T> {
  // What it writes now it need not write when everybody waits for it.
  await database.db.execute(sql`CHECKPOINT`);
  const copy = await copyOfPglite(folder, (copying) =>
    database.migrating(async ({ db }) => {
      await db.execute(sql`CHECKPOINT`);
      await copying();
    }),
  );
  try {
    const view = embeddedDatabase({ stream: () => new PgliteSocket({ dataDir: copy.dataDir }) });
    return await view.transaction(work).finally(view.close);
  } finally {
    await copy.remove();
  }
}

async function lockedFolder(folder: string): ReturnType<typeof lockFolder> {
  try {
    await makeFolder(folder);
    return await lockFolder(folder);
  } catch (error) {
    throw error instanceof StartupError ? error : unusable(folder, error);
  }
}

function unusable(folder: string, error: unknown): StartupError {
  const reason = rootMessage(error);
  return new StartupError(
    'data_folder_unusable',
    `The embedded database cannot use the folder ${folder} (${reason}).`,
    'Let FILROUGE_DATA name a folder that this user may write to and that this version of filrouge made, or restore it from a backup.',
    error,
  );
}
