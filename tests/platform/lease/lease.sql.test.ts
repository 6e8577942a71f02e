import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { createLease } from '../../../src/platform/lease/evaluator.ts';
import { FencedError } from '../../../src/platform/lease/lease.ts';
import {
  acquireLease,
  fenced,
  fencedAtOnce,
  readLease,
  releaseLease,
  renewLease,
} from '../../../src/platform/lease/lease-store.ts';
import { evaluatorLease } from '../../../src/platform/lease/tables.ts';
import { breakable } from '../../support/breakable.ts';
import { eachEngine, postgresMaker } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';

const logger = pino({ level: 'silent' });
const asks = (holder: string, ttlMs = 60_000) => ({ holder, address: `http://${holder}`, ttlMs });

async function expire({ db }: Database): Promise<void> {
  await db.update(evaluatorLease).set({ expiresAt: sql`expires_at - 120000` });
}

eachEngine('the evaluator lease', (open, engine) => {
  test('goes to the first that asks, and its epoch grows with every change of hands', async () => {
    const database = await open();
    expect(await readLease(database.db)).toBeUndefined();
    expect(await acquireLease(database, asks('a'))).toEqual({ epoch: 1 });
    await expire(database);
    expect(await acquireLease(database, asks('b'))).toEqual({ epoch: 2 });
    expect(await readLease(database.db)).toMatchObject({ holder: 'b', epoch: 2, address: 'http://b' });
  });

  test('is refused to a second while it stands, with where the holder serves', async () => {
    const database = await open();
    await acquireLease(database, asks('a'));
    const answer = await acquireLease(database, asks('b'));
    expect(answer).toMatchObject({ holder: 'a', address: 'http://a', epoch: 1 });
    expect('remainingMs' in answer && answer.remainingMs).toBeGreaterThan(50_000);
  });

  test('gives two contenders one winner', async () => {
    const database = await open();
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => acquireLease(database, asks(name))));
    expect(answers.filter((answer) => !('remainingMs' in answer))).toEqual([{ epoch: 1 }]);
  });

  test('is renewed only by its holder at its epoch', async () => {
    const database = await open();
    await acquireLease(database, asks('a', 1_000));
    expect(await renewLease(database.db, asks('b'), 1)).toBe(false);
    expect(await renewLease(database.db, asks('a'), 2)).toBe(false);
    expect(await renewLease(database.db, asks('a'), 1)).toBe(true);
    expect((await readLease(database.db))?.remainingMs).toBeGreaterThan(50_000);
  });

  test('can be taken at once when its holder gave it up, and not because another did', async () => {
    const database = await open();
    await acquireLease(database, asks('a'));
    await releaseLease(database.db, 'b');
    expect(await acquireLease(database, asks('b'))).toMatchObject({ holder: 'a' });
    await releaseLease(database.db, 'a');
    expect(await acquireLease(database, asks('b'))).toEqual({ epoch: 2 });
  });

  test('of a crashed process is not waited for where nobody else can be', async () => {
    const database = await open();
    await acquireLease(database, asks('a'));
    expect(await acquireLease(database, { ...asks('b'), alone: true })).toEqual({ epoch: 2 });
  });

  test('lets a write of its epoch through, and none of an earlier one', async () => {
    const database = await open();
    await database.db.execute(sql`CREATE TABLE IF NOT EXISTS lease_probe (n integer)`);
    await database.db.execute(sql`DELETE FROM lease_probe`);
    const write = (epoch: number) =>
      fenced(database, epoch, (tx) => tx.execute(sql`INSERT INTO lease_probe VALUES (${epoch})`));
    await acquireLease(database, asks('a'));
    await write(1);
    await expire(database);
    await acquireLease(database, asks('b'));
    await expect(write(1)).rejects.toBeInstanceOf(FencedError);
    await write(2);
    const { rows } = await database.db.execute(sql`SELECT n FROM lease_probe ORDER BY n`);
    expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('lets one statement of its epoch through, and none of an earlier one', async () => {
    const database = await open();
    await database.db.execute(sql`CREATE TABLE IF NOT EXISTS lease_probe (n integer)`);
    await database.db.execute(sql`DELETE FROM lease_probe`);
    const write = (epoch: number) =>
      fencedAtOnce(database, epoch, { added: sql`INSERT INTO lease_probe VALUES (${epoch})` });
    await acquireLease(database, asks('a'));
    await write(1);
    await expire(database);
    await acquireLease(database, asks('b'));
    await expect(write(1)).rejects.toBeInstanceOf(FencedError);
    await write(2);
    await expect(
      fencedAtOnce(database, 2, { added: sql`INSERT INTO lease_probe VALUES ('no number'::text::integer)` }),
    ).rejects.not.toBeInstanceOf(FencedError);
    const { rows } = await database.db.execute(sql`SELECT n FROM lease_probe ORDER BY n`);
    expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('is not lost to a silent database where the folder lock says who is alone, only on PostgreSQL', async () => {
    const opened = await open();
    const database = breakable(opened);
    let now = 0;
    const timing = { ttlMs: 2_000, askMs: 20 };
    const lease = createLease({
      ...{ database, logger, holder: 'a', address: 'http://a', timing },
      monotonic: () => now,
    });
    await lease.start();
    expect([lease.isHolder(), lease.isProven()]).toEqual([true, true]);
    database.cut();
    now = 1_999;
    expect(lease.isHolder()).toBe(true);
    now = 3_600_000;
    expect(lease.isHolder()).toBe(engine === 'pglite');
    expect(lease.isProven()).toBe(false);
    expect(lease.proofAgeMs()).toBeGreaterThan(3_500_000);
    await lease.stop();
    await releaseLease(opened.db, 'a');
  });

  test('grows its epoch at each start, so that what an earlier start left half-written stays out', async () => {
    const database = await open();
    for (const epoch of [1, 2, 3]) {
      const lease = createLease({ database, logger, holder: 'a', address: 'http://a' });
      await lease.start();
      expect(lease.epoch()).toBe(epoch);
      await lease.stop();
    }
  });

  test('is renewed ahead of everything that waits for the database', async () => {
    const database = await open();
    await acquireLease(database, asks('a'));
    const order: string[] = [];
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const busy = Array.from({ length: 10 }, () =>
      database.transaction(async (tx) => {
        await tx.execute(sql`SELECT 1`);
        if (engine === 'postgresql') await released;
        order.push('work');
      }),
    );
    if (engine === 'postgresql') await database.atOnce(sql`SELECT 1`);
    expect(await renewLease(database.ahead, asks('a'), 1)).toBe(true);
    order.push('renewed');
    release();
    await Promise.all(busy);
    // The embedded database has one session: what runs already is waited for, and nothing else.
    expect(order.indexOf('renewed')).toBeLessThanOrEqual(1);
  });

  test('sends nobody to a holder that cannot evaluate, and takes its renewals for no proof', async () => {
    const database = await open();
    let serves = true;
    const timing = { ttlMs: 60_000, askMs: 5 };
    const of = (holder: string) => ({ database, logger, holder, address: `http://${holder}`, timing });
    const first = createLease({ ...of('a'), serves: () => serves });
    await first.start();
    const addressed = async (address: string) => {
      await eventually(async () => expect(await readLease(database.db)).toMatchObject({ address }));
    };
    await addressed('http://a');
    serves = false;
    await addressed('');
    serves = true;
    await addressed('http://a');
    await first.stop();
  });

  test('proves nothing while its holder does not evaluate, however often it is renewed', async () => {
    const database = await open();
    let [now, serves] = [0, false];
    const timing = { ttlMs: 2_000, askMs: 60_000 };
    const lease = createLease({
      ...{ database, logger, holder: 'a', address: 'http://a', timing },
      ...{ monotonic: () => now, serves: () => serves },
    });
    await lease.start();
    expect(lease.isProven()).toBe(false);
    serves = true;
    expect([lease.isProven(), lease.proofAgeMs()]).toEqual([true, 0]);
    serves = false;
    now = 2_999;
    expect(lease.isProven()).toBe(true);
    now = 3_000;
    expect(lease.isProven()).toBe(false);
    await lease.stop();
  });

  test('is told as it comes and goes, and given up at the end', async () => {
    const database = await open();
    const lease = createLease({ database, logger, holder: 'a', address: 'http://a' });
    const changes: unknown[] = [];
    lease.onChange((change) => changes.push(change));
    await lease.start();
    expect(lease.isHolder()).toBe(true);
    expect(lease.evaluatorAddress()).toBe('http://a');
    await lease.stop();
    expect(lease.isHolder()).toBe(false);
    expect(changes).toEqual([
      { isHolder: true, epoch: 1 },
      { isHolder: false, epoch: 1 },
    ]);
    expect((await readLease(database.db))?.remainingMs).toBeLessThan(0);
  });
});

describe('the evaluator lease between processes on one PostgreSQL', () => {
  const fresh = postgresMaker();
  const timing = { ttlMs: 300, askMs: 60 };

  async function openTwo(): Promise<[Database, Database]> {
    const url = await fresh();
    return Promise.all([openDatabase({ url }), openDatabase({ url })]);
  }

  test('changes hands only after the transactions of its holder have ended', async () => {
    const [first, second] = await openTwo();
    await acquireLease(first, asks('a'));
    const order: string[] = [];
    let takeover: Promise<unknown> = Promise.resolve();
    await fenced(first, 1, async (tx) => {
      await expire(second);
      takeover = acquireLease(second, asks('b')).then(() => order.push('taken over'));
      await waitUntilBlocked(second);
      expect(await renewLease(second.db, asks('a', -1), 1)).toBe(true);
      await tx.execute(sql`SELECT 1`);
      order.push('written');
    });
    await takeover;
    expect(order).toEqual(['written', 'taken over']);
    await Promise.all([first.close(), second.close()]);
  });

  test('lost while one statement waits for it, lets nothing of that statement through', async () => {
    const [first, second] = await openTwo();
    await acquireLease(first, asks('a', 1));
    await first.db.execute(sql`CREATE TABLE lease_probe (n integer)`);
    let write: Promise<unknown> = Promise.resolve();
    await second.transaction(async (tx) => {
      await tx.select().from(evaluatorLease).for('update');
      write = fencedAtOnce(first, 1, { added: sql`INSERT INTO lease_probe VALUES (1)` }).catch(
        (error: unknown) => error,
      );
      await waitUntilBlocked(second);
      await tx.update(evaluatorLease).set({ holder: 'b', epoch: 2 });
    });
    expect(await write).toBeInstanceOf(FencedError);
    expect((await first.db.execute(sql`SELECT n FROM lease_probe`)).rows).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  test('changes hands within the idle limit when its holder sleeps in a transaction, which then fails', async () => {
    const [first, second] = await openTwo();
    await acquireLease(first, asks('a', 1));
    const started = performance.now();
    const write = fenced(first, 1, async (tx) => {
      await acquireLease(second, asks('b'));
      await tx.execute(sql`SELECT 1`);
    });
    await expect(write).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(await readLease(first.db)).toMatchObject({ holder: 'b', epoch: 2 });
    await Promise.all([first.close(), second.close()]);
  });

  test('passes to the one that stands by when the first gives it up', async () => {
    const [first, second] = await openTwo();
    const a = createLease({ database: first, logger, holder: 'a', address: 'http://a', timing });
    const b = createLease({ database: second, logger, holder: 'b', address: 'http://b', timing });
    await a.start();
    await b.start();
    expect([a.isHolder(), b.isHolder(), b.evaluatorAddress()]).toEqual([true, false, 'http://a']);
    const taken = new Promise((resolve) => {
      b.onChange(resolve);
    });
    await a.stop();
    expect(await taken).toEqual({ isHolder: true, epoch: 2 });
    await b.stop();
    await Promise.all([first.close(), second.close()]);
  });

  test('is no longer believed in by a holder whose database is gone, before it hears anything', async () => {
    const [first, second] = await openTwo();
    const lease = createLease({ database: first, logger, holder: 'a', address: 'http://a', timing });
    await lease.start();
    const lost = new Promise((resolve) => {
      lease.onChange(resolve);
    });
    await first.close();
    expect(await lost).toEqual({ isHolder: false, epoch: 1 });
    expect(lease.isHolder()).toBe(false);
    await lease.stop();
    await second.close();
  });
});

/** Until some session of this database waits for a lock. */
async function waitUntilBlocked({ db }: Database): Promise<void> {
  for (let look = 0; look < 2_000; look += 1) {
    const { rows } = await db.execute(
      sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
  throw new Error('nobody waits for a lock');
}
