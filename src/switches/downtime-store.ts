import { sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import type { SuspendedTime } from './downtime.ts';
import { switchEvents } from './tables.ts';

/**
 * How long each agent might not run within [from, until), and how many of its suspensions began there: as
 * `downtimeOf` adds them up, summed by the database. A suspension that still stands counts up to `until`.
 */
export async function suspendedTimes(
  db: Db,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<SuspendedTime[]> {
  const { rows } = await db.execute<{ agent: string; ms: number; begun: number }>(sql`
    SELECT agent,
      sum(LEAST(COALESCE(ends, ${until}::bigint), ${until}::bigint) - GREATEST(at, ${from}::bigint))::bigint AS ms,
      (count(*) FILTER (WHERE at >= ${from}::bigint AND before IS DISTINCT FROM false))::int AS begun
    FROM (
      SELECT agent, at, may_run, LEAD(at) OVER own AS ends, LAG(may_run) OVER own AS before
      FROM ${switchEvents} WHERE at < ${until}::bigint WINDOW own AS (PARTITION BY agent ORDER BY epoch)
    ) AS changes
    WHERE NOT may_run AND COALESCE(ends, ${until}::bigint) > ${from}::bigint
    GROUP BY agent ORDER BY agent`);
  return rows.map(({ agent, ms, begun }) => ({
    agent,
    suspendedMs: Number(ms),
    suspensions: Number(begun),
  }));
}
