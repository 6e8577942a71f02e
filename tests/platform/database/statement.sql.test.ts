import { sql } from 'drizzle-orm';
import { bigserial, boolean, doublePrecision, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { errorCode, isFenceError } from '../../../src/platform/database/sql-error.ts';
import { fenceOf, insertRows, together } from '../../../src/platform/database/statement.ts';
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
    const first = fenceOf('evaluator', sql`EXISTS (SELECT 1 WHERE false)`);
    await expect(database.atOnce(together({ one }, first))).rejects.toThrow();
    expect(await database.db.select().from(probe)).toEqual([]);
  });

  test.each(['evaluator', 'unchangedSwitch'] as const)(
    'say by the code of the failure that the fence %s does not hold, whether it is false or unknown',
    async (fence) => {
      const database = await opened();
      const other = fence === 'evaluator' ? 'unchangedSwitch' : 'evaluator';
      const one = insertRows(probe, [{ name: 'one' }]);
      await database.atOnce(together({ one }, fenceOf(fence, sql`true`)));
      for (const holds of [sql`false`, sql`NULL`]) {
        const write = database.atOnce(together({ one }, fenceOf(fence, holds)));
        const failure = await write.catch((error: unknown) => error);
        expect([isFenceError(failure), isFenceError(failure, fence)]).toEqual([true, true]);
        expect(isFenceError(failure, other)).toBe(false);
      }
    },
  );

  test('are not taken for fenced off when something else is wrong with them', async () => {
    const database = await opened();
    const write = database.atOnce(together({ none: sql`SELECT 1 / 0` }, sql`(SELECT * FROM none)`));
    const failure = await write.catch((error: unknown) => error);
    expect([isFenceError(failure), errorCode(failure)]).toEqual([false, '22012']);
  });
});
