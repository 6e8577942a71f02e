import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Database, Db } from './database.ts';
import { historyProblem, type Migration } from './migration-history.ts';

/** Beside this file, in `src` as in `dist`. */
export const migrationsFolder = join(import.meta.dirname, '../migrations');

/**
 * Brings a database to the schema of this code, once, whoever else starts at the same moment. Throws
 * `StartupError` when the database is newer than the code or has a history that the code does not know;
 * nothing is changed then.
 */
export function migrateDatabase(database: Database, folder = migrationsFolder): Promise<void> {
  return database.migrating(async ({ db, apply }) => {
    const problem = historyProblem(knownMigrations(folder), await appliedMigrations(db));
    if (problem !== undefined) throw problem;
    await apply(folder);
  });
}

/** The migrations of this code, the oldest first. */
export function knownMigrations(folder = migrationsFolder): Migration[] {
  return readMigrationFiles({ migrationsFolder: folder }).map(({ folderMillis, hash }) => ({
    at: folderMillis,
    hash,
  }));
}

/** The migrations that a database has had, the oldest first; none where filrouge has never been. */
export async function appliedMigrations(db: Db): Promise<Migration[]> {
  const found = await db.execute<{ table: string | null }>(
    sql`SELECT to_regclass('drizzle.__drizzle_migrations')::text AS "table"`,
  );
  if (found.rows[0]?.table == null) return [];
  const { rows } = await db.execute<{ at: number; hash: string }>(
    sql`SELECT created_at AS "at", hash FROM drizzle.__drizzle_migrations ORDER BY created_at, id`,
  );
  return rows;
}
