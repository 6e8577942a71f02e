import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import pg from 'pg';
import type { DatabaseLogger } from './database.ts';
import { isFenceError, isIntegrityViolation } from './sql-error.ts';
import { createStatementNames } from './statement-names.ts';

/** No parameter changes how such a statement is best carried out, so it is planned once. */
const planOnce = 'SET plan_cache_mode = force_generic_plan';

/** An unnoticed dead connection must not hold up a stop for long: after this another is tried. */
const patience = { statement_timeout: 5_000, query_timeout: 6_000 };

const dialect = new PgDialect();

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
  const nameOf = createStatementNames({ prefix: 'at_once', most: 100, afterUses: 1 });

  return {
    run: async (statement) => {
      const { sql: text, params } = dialect.sqlToQuery(statement);
      const client = await pool.connect();
      let clean = false;
      try {
        const name = nameOf(text);
        await client.query({ ...(name === undefined ? {} : { name }), text, values: params });
        clean = true;
      } catch (error) {
        // A row was refused, or a fence did not hold. After anything else it may hold a plan that no longer
        // fits, or be lost.
        clean = isIntegrityViolation(error) || isFenceError(error);
        throw error;
      } finally {
        client.release(!clean);
      }
    },
    close: () => pool.end(),
  };
}
