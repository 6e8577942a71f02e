import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { errorCode } from '../../../src/platform/database/sql-error.ts';
import { evaluatorLease } from '../../../src/platform/lease/tables.ts';
import { eachEngine } from '../../support/database.ts';

const row = { id: 1, holder: 'a', epoch: 2 ** 52, address: '', expiresAt: 1_780_646_520_000 };

eachEngine('a database', (open) => {
  test('gives bigint columns and raw bigint results as numbers', async () => {
    const { db } = await open();
    await db.insert(evaluatorLease).values(row);
    expect(await db.select().from(evaluatorLease)).toEqual([row]);
    const { rows } = await db.execute(sql`SELECT expires_at, count(*) AS n FROM evaluator_lease GROUP BY 1`);
    expect(rows).toEqual([{ expires_at: row.expiresAt, n: 1 }]);
  });

  test('is empty each time it is opened', async () => {
    const { db } = await open();
    expect(await db.select().from(evaluatorLease)).toEqual([]);
  });

  test('keeps nothing of a transaction that throws, and throws its error', async () => {
    const { db, transaction } = await open();
    const work = transaction(async (tx) => {
      await tx.insert(evaluatorLease).values(row);
      throw new Error('stop');
    });
    await expect(work).rejects.toThrow('stop');
    expect(await db.select().from(evaluatorLease)).toEqual([]);
  });

  test('never takes a transaction for done when a swallowed error has undone it', async () => {
    const { db, transaction } = await open();
    const work = transaction(async (tx) => {
      await tx.insert(evaluatorLease).values(row);
      await tx
        .insert(evaluatorLease)
        .values(row)
        .catch(() => {});
    });
    await expect(work).rejects.toThrow();
    expect(await db.select().from(evaluatorLease)).toEqual([]);
  });

  test.each(['rolled back', 'committed'])(
    'refuses what is written after its transaction was %s',
    async (how) => {
      const { db, transaction } = await open();
      let late: Promise<unknown> = Promise.resolve();
      let goOn = (): void => {};
      const ended = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      await transaction(async (tx) => {
        late = ended.then(() => tx.insert(evaluatorLease).values(row));
        if (how === 'rolled back') throw new Error('stop');
      }).catch(() => {});
      goOn();
      await expect(late).rejects.toThrow();
      expect(await db.select().from(evaluatorLease)).toEqual([]);
    },
  );

  test('undoes what was issued side by side with a statement that failed', async () => {
    const { db, transaction } = await open();
    const work = transaction(async (tx) => {
      await Promise.all([
        tx.insert(evaluatorLease).values(row),
        tx.execute(sql`SELECT 1 / 0`),
        tx.update(evaluatorLease).set({ holder: 'b' }),
      ]);
    });
    await expect(work).rejects.toSatisfy((error) => errorCode(error) === '22012');
    expect(await db.select().from(evaluatorLease)).toEqual([]);
  });

  test('runs statements in the order in which they are issued', async () => {
    const { db, transaction } = await open();
    await transaction(async (tx) => {
      const moves = ['b', 'c', 'd', 'e'].map((holder, place) =>
        tx.update(evaluatorLease).set({ holder }).where(sql`${evaluatorLease.holder} = ${'abcd'[place]}`),
      );
      await Promise.all([tx.insert(evaluatorLease).values(row), ...moves]);
    });
    expect(await db.select({ holder: evaluatorLease.holder }).from(evaluatorLease)).toEqual([
      { holder: 'e' },
    ]);
  });

  test('gives the work what the opening has read, and does not begin it when that fails', async () => {
    const { transaction } = await open();
    const one = await transaction(
      async (_, opened: { rows: unknown[] }) => opened.rows,
      async (tx) => tx.execute(sql`SELECT 1 AS one`),
    );
    expect(one).toEqual([{ one: 1 }]);
    let begun = false;
    const work = transaction(
      async () => {
        begun = true;
      },
      async (tx) => tx.execute(sql`SELECT 1 / 0`),
    );
    await expect(work).rejects.toSatisfy((error) => errorCode(error) === '22012');
    expect(begun).toBe(false);
  });

  test('undoes only the inner part of a nested transaction that throws', async () => {
    const { db, transaction } = await open();
    await transaction(async (tx) => {
      await tx.insert(evaluatorLease).values(row);
      await tx.transaction((inner) => inner.insert(evaluatorLease).values(row)).catch(() => {});
    });
    expect(await db.select().from(evaluatorLease)).toEqual([row]);
  });

  test('names the SQLSTATE of a failed statement', async () => {
    const { db } = await open();
    await db.insert(evaluatorLease).values(row);
    const failure = await db
      .insert(evaluatorLease)
      .values(row)
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(errorCode(failure)).toBe('23505');
  });

  test('hears what a committed transaction notifies, and nothing of one that was rolled back', async () => {
    const { listen, transaction } = await open();
    const heard: string[] = [];
    let wake: () => void = () => {};
    const last = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const stop = await listen('test_channel', (payload) => {
      heard.push(payload);
      if (payload === 'last') wake();
    });
    await transaction(async (tx) => {
      await tx.execute(sql`SELECT pg_notify('test_channel', 'lost')`);
      throw new Error('stop');
    }).catch(() => {});
    await transaction((tx) => tx.execute(sql`SELECT pg_notify('test_channel', 'last')`));
    await last;
    await stop();
    expect(heard).toEqual(['last']);
  });
});
