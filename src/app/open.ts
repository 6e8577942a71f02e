import { join } from 'node:path';
import { openWriteAheadLog, type WriteAheadLog } from '../metrics/storage/wal/write-ahead-log.ts';
import type { Database } from '../platform/database/database.ts';
import { migrateDatabase } from '../platform/database/migrate.ts';
import { openDatabase } from '../platform/database/open.ts';
import { randomId } from '../platform/ids.ts';
import { type Holder, holderOf } from '../platform/lease/holder.ts';
import { createParsedStore, type ParsedStore } from '../rules/files/parsed-store.ts';
import type { Settings } from '../settings.ts';
import { refuseUnfinished } from './backup/staging.ts';
import type { AppPorts, Opened } from './ports.ts';
import { vaultOf } from './privacy/vault.ts';
import { openRulebook } from './rulebook.ts';
import { createStopLog } from './stop-log.ts';

/**
 * Reads the rules, opens and migrates the database, and opens the logs of this machine; then does this with
 * them. The database is closed again where either fails.
 */
export async function withOpened<T>(
  settings: Settings,
  ports: AppPorts,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { logger } = ports;
  if (ports.database === undefined) await refuseUnfinished(settings.dataDir);
  const book = await openRulebook(settings, ports.clock, logger, parsedStoreOf(settings, ports));
  const database: Database = ports.database ?? (await openDatabase({ ...whereOf(settings), logger }));
  try {
    await migrateDatabase(database);
    const holder = await identityOf(settings, ports);
    const cellLog = await writeAheadLogOf(settings, ports, holder);
    const stopLog = stopLogOf(settings, ports, holder);
    const vault = await vaultOf(settings, ports, database);
    return await work({ database, book, holder, cellLog, stopLog, vault });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** An app with a database of its own keeps nothing in the data folder. */
function parsedStoreOf({ dataDir }: Settings, { database }: AppPorts): ParsedStore | undefined {
  return database === undefined ? createParsedStore(dataDir) : undefined;
}

/** On PostgreSQL a process that starts again need not wait for the lease that it died with. */
function identityOf({ databaseUrl, dataDir }: Settings, { database }: AppPorts): Promise<Holder> {
  if (database === undefined && databaseUrl !== undefined) return holderOf(dataDir);
  // The embedded database has locked its folder.
  return Promise.resolve({ id: randomId(), ownsFolder: database === undefined, release: async () => {} });
}

/** Only a folder that no other process uses can hold the log. */
async function writeAheadLogOf(
  { dataDir }: Settings,
  { cellLogDir, logger }: AppPorts,
  { ownsFolder }: Holder,
): Promise<WriteAheadLog | undefined> {
  const folder = cellLogDir ?? (ownsFolder ? join(dataDir, 'cell-log') : undefined);
  if (folder === undefined) return undefined;
  try {
    return await openWriteAheadLog(folder);
  } catch (error) {
    logger.warn({ err: error, folder }, 'no cell log can be kept here; samples go to the database at once');
    return undefined;
  }
}

function stopLogOf({ dataDir }: Settings, { stopLogFile }: AppPorts, { ownsFolder }: Holder) {
  const file = stopLogFile ?? (ownsFolder ? join(dataDir, 'kept-stops.jsonl') : undefined);
  return file === undefined ? undefined : createStopLog(file);
}

function whereOf({ databaseUrl, dataDir }: Settings) {
  return databaseUrl === undefined ? { dataDir } : { url: databaseUrl };
}
