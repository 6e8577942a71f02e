import { gt, lt, sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import { insertRows } from '../platform/database/statement.ts';
import { withoutNulls } from '../platform/defined.ts';
import type { Reader } from './reach.ts';
import { switchReaders } from './tables.ts';

const databaseNow = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * Keeps readers, in one statement. What another process has heard later stays; a reading of the future, by a
 * clock that was wrong, is overwritten by the next one.
 */
export async function saveReaders(db: Db, readers: readonly Reader[]): Promise<void> {
  if (readers.length === 0) return;
  const { lastAt, since, written } = switchReaders;
  await db.execute(sql`${insertRows(switchReaders, readers)}
    ON CONFLICT (agent, key, way) DO UPDATE
    SET client = excluded.client, person = excluded.person, is_agent = excluded.is_agent,
      since = CASE WHEN ${lastAt} > excluded.last_at THEN ${since} ELSE excluded.since END,
      last_at = CASE WHEN ${lastAt} > ${written} + 60000 THEN excluded.last_at
        ELSE greatest(${lastAt}, excluded.last_at) END,
      written = ${databaseNow}`);
}

/** Every reader, or those that were written in the last `withinMs` by the clock of the database. */
export async function readReaders(db: Db, withinMs?: number): Promise<readonly Reader[]> {
  const isRecent =
    withinMs === undefined ? undefined : gt(switchReaders.written, sql`${databaseNow} - ${withinMs}::bigint`);
  const rows = await db.select().from(switchReaders).where(isRecent);
  return rows.map(({ written: _, ...reader }) => withoutNulls(reader));
}

/** Forgets who read a switch before `before` and never since. */
export async function purgeReaders(db: Db, before: number): Promise<void> {
  await db.delete(switchReaders).where(lt(switchReaders.lastAt, before));
}
