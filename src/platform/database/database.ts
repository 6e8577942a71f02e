import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

type Rows<T> = { readonly rows: T[] };

/** The answer of `db.execute` on either engine. */
export interface EngineResult extends PgQueryResultHKT {
  type: Rows<this['row']>;
}

/** A drizzle handle of either engine, or a transaction of it. */
export type Db = PgDatabase<EngineResult>;

/** `opening` reads and locks, never writes: it is sent with BEGIN, and `work` gets its answer. */
export type Transaction = <T, O = undefined>(
  work: (tx: Db, opened: O) => Promise<T>,
  opening?: (tx: Db) => Promise<O>,
) => Promise<T>;

/** One open database. Rows of `bigint` columns and raw `bigint` results are numbers on both engines. */
export type Database = {
  readonly engine: 'postgresql' | 'pglite';
  readonly db: Db;
  /**
   * Runs `work` in one READ COMMITTED transaction: committed when it resolves, rolled back when it throws.
   * Inside, use `tx` only: waiting for `db` would deadlock on PGlite and would run outside the transaction on
   * PostgreSQL. Statements that are issued side by side run in that order, and on PostgreSQL travel together.
   */
  readonly transaction: Transaction;
  /** Runs one statement that writes, as a transaction of its own: one round trip. */
  readonly atOnce: (statement: SQL) => Promise<void>;
  /** For single statements that this process's lease hangs on: ahead of all that waits, given up soon. */
  readonly ahead: Db;
  /**
   * Hears `pg_notify(channel, payload)` of committed transactions. `onGap` is called after a lost connection
   * was made again: whatever was sent meanwhile is lost, so read the tables. Resolves once it listens, to a
   * function that stops it.
   */
  readonly listen: (
    channel: string,
    onPayload: (payload: string) => void,
    onGap?: () => void,
  ) => Promise<() => Promise<void>>;
  /** Runs `work` on one connection while holding the migration lock: one process after the other. */
  readonly migrating: (work: (session: MigrationSession) => Promise<void>) => Promise<void>;
  /**
   * Runs `work`, which only reads, on a view of the whole database that stays as it is meanwhile, however
   * long that takes. Nobody waits for it: the embedded database, which has one session, is copied beside
   * itself first.
   */
  readonly snapshot: <T>(work: (view: Db) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** The connection that holds the migration lock; `apply` runs the migrations newer than the last applied. */
export type MigrationSession = { readonly db: Db; readonly apply: (folder: string) => Promise<void> };

/** The part of a pino logger that the database room uses. */
export type DatabaseLogger = {
  readonly info: (facts: object, message: string) => void;
  readonly warn: (facts: object, message: string) => void;
};
