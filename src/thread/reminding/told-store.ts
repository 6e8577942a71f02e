import { inArray } from 'drizzle-orm';
import { notices } from '../../notices/tables.ts';
import type { Db } from '../../platform/database/database.ts';

/** More keys than this are asked for in several questions. */
const mostAtOnce = 1_000;

/** When notices of these keys were told; those that are unknown were not. */
export async function toldAt(db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>();
  for (let from = 0; from < keys.length; from += mostAtOnce) {
    const asked = keys.slice(from, from + mostAtOnce);
    const rows = await db
      .select({ key: notices.key, at: notices.at })
      .from(notices)
      .where(inArray(notices.key, asked));
    for (const { key, at } of rows) told.set(key, at);
  }
  return told;
}
