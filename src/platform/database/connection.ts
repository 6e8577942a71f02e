import type pg from 'pg';

/** One connection of pg's, of a pool or alone. */
export type Connection = pg.PoolClient | pg.Client;

/**
 * Lends a connection for as long as `work` runs. It is thrown away afterwards unless `work` has said that it
 * surely is clean: after a lost connection or a query that timed out, nobody knows what it is still doing.
 */
export type Lend = <T>(work: (client: Connection, isClean: () => void) => Promise<T>) => Promise<T>;

/** Lends the connections of a pool. */
export function lenderOf(pool: pg.Pool): Lend {
  return async (work) => {
    const client = await pool.connect();
    let clean = false;
    try {
      return await work(client, () => {
        clean = true;
      });
    } finally {
      client.release(!clean);
    }
  };
}
