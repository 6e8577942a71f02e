import type { SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { lenderOf } from './connection.ts';
import type { DatabaseLogger, Db } from './database.ts';
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

/** Several tries fit into the time that a lease stands. */
const impatience = { connectionTimeoutMillis: 700, statement_timeout: 700, query_timeout: 700 };

/** A connection of its own for what this process's lease hangs on: no other work is ever in its way. */
export function createAhead(
  options: pg.ClientConfig,
  logger: DatabaseLogger,
): { readonly db: Db; readonly close: () => Promise<void> } {
  const pool = new pg.Pool({ ...options, ...impatience, max: 1, idleTimeoutMillis: 0 });
  pool.on('error', (error) => logger.warn({ err: error }, 'the database connection of the lease was lost'));
  pool.on('connect', (client) => client.on('error', () => {}));
  return { db: drizzle(pool), close: () => pool.end() };
}
