import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateDatabase, migrationsFolder } from '../../../src/platform/database/migrate.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { evaluatorLease } from '../../../src/platform/lease/tables.ts';
import { eachEngine, emptyPostgresMaker } from '../../support/database.ts';

let newer = '';
beforeAll(async () => {
  newer = await mkdtemp(join(tmpdir(), 'filrouge-migrations-'));
  await cp(migrationsFolder, newer, { recursive: true });
  const journalPath = join(newer, 'meta/_journal.json');
  const journal: { entries: { idx: number; when: number }[] } = JSON.parse(
    await readFile(journalPath, 'utf8'),
  );
  const last = journal.entries.at(-1);
  const next = { ...last, idx: journal.entries.length, when: (last?.when ?? 0) + 1, tag: '9999_next' };
  await writeFile(journalPath, JSON.stringify({ ...journal, entries: [...journal.entries, next] }));
  await writeFile(join(newer, '9999_next.sql'), 'CREATE TABLE next_things (n integer);');
});
afterAll(() => rm(newer, { recursive: true, force: true }));

eachEngine('migrations', (open) => {
  test('run once: a second start changes nothing', async () => {
    const database = await open();
    await migrateDatabase(database);
    expect(await database.db.select().from(evaluatorLease)).toEqual([]);
  });

  test('that are new are added, and an older version then refuses the database', async () => {
    const database = await open();
    await migrateDatabase(database, newer);
    await database.db.execute(sql`SELECT n FROM next_things`);
    await expect(migrateDatabase(database)).rejects.toMatchObject({ code: 'database_newer' });
    // Put back, because the embedded database is shared by the tests of a file.
    await database.db.execute(sql`DROP TABLE next_things`);
    await database.db.execute(
      sql`DELETE FROM drizzle.__drizzle_migrations WHERE created_at = (SELECT max(created_at) FROM drizzle.__drizzle_migrations)`,
    );
  });
});

describe('two processes that start at once on an empty PostgreSQL', () => {
  const fresh = emptyPostgresMaker();

  test('both succeed, and each migration ran once', async () => {
    const url = await fresh();
    const databases = await Promise.all([1, 2, 3].map(() => openDatabase({ url })));
    await Promise.all(databases.map((database) => migrateDatabase(database)));
    const [first] = databases;
    const applied = await first?.db.execute(sql`SELECT created_at FROM drizzle.__drizzle_migrations`);
    const times = applied?.rows.map((row) => row['created_at']) ?? [];
    expect(times.length).toBeGreaterThan(0);
    expect(new Set(times).size).toBe(times.length);
    await Promise.all(databases.map((database) => database.close()));
  });
});
