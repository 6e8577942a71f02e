import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Db } from '../../platform/database/database.ts';
import { appliedMigrations, migrationsFolder } from '../../platform/database/migrate.ts';
import { createRowDigest } from './digest.ts';
import { leftOut, type Manifest } from './manifest.ts';

/** The parts of a database that are no rows: tables, migrations, sequences, the end of its register. */
export type Shape = Pick<Manifest, 'migrations' | 'sequences' | 'register'> & {
  /** Those that others refer to first. */
  readonly tables: readonly string[];
};

/** Texts of values are the same on either engine and on any server with these. */
export async function speakPlainly(db: Db): Promise<void> {
  await db.execute(
    sql`SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
      set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true)`,
  );
}

/** The shape of a database that filrouge has made; without any migration where it has not. */
export async function shapeOf(db: Db): Promise<Shape> {
  const migrations = await appliedMigrations(db);
  const tables = await tablesOf(db);
  const { rows: found } = await db.execute<{ name: string; last: number | null; start: number }>(
    sql`SELECT sequencename AS name, last_value AS last, start_value AS start FROM pg_sequences
      WHERE schemaname = 'public' ORDER BY 1`,
  );
  const sequences = Object.fromEntries(
    found.map(({ name, last, start }) => [name, { last: Number(last ?? start), isCalled: last !== null }]),
  );
  return { migrations, tables, sequences, ...(await headOf(db, tables)) };
}

async function headOf(db: Db, tables: readonly string[]): Promise<Pick<Shape, 'register'>> {
  if (!tables.includes('register_head')) return {};
  const { rows } = await db.execute<{ seq: number; hash: string }>(sql`SELECT seq, hash FROM register_head`);
  const [head] = rows;
  return head === undefined ? {} : { register: { seq: Number(head.seq), hash: head.hash } };
}

/** The tables of the migrations that are there, each behind those that its rows refer to. */
export async function tablesOf(db: Db): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(
    sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const { rows: references } = await db.execute<{ name: string; needs: string }>(
    sql`SELECT a.relname AS name, b.relname AS needs FROM pg_constraint c
      JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
      WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.conrelid <> c.confrelid`,
  );
  const ours = new Set(madeByMigrations().tables);
  const left = rows.map(({ name }) => name).filter((name) => ours.has(name));
  const ordered: string[] = [];
  while (left.length > 0) {
    const next = left.findIndex((name) =>
      references.every((one) => one.name !== name || ordered.includes(one.needs)),
    );
    // Tables that refer to each other in a ring: there are none, and the database would refuse the rows.
    ordered.push(...left.splice(Math.max(0, next), 1));
  }
  return ordered;
}

/** The names of what the migrations make. */
export function madeByMigrations(): {
  readonly tables: string[];
  readonly functions: string[];
  /** Those that stand alone: all others go with their tables. */
  readonly sequences: string[];
} {
  const text = readMigrationFiles({ migrationsFolder })
    .flatMap((migration) => migration.sql)
    .join('\n');
  const named = (form: RegExp) => [...new Set([...text.matchAll(form)].flatMap(([, name]) => name ?? []))];
  return {
    tables: named(/^CREATE TABLE "(\w+)"/gm),
    functions: named(/^CREATE (?:OR REPLACE )?FUNCTION (\w+)\(/gm),
    sequences: named(/^CREATE SEQUENCE "public"\."(\w+)"/gm),
  };
}

const fetchedBytes = 500_000;

/** The rows of a table as JSON texts, some at a time; each column as the database writes it. */
export async function* rowsOf(db: Db, table: string): AsyncGenerator<readonly string[]> {
  if (leftOut.includes(table)) return;
  const cursor = sql.identifier('filrouge_rows');
  await db.execute(
    sql`DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM ${sql.identifier(table)} t`,
  );
  // Rows are of some hundred bytes, or of many thousand.
  for (let count = 50; ; ) {
    const { rows } = await db.execute<{ line: string }>(sql`FETCH ${sql.raw(String(count))} FROM ${cursor}`);
    if (rows.length === 0) break;
    const lines = rows.map(({ line }) => line);
    yield lines;
    const bytes = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
    count = Math.max(1, Math.min(5_000, Math.floor(fetchedBytes / bytes)));
  }
  await db.execute(sql`CLOSE ${cursor}`);
}

/** How many rows every table has, and their digests. */
export async function digestsOf(db: Db, tables: readonly string[]): Promise<Manifest['tables']> {
  const digests: Manifest['tables'] = {};
  for (const table of tables) {
    const digest = createRowDigest();
    for await (const lines of rowsOf(db, table)) for (const line of lines) digest.add(line);
    digests[table] = digest.told();
  }
  return digests;
}
