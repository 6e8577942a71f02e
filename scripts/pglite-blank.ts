import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';

const root = join(import.meta.dirname, '..');
const migrationsFolder = join(root, 'src/platform/migrations');

/**
 * The path of an empty, migrated PGlite, packed: to unpack it takes a quarter of what making one does. It is made once for
 * each set of migrations and version of PGlite, and kept.
 */
export async function blankPglite(): Promise<string> {
  const folder = join(root, 'node_modules/.cache/filrouge-pglite');
  const file = join(folder, `${await key()}.tar.gz`);
  const isMade = await stat(file).then(
    () => true,
    () => false,
  );
  if (isMade) return file;
  await mkdir(folder, { recursive: true });
  const half = `${file}.${process.pid}`;
  await writeFile(half, await pack());
  await rename(half, file);
  return file;
}

async function key(): Promise<string> {
  const manifest = await readFile(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8');
  const migrations = readMigrationFiles({ migrationsFolder }).map(({ folderMillis, hash }) => [
    folderMillis,
    hash,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([JSON.parse(manifest).version, migrations]))
    .digest('hex');
}

async function pack(): Promise<Buffer> {
  const pglite = await PGlite.create();
  await migrate(drizzle(pglite), { migrationsFolder });
  const packed = await pglite.dumpDataDir('gzip');
  await pglite.close();
  return Buffer.from(await packed.arrayBuffer());
}
