import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, inject, test, vi } from 'vitest';
import { migrateDatabase } from '../../../src/platform/database/migrate.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { readKeys } from '../../../src/platform/sealing/key-source.ts';
import { vaultIn } from '../../support/vault.ts';

vi.setConfig({ testTimeout: 60_000 });

const text = 'Jeanne Dupont-Moreau, 12 rue des Lilas';
const address = 'jeanne.dupont-moreau@example.org';

/** Files of a folder in which a text stands, in the forms that a database or a log may write it. */
async function filesWith(folder: string, needle: string): Promise<string[]> {
  const plain = Buffer.from(needle);
  // In base64 a text has three looks, by the place where it begins; its ends may differ.
  const coded = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), plain])
      .toString('base64')
      .slice(4, -4),
  );
  const forms = [needle, plain.toString('hex'), ...coded].map((form) => Buffer.from(form));
  forms.push(Buffer.from(needle, 'utf16le'));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (forms.some((form) => bytes.includes(form))) found.push(relative(folder, path));
  }
  return found;
}

/** Tables, indexes and the write-ahead log of the embedded database are files of this folder. */
test('no file of the data folder ever holds a word of what was sealed: before it is erased or after', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'filrouge-vault-'));
  try {
    const ring = await readKeys({ kind: 'file', path: join(dataDir, 'vault.key'), isNew: true });
    const database = await openDatabase({ dataDir, blank: inject('blankPglite') });
    await migrateDatabase(database);
    const vault = await vaultIn(database, { ring });
    // That a text in the clear would be found.
    await database.db.execute(sql`CREATE TABLE witness AS SELECT 'Temoin en clair 4711' AS word`);
    const ids = await database.transaction((tx) =>
      vault.seal(tx, [
        {
          ...{ category: 'contract', subject: 'customer-1', purpose: 'answer', text: `${text} ${address}` },
          tokens: [vault.index('email', address), vault.index('name', 'dupont')],
        },
      ]),
    );
    await vault.open(database.db, ids, { who: 'person:lea', why: 'request 12' });
    await database.db.execute(sql`CHECKPOINT`);
    expect(await filesWith(dataDir, 'Temoin en clair 4711')).not.toEqual([]);
    expect([...(await filesWith(dataDir, text)), ...(await filesWith(dataDir, address))]).toEqual([]);
    await database.transaction((tx) => vault.erase(tx, ids, 'purge-1'));
    await database.db.execute(sql`CHECKPOINT`);
    await database.close();
    expect([...(await filesWith(dataDir, text)), ...(await filesWith(dataDir, address))]).toEqual([]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
