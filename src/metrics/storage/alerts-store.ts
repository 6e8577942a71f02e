import { count, isNull, lt, sql } from 'drizzle-orm';
import type { Db, Transaction } from '../../platform/database/database.ts';
import { foreignAlertsTable } from './tables.ts';

/** An episode of an alert of another system, as it counts for a metric of an agent. Times are epoch ms. */
export type AlertEpisode = {
  readonly agent: string;
  readonly metric: string;
  readonly fingerprint: string;
  readonly startsAt: number;
  /** Absent while it fires. */
  readonly endsAt?: number;
};

/**
 * Notes episodes in whatever order they come, each once: one that has ended never fires again, and a later one
 * of the same alert ends those before it.
 */
export async function noteEpisodes(
  transaction: Transaction,
  episodes: readonly AlertEpisode[],
  now: number,
): Promise<void> {
  const told = episodesOnce(episodes);
  const column = <K extends keyof AlertEpisode>(key: K) => sql.param(told.map((one) => one[key] ?? null));
  const table = foreignAlertsTable;
  await transaction(async (tx) => {
    await tx.execute(sql`
      INSERT INTO ${table} AS kept (agent, metric, fingerprint, starts_at, ends_at, told_at)
      SELECT *, ${now}::bigint FROM unnest(${column('agent')}::text[], ${column('metric')}::text[],
        ${column('fingerprint')}::text[], ${column('startsAt')}::bigint[], ${column('endsAt')}::bigint[])
      ON CONFLICT (agent, metric, fingerprint, starts_at) DO UPDATE
      SET ends_at = COALESCE(kept.ends_at, excluded.ends_at), told_at = excluded.told_at`);
    await tx.execute(sql`
      UPDATE ${table} AS kept SET ends_at = later.starts_at FROM ${table} AS later
      WHERE kept.ends_at IS NULL AND later.agent = kept.agent AND later.metric = kept.metric
        AND later.fingerprint = kept.fingerprint AND later.starts_at > kept.starts_at`);
  });
}

/** One row may not be written twice by one statement: of one episode told twice, its end counts. */
function episodesOnce(episodes: readonly AlertEpisode[]): AlertEpisode[] {
  const once = new Map<string, AlertEpisode>();
  for (const episode of episodes) {
    const key = JSON.stringify([episode.agent, episode.metric, episode.fingerprint, episode.startsAt]);
    if (once.get(key)?.endsAt === undefined) once.set(key, episode);
  }
  return [...once.values()];
}

/** How many alerts fire, by agent and metric; what does not appear has none. */
export async function countFiring(
  db: Db,
): Promise<readonly { readonly agent: string; readonly metric: string; readonly firing: number }[]> {
  const { agent, metric, endsAt } = foreignAlertsTable;
  return db
    .select({ agent, metric, firing: count() })
    .from(foreignAlertsTable)
    .where(isNull(endsAt))
    .groupBy(agent, metric);
}

/** Deletes episodes that ended before `until`. */
export async function deleteEndedEpisodes(tx: Db, until: number): Promise<void> {
  await tx.delete(foreignAlertsTable).where(lt(foreignAlertsTable.endsAt, until));
}
