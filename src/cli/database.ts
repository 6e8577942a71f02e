import type { Database } from '../platform/database/database.ts';
import { openDatabase } from '../platform/database/open.ts';
import { errorCode } from '../platform/database/sql-error.ts';
import { type CliContext, settingsOf } from './context.ts';

/** The database of the settings, open while `work` runs. */
export async function withDatabase<T>(
  context: CliContext,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { databaseUrl, dataDir } = settingsOf(context);
  const database = await openDatabase(databaseUrl === undefined ? { dataDir } : { url: databaseUrl });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Whether a statement failed because filrouge has made no tables in the database yet. */
export function isWithoutTables(error: unknown): boolean {
  return errorCode(error) === '42P01';
}
