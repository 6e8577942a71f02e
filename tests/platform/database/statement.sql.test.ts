import { sql } from 'drizzle-orm';
import { bigserial, boolean, doublePrecision, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { insertRows, together } from '../../../src/platform/database/statement.ts';
import { eachEngine } from '../../support/database.ts';

const probe = pgTable('statement_probe', {
  seq: bigserial('seq', { mode: 'number' }).primaryKey(),
  name: text('name').notNull().unique(),
  share: doublePrecision('share'),
  isGood: boolean('is_good'),
  facts: jsonb('facts'),
});

eachEngine('writes as one statement', (open) => {
  async function opened(): Promise<Database> {
    const database = await open();
    await database.db.execute(sql`DROP TABLE IF EXISTS statement_probe`);
    await database.db.execute(
      sql`CREATE TABLE statement_probe (seq bigserial PRIMARY KEY, name text NOT NULL UNIQUE, share double precision, is_good boolean, facts jsonb)`,
    );
    return database;
  }

  test('keep rows as they are, in their order, and leave defaults to the database', async () => {
    const database = await opened();
    const rows = [
      { name: 'é "quoted" \\ 😶', share: 0.1 + 0.2, isGood: true, facts: { list: [1, null], text: 'x' } },
      { name: 'second', share: 5e-324, isGood: false, facts: 'a text' },
      { name: 'bare' },
    ];
    await database.atOnce(together({ added: insertRows(probe, rows) }));
    expect(await database.db.select().from(probe).orderBy(probe.seq)).toEqual([
      { seq: 1, ...rows[0] },
      { seq: 2, ...rows[1] },
      { seq: 3, name: 'bare', share: null, isGood: null, facts: null },
    ]);
  });

  test('are all carried out, or none', async () => {
    const database = await opened();
    const one = insertRows(probe, [{ name: 'one' }]);
    const another = insertRows(probe, [{ name: 'another' }]);
    await expect(database.atOnce(together({ one, again: one, another }))).rejects.toThrow();
    expect(await database.db.select().from(probe)).toEqual([]);
    await database.atOnce(together({ one, another }));
    expect(await database.db.select().from(probe)).toHaveLength(2);
  });

  test('write nothing where what comes first fails', async () => {
    const database = await opened();
    const one = insertRows(probe, [{ name: 'one' }]);
    const first = sql`1 / (SELECT count(*) FROM (SELECT 1 WHERE false) AS nobody)`;
    await expect(database.atOnce(together({ one }, first))).rejects.toThrow();
    expect(await database.db.select().from(probe)).toEqual([]);
  });
});
