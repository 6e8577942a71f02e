import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { readWindows } from '../../../src/metrics/storage/windows-store.ts';
import type { Database, Db } from '../../../src/platform/database/database.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { isConnectionLoss } from '../../../src/platform/database/sql-error.ts';
import { postgresMaker } from '../../support/database.ts';

function changedUrl(change: (url: URL) => void): string {
  const url = new URL(inject('postgresUrl'));
  change(url);
  return url.href;
}

describe('a DATABASE_URL that does not work is one clear sentence, without its password', () => {
  const cases = [
    ['database_url_invalid', () => 'not a url'],
    ['database_url_invalid', () => 'mysql://root:secret@127.0.0.1/x'],
    ['database_unreachable', () => 'postgres://filrouge:secret@127.0.0.1:1/postgres'],
    ['database_unreachable', () => 'postgres://filrouge:secret@no-such-host.invalid/postgres'],
    [
      'database_access_denied',
      () =>
        changedUrl((url) => {
          url.password = 'secret';
        }),
    ],
    [
      'database_access_denied',
      () =>
        changedUrl((url) => {
          url.password = '';
        }),
    ],
    [
      'database_missing',
      () =>
        changedUrl((url) => {
          url.pathname = '/no_such_database';
        }),
    ],
  ] as const;
  test.each(cases)('%s', async (code, url) => {
    const failure: unknown = await openDatabase({ url: url() }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    const text = failure instanceof Error ? failure.message : '';
    expect(text).not.toContain('secret');
    expect(text).toMatch(/^[A-Z][^\n]*\.$/);
  });
});

test('a table that changes under prepared statements costs one transaction, not the connection for good', async () => {
  const database = await openDatabase({ url: await postgresMaker()() });
  await database.db.execute(sql`CREATE TABLE probe (n integer)`);
  await database.db.execute(sql`INSERT INTO probe VALUES (1)`);
  const read = () => database.transaction((tx) => tx.execute(sql`SELECT * FROM probe`));
  // Often enough to be prepared.
  for (let time = 0; time < 10; time++) await read();
  await database.db.execute(sql`ALTER TABLE probe ADD COLUMN m integer`);
  await read().catch(() => {});
  expect((await read()).rows).toEqual([{ n: 1, m: null }]);
  await database.close();
});

describe('a PostgreSQL that drops connections', () => {
  const fresh = postgresMaker();
  const admin = new pg.Pool({ connectionString: inject('postgresUrl') });
  afterAll(() => admin.end());

  const dropAll = (url: string) =>
    admin.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      [new URL(url).pathname.slice(1)],
    );

  test('fails the transaction that was open, and serves the next', async () => {
    const url = await fresh();
    const database = await openDatabase({ url });
    await database.db.execute(sql`CREATE TABLE probe (n integer)`);
    const work = database.transaction(async (tx) => {
      await tx.execute(sql`INSERT INTO probe VALUES (1)`);
      await dropAll(url);
      await tx.execute(sql`INSERT INTO probe VALUES (2)`);
    });
    await expect(work).rejects.toThrow();
    await database.transaction((tx) => tx.execute(sql`INSERT INTO probe VALUES (3)`));
    const { rows } = await database.db.execute(sql`SELECT n FROM probe`);
    expect(rows).toEqual([{ n: 3 }]);
    await database.close();
  });

  test('lends no broken connection again, wherever it was dropped', async () => {
    const url = await fresh();
    const database = await openDatabase({ url });
    const sleep = sql`SELECT pg_sleep(0.02)`;
    const begun = () => [
      database.db.execute(sleep),
      database.atOnce(sleep),
      database.transaction(async (tx) => {
        await tx.execute(sleep);
        await dropAll(url);
        await tx.execute(sleep);
      }),
    ];
    await Promise.allSettled([...begun(), ...begun(), ...begun()]);
    await dropAll(url);
    const ask = sql`SELECT 1`;
    const askAll = () => [
      database.atOnce(ask),
      database.ahead.execute(ask),
      ...Array.from({ length: 24 }, (_, n) =>
        n % 2 === 0 ? database.db.execute(ask) : database.transaction((tx) => tx.execute(ask)),
      ),
    ];
    // What is sent before the word of the end has come is lost with the connection.
    for (const one of await Promise.allSettled(askAll()))
      if (one.status === 'rejected') expect(one.reason).toSatisfy(isConnectionLoss);
    for (let time = 0; time < 3; time++) await Promise.all(askAll());
    await database.close();
  });

  test('for sitting in a transaction tells whoever sat there that the connection is lost', async () => {
    const database = await openDatabase({ url: await fresh() });
    const idleThen = (next: (tx: Db) => Promise<unknown>) =>
      database.transaction(async (tx) => {
        const { rows } = await tx.execute<{ pid: number }>(sql`
          SELECT pg_backend_pid() AS pid, set_config('idle_in_transaction_session_timeout', '10ms', true)`);
        const isOver = () => admin.query('SELECT FROM pg_stat_activity WHERE pid = $1', [rows[0]?.pid]);
        while ((await isOver()).rowCount !== 0);
        await next(tx);
      });
    await expect(idleThen((tx) => tx.execute(sql`SELECT 1`))).rejects.toSatisfy(isConnectionLoss);
    await expect(idleThen(() => Promise.resolve())).rejects.toSatisfy(isConnectionLoss);
    await database.close();
  });

  test('does not drop who reads the windows of a restart, however slow to go on', async () => {
    const database = await openDatabase({ url: await fresh() });
    let patience: unknown;
    const transaction: Database['transaction'] = (work, opening) =>
      database.transaction(async (tx, opened) => {
        const done = await work(tx, opened);
        patience = (await tx.execute(sql`SHOW idle_in_transaction_session_timeout`)).rows[0];
        return done;
      }, opening);
    await readWindows({ transaction }, 0, [], false);
    expect(patience).toEqual({ idle_in_transaction_session_timeout: '1min' });
    await database.close();
  });

  test('is listened to again, and the listener is told that it may have missed something', async () => {
    const url = await fresh();
    const database = await openDatabase({ url });
    let onGap: () => void = () => {};
    let onPayload: (payload: string) => void = () => {};
    const gap = new Promise<void>((resolve) => {
      onGap = resolve;
    });
    const payload = new Promise<string>((resolve) => {
      onPayload = resolve;
    });
    await database.listen(
      'test_channel',
      (text) => onPayload(text),
      () => onGap(),
    );
    await dropAll(url);
    await gap;
    await database.db.execute(sql`SELECT pg_notify('test_channel', 'after')`);
    expect(await payload).toBe('after');
    await database.close();
  });
});
