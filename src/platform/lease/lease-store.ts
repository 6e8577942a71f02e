import { and, eq, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Database, Db } from '../database/database.ts';
import { isFenceError } from '../database/sql-error.ts';
import { fenceOf, type Parts, together } from '../database/statement.ts';
import { FencedError } from './lease.ts';
import { evaluatorLease } from './tables.ts';

/** The lease row as the database sees it now. */
export type Lease = {
  readonly holder: string;
  readonly epoch: number;
  readonly address: string;
  /** Until it expires, by the database's clock; negative when it has. */
  readonly remainingMs: number;
};

/** A request for the lease: a random id of the process, where it serves, and for how long. */
export type LeaseRequest = {
  readonly holder: string;
  readonly address: string;
  readonly ttlMs: number;
  /** Nobody else can use this database (PGlite): a lease left behind by a crash need not be waited for. */
  readonly alone?: boolean;
};

/** The database's wall clock in epoch ms; unlike `now()` it moves on inside a transaction. */
const databaseNow = sql<number>`(extract(epoch FROM clock_timestamp()) * 1000)::bigint`;

/** The lease as it stands, or `undefined` when nobody ever held it. */
export async function readLease(db: Db): Promise<Lease | undefined> {
  const { holder, epoch, address, expiresAt } = evaluatorLease;
  const remainingMs = sql<number>`${expiresAt} - ${databaseNow}`;
  const [row] = await db.select({ holder, epoch, address, remainingMs }).from(evaluatorLease);
  return row;
}

/**
 * Takes the lease when it is free, has expired or is this holder's already; the epoch grows by one. Waits for
 * transactions that `fenced` let in, so whoever gets the lease sees everything that its predecessor wrote.
 * Answers the new epoch, or the lease that stands in the way.
 */
export async function acquireLease(
  database: Database,
  { holder, address, ttlMs, alone = false }: LeaseRequest,
): Promise<{ readonly epoch: number } | Lease> {
  const standing = await readLease(database.ahead);
  // Looking is cheap and locks nothing: that is what those who stand by do, twice a second.
  if (standing !== undefined && standing.holder !== holder && standing.remainingMs > 0 && !alone)
    return standing;
  return database.transaction(async (tx) => {
    await tx
      .insert(evaluatorLease)
      .values({ id: 1, holder: '', epoch: 0, address: '', expiresAt: 0 })
      .onConflictDoNothing();
    await tx.select({ id: evaluatorLease.id }).from(evaluatorLease).for('update');
    // A statement of its own: its clock is read after the lock was waited for.
    const [taken] = await tx
      .update(evaluatorLease)
      .set({
        holder,
        address,
        epoch: sql`${evaluatorLease.epoch} + 1`,
        expiresAt: sql`${databaseNow} + ${ttlMs}`,
      })
      .where(or(eq(evaluatorLease.holder, holder), lt(evaluatorLease.expiresAt, databaseNow), sql`${alone}`))
      .returning({ epoch: evaluatorLease.epoch });
    const lease = taken ?? (await readLease(tx));
    if (lease === undefined) throw new Error('the row of the evaluator lease is gone');
    return lease;
  });
}

/**
 * Moves the expiry on, and says where the holder serves now. False when the lease is not this holder's at
 * this epoch. No wait for `fenced`.
 */
export async function renewLease(
  db: Db,
  { holder, address, ttlMs }: Omit<LeaseRequest, 'alone'>,
  epoch: number,
): Promise<boolean> {
  const renewed = await db
    .update(evaluatorLease)
    .set({ address, expiresAt: sql`${databaseNow} + ${ttlMs}` })
    .where(and(eq(evaluatorLease.holder, holder), eq(evaluatorLease.epoch, epoch)))
    .returning({ epoch: evaluatorLease.epoch });
  return renewed.length > 0;
}

/** Gives the lease up, so that another may take it at once. Nothing happens when it is another's by now. */
export async function releaseLease(db: Db, holder: string): Promise<void> {
  await db.update(evaluatorLease).set({ expiresAt: 0 }).where(eq(evaluatorLease.holder, holder));
}

/**
 * A transaction that only the evaluator of this epoch can commit: it begins by sharing the lease row, which a
 * successor must lock alone, so either the successor waits for it or it finds the epoch gone. Throws
 * `FencedError` then.
 */
export function fenced<T, O = undefined>(
  database: Database,
  epoch: number,
  work: (tx: Db, opened: O) => Promise<T>,
  opening?: (tx: Db) => Promise<O>,
): Promise<T> {
  return database.transaction(
    (tx, [rows, opened]: [{ id: number }[], O | undefined]) => {
      if (rows.length === 0) throw new FencedError(epoch);
      return work(tx, opened as O);
    },
    (tx) =>
      Promise.all([
        tx
          .select({ id: evaluatorLease.id })
          .from(evaluatorLease)
          .where(eq(evaluatorLease.epoch, epoch))
          .for('key share'),
        opening?.(tx),
      ]),
  );
}

/**
 * The same for writes that are one statement: the lease row is shared, and `locks` are taken, before anything
 * is written. Throws `FencedError` when another process evaluates, or when a part finds the database older
 * than what it was decided on.
 */
export async function fencedAtOnce(
  database: Database,
  epoch: number,
  parts: Parts,
  locks: SQL = sql`NULL`,
): Promise<void> {
  const { id } = evaluatorLease;
  const row = sql`SELECT ${id} FROM ${evaluatorLease} WHERE ${evaluatorLease.epoch} = ${epoch} FOR KEY SHARE`;
  const held = fenceOf('evaluator', sql`EXISTS (${row})`);
  await database.atOnce(together(parts, sql`${held}, ${locks}`)).catch((error: unknown) => {
    throw isFenceError(error) ? new FencedError(epoch) : error;
  });
}

/**
 * Waits until every transaction that `fenced` let in has ended, also those whose connection this process has
 * lost and which may yet commit: whoever reads afterwards reads all there is. Throws `FencedError` when the
 * epoch is gone.
 */
export function awaitLostTransactions(database: Database, epoch: number): Promise<void> {
  return database.transaction(async (tx) => {
    const rows = await tx
      .select({ id: evaluatorLease.id })
      .from(evaluatorLease)
      .where(eq(evaluatorLease.epoch, epoch))
      .for('update');
    if (rows.length === 0) throw new FencedError(epoch);
  });
}
