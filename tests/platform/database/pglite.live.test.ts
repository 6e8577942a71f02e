import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { embeddedDatabase } from '../../../src/platform/database/pglite.ts';
import { PgliteSocket } from '../../../src/platform/database/pglite-socket.ts';
import { isConnectionLoss } from '../../../src/platform/database/sql-error.ts';

/** Counts for a second or so, or for an instant. */
const counting = (upTo: number) => sql`SELECT count(*) FROM generate_series(1, ${upTo}) AS n WHERE n % 7 = 3`;
const aWhile = 3_000_000;
const blank = inject('blankPglite');

describe('the embedded database, on its own thread', () => {
  let folder = '';
  let database: Database;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'filrouge-pglite-'));
    database = embeddedDatabase({
      stream: () => new PgliteSocket({ dataDir: join(folder, 'pglite'), blank }),
      query_timeout: 60_000,
    });
    await database.db.execute(sql`CREATE TABLE kept (n bigint)`);
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  test('holds no timer and no request of the process up while it works', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const begun = performance.now();
    delay.enable();
    await database.db.execute(counting(aWhile));
    delay.disable();
    expect(performance.now() - begun).toBeGreaterThan(200);
    expect(delay.max / 1e6).toBeLessThan((performance.now() - begun) / 2);
  });

  test('has on the disk what it has committed, and what it asks for', async () => {
    const { rows } = await database.db.execute(sql`
      SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'wal_sync_method')`);
    // PGlite's `fdatasync`, the usual method, does nothing.
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      wal_sync_method: 'fsync',
    });
    const syncs = async () => {
      const found = await database.db.execute<{ syncs: number }>(
        sql`SELECT sum(fsyncs)::int AS syncs FROM pg_stat_io WHERE object = 'wal'`,
      );
      return found.rows[0]?.syncs ?? 0;
    };
    const before = await syncs();
    await database.db.execute(sql`INSERT INTO kept VALUES (4)`);
    await database.db.execute(sql`SELECT pg_stat_force_next_flush()`);
    expect(await syncs()).toBeGreaterThan(before);
    await database.db.execute(sql`DELETE FROM kept`);
  });

  test('carries out a stop before everything that waits', async () => {
    const order: string[] = [];
    const note = (name: string) => () => order.push(name);
    await Promise.all([
      database.db.execute(counting(1)).then(note('begun')),
      database.db.execute(counting(2)).then(note('waits')),
      database.transaction((tx) => tx.execute(counting(3))).then(note('waits too')),
      database.atOnce(sql`INSERT INTO kept VALUES (1)`).then(note('stop')),
    ]);
    expect(order).toEqual(['begun', 'stop', 'waits', 'waits too']);
  });

  test('ends a statement that takes for ever, and comes back with what was committed', async () => {
    const impatient = embeddedDatabase({
      stream: () => new PgliteSocket({ dataDir: join(folder, 'impatient'), blank }),
      query_timeout: 5_000,
    });
    const { db } = impatient;
    await db.execute(sql`CREATE TABLE kept (n bigint)`);
    await db.execute(sql`INSERT INTO kept VALUES (7)`);
    const hopeless = impatient.transaction(async (tx) => {
      await tx.execute(sql`INSERT INTO kept VALUES (8)`);
      await tx.execute(sql`DO $$ BEGIN LOOP END LOOP; END $$`);
    });
    const next = hopeless.catch(() => {}).then(() => db.execute(sql`SELECT n FROM kept`));
    await expect(hopeless).rejects.toSatisfy(isConnectionLoss);
    expect((await next).rows).toEqual([{ n: 7 }]);
    await impatient.close();
  });
});

test('an embedded database that cannot be opened is an error each time, and nothing hangs', async () => {
  const database = embeddedDatabase({ stream: () => new PgliteSocket({ dataDir: '/proc/no-such-place' }) });
  await expect(database.db.execute(sql`SELECT 1`)).rejects.toThrow();
  await expect(database.db.execute(sql`SELECT 1`)).rejects.toThrow();
  await database.close();
});
