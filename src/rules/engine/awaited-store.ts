import { sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { awaitedTable } from './alert-tables.ts';
import type { Feed } from './awaited.ts';

/** Since when each feed is waited for that a rule ever watched. */
export async function loadAwaited(db: Db): Promise<(Feed & { readonly since: number })[]> {
  return db.select().from(awaitedTable);
}

/** Notes that these feeds are waited for from now on. Those that were waited for before stay. */
export async function saveAwaited(tx: Db, feeds: readonly Feed[], now: number): Promise<void> {
  if (feeds.length === 0) return;
  await tx.execute(sql`
    INSERT INTO ${awaitedTable} (agent, metric, since)
    SELECT *, ${now}::bigint FROM unnest(${sql.param(feeds.map(({ agent }) => agent))}::text[],
      ${sql.param(feeds.map(({ metric }) => metric))}::text[])
    ON CONFLICT DO NOTHING`);
}
