import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { vaultHolds, vaultReads, vaultRows, vaultSubjects } from '../../../src/requests/vault/tables.ts';
import type { NewRow, Vault } from '../../../src/requests/vault/vault.ts';
import { eachEngine } from '../../support/database.ts';
import { newMasterKey, ringOf, vaultIn } from '../../support/vault.ts';

const lea = { who: 'person:lea', why: 'request 12' };
const row = (text: string, more: Partial<NewRow> = {}): NewRow => ({
  ...{ category: 'contract', subject: 'customer-1', purpose: 'answer_request', text },
  ...more,
});
const sealIn = (database: Database, vault: Vault, rows: readonly NewRow[]) =>
  database.transaction((tx) => vault.seal(tx, rows));

/** Everything that stands in the tables of the vault, as one text. */
async function dumpOf({ db }: Database): Promise<string> {
  const tables = ['vault_rows', 'vault_keys', 'vault_tokens', 'vault_reads', 'vault_holds', 'vault_state'];
  const texts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await db.execute<{ text: string }>(
        sql`SELECT coalesce(jsonb_agg(t), '[]')::text AS text FROM ${sql.identifier(table)} t`,
      );
      return rows[0]?.text ?? '';
    }),
  );
  return texts.join('\n');
}

eachEngine('the vault', (open) => {
  test('keeps a text that its tables do not show, and gives it back to whoever says why', async () => {
    const database = await open();
    const vault = await vaultIn(database);
    const texts = ['Jean Dupont', '', 'a\u0000b', '😀'.repeat(1_000), '{"email":"jean@example.org"}'];
    const ids = await sealIn(
      database,
      vault,
      texts.map((text) => row(text)),
    );
    const opened = await vault.open(database.db, [...ids, 'nobody', ids[0] ?? ''], lea);
    expect(ids.map((id) => opened.get(id))).toEqual(texts);
    expect(opened.get('nobody')).toBeUndefined();
    expect(await dumpOf(database)).not.toMatch(/Dupont|jean@example/);
  });

  test('notes who read what of whom and why, once a reading and a subject, and nothing for what is not there', async () => {
    const database = await open();
    const vault = await vaultIn(database);
    const ids = await sealIn(database, vault, [row('a'), row('b'), row('c', { subject: 'customer-2' })]);
    await vault.open(database.db, ids, lea);
    await vault.open(database.db, ['nobody'], lea);
    await vault.open(database.db, [], lea);
    const reads = await database.db.select().from(vaultReads).orderBy(vaultReads.subject);
    expect(reads).toMatchObject([
      { ...lea, subject: 'customer-1', rows: ids.slice(0, 2).toSorted() },
      { ...lea, subject: 'customer-2', rows: ids.slice(2) },
    ]);
  });

  test('writes nothing of a transaction that fails', async () => {
    const database = await open();
    const vault = await vaultIn(database);
    const failing = database.transaction(async (tx) => {
      await vault.seal(tx, [row('Jean Dupont')]);
      throw new Error('the rest of it failed');
    });
    await expect(failing).rejects.toThrow('the rest of it failed');
    expect(await database.db.select().from(vaultRows)).toEqual([]);
  });

  test('erases a row with its key and its tokens: it opens no more, and its mark says when and by what', async () => {
    const database = await open();
    const vault = await vaultIn(database);
    const token = vault.index('email', 'jean@example.org');
    const [gone = '', kept = ''] = await sealIn(database, vault, [
      row('Jean Dupont', { tokens: [token, token] }),
      row('Marie Curie', { tokens: [token] }),
    ]);
    expect(await vault.find(database.db, [token], 10)).toHaveLength(2);
    const erase = () => database.transaction((tx) => vault.erase(tx, [gone, 'nobody'], 'purge-1'));
    expect(await erase()).toEqual({ erased: [gone], held: [] });
    expect(await erase()).toEqual({ erased: [], held: [] });
    const opened = await vault.open(database.db, [gone, kept], lea);
    expect([opened.get(gone), opened.get(kept)]).toEqual([undefined, 'Marie Curie']);
    expect(await vault.find(database.db, [token], 10)).toEqual([{ token, row: kept, subject: 'customer-1' }]);
    const marks = await database.db.select().from(vaultRows);
    expect(marks.find(({ id }) => id === gone)).toMatchObject({
      ...{ sealed: null, erasure: 'purge-1', erasedAt: Date.parse('2026-06-05T08:00:00Z') },
    });
    const { rows: keys } = await database.db.execute(sql`SELECT row FROM vault_keys`);
    expect(keys).toEqual([{ row: kept }]);
  });

  test('erases nothing of somebody under a legal hold, and all the rest of the order', async () => {
    const database = await open();
    const vault = await vaultIn(database);
    const [held = '', free = ''] = await sealIn(database, vault, [
      row('a'),
      row('b', { subject: 'customer-2' }),
    ]);
    const hold = { id: 'h', subject: 'customer-1', reason: held, setAt: 1, setBy: 'person:camille' };
    await database.db.insert(vaultHolds).values(hold);
    const erase = () => database.transaction((tx) => vault.erase(tx, [held, free], 'purge-1'));
    expect(await erase()).toEqual({ erased: [free], held: [held] });
    await database.db.update(vaultHolds).set({ endedAt: 2, endedBy: 'person:camille' });
    expect(await erase()).toEqual({ erased: [held], held: [] });
  });

  describe('finds rows by keyed hashes', () => {
    test('the same text always, another kind never, and under another vault nothing of the same', async () => {
      const database = await open();
      const ring = ringOf(newMasterKey());
      const vault = await vaultIn(database, { ring });
      const again = await vaultIn(database, { ring });
      expect(again.index('email', 'a')).toBe(vault.index('email', 'a'));
      expect(vault.index('phone', 'a')).not.toBe(vault.index('email', 'a'));
      expect(vault.index('email', 'b')).not.toBe(vault.index('email', 'a'));
      await database.db.execute(sql`DELETE FROM vault_state`);
      expect((await vaultIn(database, { ring })).index('email', 'a')).not.toBe(vault.index('email', 'a'));
    });
  });

  test('does not open what was changed by hand, and says which: a bit, a category, a row moved onto another', async () => {
    const database = await open();
    const unreadable: string[] = [];
    const vault = await vaultIn(database, { onUnreadable: (ids) => unreadable.push(...ids) });
    const ids = await sealIn(
      database,
      vault,
      ['a', 'b', 'c', 'd', 'e'].map((text) => row(text)),
    );
    const [bit, category, from, onto, whole] = ids;
    await database.db.execute(sql`UPDATE vault_rows SET sealed = 'A' || substr(sealed, 2) WHERE id = ${bit}
      AND left(sealed, 1) <> 'A'`);
    await database.db.execute(sql`UPDATE vault_rows SET sealed = 'B' || substr(sealed, 2) WHERE id = ${bit}
      AND left(sealed, 1) = 'A'`);
    await database.db.execute(sql`UPDATE vault_rows SET category = 'prospect' WHERE id = ${category}`);
    await database.db.execute(sql`UPDATE vault_rows a SET sealed = b.sealed FROM vault_rows b
      WHERE a.id = ${onto} AND b.id = ${from}`);
    await database.db.execute(sql`UPDATE vault_keys a SET wrapped = b.wrapped FROM vault_keys b
      WHERE a.row = ${onto} AND b.row = ${from}`);
    const opened = await vault.open(database.db, ids, lea);
    expect(ids.map((id) => opened.get(id))).toEqual([undefined, undefined, 'c', undefined, 'e']);
    expect(unreadable.toSorted()).toEqual([bit, category, onto].map(String).toSorted());
    expect(whole).toBeDefined();
  });

  test('opens nothing of somebody who has asked that it only be kept, but for their own requests', async () => {
    const database = await open();
    const vault = await vaultIn(database);
    const [theirs = '', other = ''] = await sealIn(database, vault, [
      row('a'),
      row('b', { subject: 'customer-2' }),
    ]);
    await database.db.insert(vaultSubjects).values({ subject: 'customer-1', restrictedAt: 5 });
    const opened = await vault.open(database.db, [theirs, other], lea);
    expect([opened.get(theirs), opened.get(other)]).toEqual([undefined, 'b']);
    const own = await vault.open(database.db, [theirs], { ...lea, despiteRestriction: true });
    expect(own.get(theirs)).toBe('a');
    expect(await vault.standing(database.db, ['customer-1', 'customer-2'])).toEqual(
      new Map([['customer-1', { restrictedAt: 5 }]]),
    );
  });

  describe('with another master key', () => {
    test('does not start over rows that it cannot open, and starts anew where none are left', async () => {
      const database = await open();
      const vault = await vaultIn(database);
      const ids = await sealIn(database, vault, [row('a')]);
      await expect(vaultIn(database)).rejects.toMatchObject({ code: 'vault_key_wrong' });
      await database.transaction((tx) => vault.erase(tx, ids, 'purge-1'));
      await expect(vaultIn(database)).resolves.toBeDefined();
    });

    test('a process that has the old one alone seals nothing more once it was changed', async () => {
      const database = await open();
      const [old, young] = [newMasterKey(), newMasterKey()];
      const behind = await vaultIn(database, { ring: ringOf(old) });
      await sealIn(database, behind, [row('a')]);
      await vaultIn(database, { ring: ringOf(young, old) });
      await expect(sealIn(database, behind, [row('b')])).rejects.toThrow('FILROUGE_VAULT_KEY');
      expect(await database.db.select().from(vaultRows)).toHaveLength(1);
    });

    test('beside the old one opens all, finds by the same tokens, and needs the old one until rows are wrapped anew', async () => {
      const database = await open();
      const [old, young] = [newMasterKey(), newMasterKey()];
      const before = await vaultIn(database, { ring: ringOf(old) });
      const ids = await sealIn(database, before, [row('a')]);
      const after = await vaultIn(database, { ring: ringOf(young, old) });
      expect(after.index('email', 'a')).toBe(before.index('email', 'a'));
      expect([...(await after.open(database.db, ids, lea)).values()]).toEqual(['a']);
      const alone = () => vaultIn(database, { ring: ringOf(young) });
      await expect(alone()).rejects.toMatchObject({ code: 'vault_key_wrong' });
      const [more = ''] = await sealIn(database, after, [row('b')]);
      expect(await after.rewrap(async () => {})).toEqual({ wrapped: 1, unreadable: [] });
      expect([...(await (await alone()).open(database.db, [...ids, more], lea)).values()]).toEqual([
        'a',
        'b',
      ]);
    });
  });
});
