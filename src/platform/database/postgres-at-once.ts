import type { SQL } from 'drizzle-orm';
import pg from 'pg';
import { lenderOf } from './connection.ts';
import type { DatabaseLogger } from './database.ts';
import { runAtOnce } from './transaction.ts';

/** No parameter changes how such a statement is best carried out, so it is planned once. */
const planOnce = 'SET plan_cache_mode = force_generic_plan';

/** An unnoticed dead connection must not hold up a stop for long: after this another is tried. */
const patience = { statement_timeout: 5_000, query_timeout: 6_000 };

/**
 * Runs statements that are transactions of their own, one after the other, on a connection that stays open
 * for them: what stops an agent waits neither for a free connection nor for a plan.
 */
export function createAtOnce(
  options: pg.ClientConfig,
  logger: DatabaseLogger,
): { readonly run: (statement: SQL) => Promise<void>; readonly close: () => Promise<void> } {
  const pool = new pg.Pool({ ...options, ...patience, max: 1, idleTimeoutMillis: 0 });
  pool.on('error', (error) => logger.warn({ err: error }, 'the database connection for stops was lost'));
  pool.on('connect', (client) => {
    client.on('error', () => {});
    client.query(planOnce).catch(() => {});
  });
  const lend = lenderOf(pool);
  return { run: (statement) => runAtOnce(lend, statement), close: () => pool.end() };
}
