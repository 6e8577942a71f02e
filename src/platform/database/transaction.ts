import type { SQL } from 'drizzle-orm';
import { NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import { defined } from '../defined.ts';
import type { Lend } from './connection.ts';
import type { Db } from './database.ts';
import { errorCode, isFenceError, isIntegrityViolation } from './sql-error.ts';
import { createStatementNames, transactionClient } from './statement-names.ts';

const dialect = new PgDialect();

/** A named statement is sent together with those behind it; a plain text would be sent by itself. */
const begin: pg.QueryConfig = { name: 'begin', text: 'BEGIN ISOLATION LEVEL READ COMMITTED' };

/** A prepared statement that is gone, or no longer fits a table: only another connection is without it. */
const stalePlans = new Set(['0A000', '26000']);

/**
 * One transaction on one connection. `work` begins only when BEGIN has succeeded: what it writes must not be
 * outside a transaction.
 */
export function inTransaction<T, O>(
  lend: Lend,
  work: (tx: Db, opened: O) => Promise<T>,
  opening?: (tx: Db) => Promise<O>,
): Promise<T> {
  return lend(async (client, isClean) => {
    const own = transactionClient(client);
    const session = new NodePgSession(own.client, dialect, undefined);
    const tx: Db = new NodePgTransaction(dialect, session, undefined);
    const begun = Promise.all([client.query(begin), opening?.(tx)]);
    const value = await begun
      .then(([, opened]) => work(tx, opened as O))
      .catch(async (error: unknown) => {
        own.end();
        const isRolledBack = await client.query('ROLLBACK').then(
          () => true,
          () => false,
        );
        if (isRolledBack && !stalePlans.has(errorCode(error) ?? '')) isClean();
        throw error;
      });
    own.end();
    const { command } = await client.query('COMMIT');
    isClean();
    if (command !== 'COMMIT') throw new Error('rolled back: a statement failed and its error was swallowed');
    return value;
  });
}

const nameAtOnce = createStatementNames({ prefix: 'at_once', most: 100, afterUses: 1 });

/** One statement that is a transaction of its own. */
export function runAtOnce(lend: Lend, statement: SQL): Promise<void> {
  const { sql: text, params: values } = dialect.sqlToQuery(statement);
  return lend(async (client, isClean) => {
    try {
      await client.query({ ...defined({ name: nameAtOnce(text) }), text, values });
      isClean();
    } catch (error) {
      // A row was refused, or a fence did not hold. After anything else it may hold a plan that no longer
      // fits, or be lost.
      if (isIntegrityViolation(error) || isFenceError(error)) isClean();
      throw error;
    }
  });
}
