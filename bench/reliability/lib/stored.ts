import { sql } from 'drizzle-orm';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { adminKey } from '../../lib/filrouge.ts';

/** What was acknowledged, or what is stored. `weight`: how many contacts the error rate is made of. */
export type Counted = { readonly contacts: number; readonly weight: number; readonly samples: number };

/** A database of PostgreSQL, or the folder of an embedded one. */
export type Place = { readonly url: string } | { readonly dataDir: string };

/** Contacts that are noted as counted, how many the error rate is made of, and the samples of the response time. */
export async function storedIn(place: Place): Promise<Counted> {
  const database = await openDatabase(place);
  const weight = sql`SELECT coalesce(sum(c.weight), 0) FROM cells c JOIN series s ON s.id = c.series WHERE s.metric =`;
  // drizzle's own `finally` does not wait for what it calls.
  try {
    const { rows } = await database.db.execute<Counted>(sql`
      SELECT (SELECT count(*)::int FROM interactions) AS contacts,
        (${weight} 'error_rate')::int AS weight, (${weight} 'response_time')::int AS samples`);
    const [counted] = rows;
    if (counted === undefined) throw new Error('nothing was counted');
    return counted;
  } finally {
    await database.close();
  }
}

/** How many samples of the response time of an agent are stored. */
export async function samplesOf(place: Place, agent: string): Promise<number> {
  const database = await openDatabase(place);
  try {
    const { rows } = await database.db.execute<{ weight: number }>(
      sql`SELECT coalesce(sum(c.weight), 0)::int AS weight FROM cells c JOIN series s ON s.id = c.series
        WHERE s.metric = 'response_time' AND s.agent = ${agent}`,
    );
    return rows[0]?.weight ?? 0;
  } finally {
    await database.close();
  }
}

/** Whether the service says that its register is whole. */
export async function isWhole(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/register/verify`, {
    headers: { Authorization: `Bearer ${adminKey}` },
  });
  return ((await answer.json()) as { ok: boolean }).ok;
}
