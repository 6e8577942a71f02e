import { count, isNull, lt, sql } from 'drizzle-orm';
import type { Db, Transaction } from '../../platform/database/database.ts';
import { foreignAlertsTable } from './tables.ts';

/** An episode of an alert of another system, as it counts for a metric of an agent. Times are epoch ms. */
export type AlertEpisode = {
  readonly agent: string;
  /** Of an alert that a rule of ours raised in the store, its subject (subjectOf). */
  readonly metric: string;
  readonly fingerprint: string;
  readonly startsAt: number;
  /** Absent while it fires. */
  readonly endsAt?: number;
};

/** Messages of one moment may overtake each other. Nobody groups alerts for less. */
const overtakenMs = 2_000;

/**
 * Notes episodes, each once, and answers what fires then. Those of one moment may come in any order: the end
 * counts, and a later episode of an alert ends those before it. What is told to fire once more after that
 * does fire: its "end" was the silence of a sender that is back (Alertmanager takes it up with its old
 * start), or one of two senders saw it over.
 */
export async function noteEpisodes(
  transaction: Transaction,
  episodes: readonly AlertEpisode[],
  now: number,
): Promise<readonly Firing[]> {
  const told = episodesOnce(episodes);
  const column = <K extends keyof AlertEpisode>(key: K) => sql.param(told.map((one) => one[key] ?? null));
  const table = foreignAlertsTable;
  const again = sql`(excluded.ends_at IS NULL
    AND kept.told_at NOT BETWEEN excluded.told_at - ${overtakenMs}::bigint AND excluded.told_at)`;
  return transaction(async (tx) => {
    // They run in this order, and travel together: a stop waits for them.
    const noting = tx.execute(sql`
      INSERT INTO ${table} AS kept (agent, metric, fingerprint, starts_at, ends_at, told_at)
      SELECT *, ${now}::bigint FROM unnest(${column('agent')}::text[], ${column('metric')}::text[],
        ${column('fingerprint')}::text[], ${column('startsAt')}::bigint[], ${column('endsAt')}::bigint[])
      ON CONFLICT (agent, metric, fingerprint, starts_at) DO UPDATE
      SET ends_at = CASE WHEN ${again} THEN NULL ELSE COALESCE(kept.ends_at, excluded.ends_at) END,
        told_at = CASE WHEN kept.ends_at IS NULL OR ${again} THEN excluded.told_at ELSE kept.told_at END`);
    const ending = tx.execute(sql`
      UPDATE ${table} AS kept SET ends_at = later.starts_at FROM ${table} AS later
      WHERE kept.ends_at IS NULL AND later.agent = kept.agent AND later.metric = kept.metric
        AND later.fingerprint = kept.fingerprint AND later.starts_at > kept.starts_at
        AND later.told_at >= kept.told_at - ${overtakenMs}::bigint`);
    const [, , firing] = await Promise.all([noting, ending, countFiring(tx)]);
    return firing;
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

/** How many alerts fire for a metric of an agent, and when the newest of them began. */
export type Firing = Pick<AlertEpisode, 'agent' | 'metric'> & {
  readonly firing: number;
  readonly since: number;
};

/** How many alerts fire, by agent and metric; what does not appear has none. */
export function countFiring(db: Db): Promise<readonly Firing[]> {
  const { agent, metric, startsAt, endsAt } = foreignAlertsTable;
  return db
    .select({ agent, metric, firing: count(), since: sql<number>`max(${startsAt})`.mapWith(Number) })
    .from(foreignAlertsTable)
    .where(isNull(endsAt))
    .groupBy(agent, metric);
}

/** Deletes episodes that ended before `until`. */
export async function deleteEndedEpisodes(tx: Db, until: number): Promise<void> {
  await tx.delete(foreignAlertsTable).where(lt(foreignAlertsTable.endsAt, until));
}
