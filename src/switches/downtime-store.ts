import { sql } from 'drizzle-orm';
import type { Db } from '../platform/database/database.ts';
import type { SuspendedTime } from './downtime.ts';
import { switchEvents } from './tables.ts';

/**
 * How long each agent might not run within [from, until), how many of its suspensions began there, and how
 * long it had a share of its traffic: as `downtimeOf` adds them up, summed by the database. What still stands
 * counts up to `until`. Agents without any of it are left out.
 */
export async function suspendedTimes(
  db: Db,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<SuspendedTime[]> {
  const length = sql`LEAST(COALESCE(ends, ${until}::bigint), ${until}::bigint) - GREATEST(at, ${from}::bigint)`;
  const { rows } = await db.execute<{ agent: string; ms: number; begun: number; reduced: number }>(sql`
    SELECT agent,
      COALESCE(sum(${length}) FILTER (WHERE NOT may_run), 0)::bigint AS ms,
      (count(*) FILTER (WHERE NOT may_run AND at >= ${from}::bigint AND before IS DISTINCT FROM false))::int AS begun,
      COALESCE(sum(${length}) FILTER (WHERE may_run), 0)::bigint AS reduced
    FROM (
      SELECT agent, at, may_run, share, LEAD(at) OVER own AS ends, LAG(may_run) OVER own AS before
      FROM ${switchEvents} WHERE at < ${until}::bigint WINDOW own AS (PARTITION BY agent ORDER BY epoch)
    ) AS changes
    WHERE (NOT may_run OR share < 1) AND COALESCE(ends, ${until}::bigint) > ${from}::bigint
    GROUP BY agent ORDER BY agent`);
  return rows.map(({ agent, ms, begun, reduced }) => ({
    agent,
    suspendedMs: Number(ms),
    suspensions: Number(begun),
    degradedMs: Number(reduced),
  }));
}
