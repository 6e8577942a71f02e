import type { Database, DatabaseLogger } from './database.ts';
import { openPostgres } from './postgres.ts';

/**
 * Where a database is and who hears about its troubles. Neither `url` nor `dataDir`: PGlite in memory.
 * `blank` is the packed database that a new PGlite begins as, the build's own where nothing is said.
 */
export type DatabaseOptions = {
  readonly url?: string;
  readonly dataDir?: string;
  readonly blank?: string;
  readonly logger?: DatabaseLogger;
};

/** Opens PostgreSQL at `url`, else PGlite in `dataDir`, else in memory. Throws `StartupError`. */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const logger = options.logger ?? { info: () => {}, warn: () => {} };
  if (options.url !== undefined) return openPostgres(options.url, logger);
  // Where there is a server the embedded database is not even loaded.
  const { openPglite } = await import('./pglite.ts');
  return openPglite(options, logger);
}
