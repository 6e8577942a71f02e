import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { and, eq, sql } from 'drizzle-orm';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { exhibits } from '../../incidents/dossier/tables.ts';
import { contentOf } from '../../platform/archive/tar-file.ts';
import type { Db } from '../../platform/database/database.ts';
import { migrationsFolder } from '../../platform/database/migrate.ts';
import { StartupError } from '../../platform/startup-error.ts';
import type { ChainVerdict } from '../../register/chain.ts';
import { verifyRegister } from '../../register/store.ts';
import type { Backup } from './read.ts';
import { digestsOf, madeByMigrations, speakPlainly, tablesOf } from './tables.ts';

/** A database as it was found once a backup was loaded into it. */
export type Loaded = {
  readonly tables: number;
  readonly rows: number;
  /** As recomputed. One that is broken was broken when the backup was made: its rows are what was written. */
  readonly register: ChainVerdict;
  /** Ids of evidence whose file the backup lacks, though it should have it, or that is not the register's. */
  readonly evidence: readonly string[];
};

/** A part unpacks to about a million bytes, or to one row. */
const mostUnpacked = 256 * 1_024 * 1_024;
const unzip = promisify(gunzip);

/**
 * Makes the tables as they were, loads all rows, compares them with what was written down, brings them to the
 * schema of this code and recomputes the register: all in the caller's transaction, which must end without a
 * trace when this throws.
 */
export async function loadDatabase(
  tx: Db,
  backup: Backup,
  see: (part: number) => void = () => {},
): Promise<Loaded> {
  const { manifest } = backup;
  const migrations = readMigrationFiles({ migrationsFolder });
  const before = manifest.migrations.length;
  await dropOurs(tx);
  await tx.execute(sql`CREATE SCHEMA IF NOT EXISTS drizzle`);
  await tx.execute(
    sql`CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations
      (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)`,
  );
  await migrate(tx, migrations.slice(0, before));
  await speakPlainly(tx);
  const tables = await tablesOf(tx);
  for (const table of tables) {
    await tx.execute(sql`ALTER TABLE ${sql.identifier(table)} DISABLE TRIGGER USER`);
    // What a migration itself has put there is in the backup, too.
    await tx.execute(sql`DELETE FROM ${sql.identifier(table)}`);
  }
  await loadRows(tx, backup, see);
  for (const [name, { last, isCalled }] of Object.entries(manifest.sequences))
    await tx.execute(sql`SELECT setval(format('public.%I', ${name}::text)::regclass, ${last}, ${isCalled})`);
  for (const table of tables) await tx.execute(sql`ALTER TABLE ${sql.identifier(table)} ENABLE TRIGGER USER`);
  await compareRows(tx, backup, tables);
  await migrate(tx, migrations.slice(before));
  const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
  const register = await recomputed(tx, backup);
  return { tables: tables.length, rows, register, evidence: await evidenceFaults(tx, backup) };
}

/** Removes what the migrations have made, and nothing else that may be in the database. */
async function dropOurs(tx: Db): Promise<void> {
  const { functions, sequences } = madeByMigrations();
  const tables = await tablesOf(tx);
  if (tables.length > 0) {
    const names = sql.join(tables.map(sql.identifier), sql`, `);
    await tx.execute(sql`DROP TABLE ${names} CASCADE`);
  }
  for (const name of sequences)
    await tx.execute(sql`DROP SEQUENCE IF EXISTS ${sql.identifier(name)} CASCADE`);
  for (const name of functions)
    await tx.execute(sql`DROP FUNCTION IF EXISTS ${sql.identifier(name)} CASCADE`);
  await tx.execute(sql`DROP TABLE IF EXISTS drizzle.__drizzle_migrations`);
}

async function migrate(tx: Db, migrations: readonly MigrationMeta[]): Promise<void> {
  for (const migration of migrations) {
    for (const statement of migration.sql) await tx.execute(sql.raw(statement));
    await tx.execute(
      sql`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (${migration.hash}, ${migration.folderMillis})`,
    );
  }
}

async function loadRows(tx: Db, backup: Backup, see: (part: number) => void): Promise<void> {
  const parts = backup.parts.filter(({ kind }) => kind === 'rows');
  let done = 0;
  for (const { says: table, packed } of parts) {
    const text = await unzip(await contentOf(backup.path, packed), { maxOutputLength: mostUnpacked });
    const rows = `[${text.toString('utf8').trimEnd().split('\n').join(',')}]`;
    const own = sql.identifier(table);
    await tx.execute(
      sql`INSERT INTO ${own} SELECT * FROM json_populate_recordset(NULL::${own}, ${rows}::json)`,
    );
    done += 1;
    see(done / parts.length);
  }
}

async function compareRows(tx: Db, { path, manifest }: Backup, tables: readonly string[]): Promise<void> {
  const found = await digestsOf(tx, tables);
  for (const table of new Set([...tables, ...Object.keys(manifest.tables)])) {
    const [there, wanted] = [found[table], manifest.tables[table]];
    if (there?.rows === wanted?.rows && there?.digest === wanted?.digest) continue;
    const saying = there?.rows === wanted?.rows ? ' that are not the same' : '';
    throw unlike(
      path,
      `the table ${table} came out with ${there?.rows ?? 'no'} rows${saying}, written were ${wanted?.rows ?? 'none'}`,
    );
  }
}

async function recomputed(tx: Db, { path, manifest: { register } }: Backup): Promise<ChainVerdict> {
  const verdict = await verifyRegister(tx);
  if (!verdict.ok || register === undefined || register.seq === 0) return verdict;
  const { seq, hash } = verdict.head;
  if (seq === register.seq && hash === register.hash) return verdict;
  throw unlike(path, `its register ends at entry ${seq}, expected ${register.seq}`);
}

async function evidenceFaults(tx: Db, { parts, manifest }: Backup): Promise<string[]> {
  if (manifest.evidence.kept === 's3') return [];
  const files = new Map(
    parts.flatMap(({ kind, says, packed }) => (kind === 'evidence' ? [[says, packed.sha256] as const] : [])),
  );
  const rows = await tx
    .select({ id: exhibits.id, sha256: exhibits.sha256 })
    .from(exhibits)
    .where(and(eq(exhibits.form, 'file'), eq(exhibits.isErased, false)));
  return rows.filter(({ id, sha256 }) => files.get(id) !== sha256).map(({ id }) => id);
}

function unlike(path: string, found: string): StartupError {
  return new StartupError(
    'restore_failed',
    `${path} was not restored: ${found}.`,
    'Nothing was changed. Restore an older backup, and look at the register of the database that this one was made of (filrouge register verify).',
  );
}
