import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, describe, inject } from 'vitest';
import type { Database, Db } from '../../src/platform/database/database.ts';
import { migrateDatabase } from '../../src/platform/database/migrate.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { embeddedDatabase } from '../../src/platform/database/pglite.ts';

type Engine = Database['engine'];

/** Tests over a function that opens an empty, migrated database of one engine. */
export type OpenOn = (open: () => Promise<Database>, engine: Engine) => void;

/**
 * Holds the same policies on both engines. `open()` gives an empty, migrated database: on PostgreSQL a new one each time
 * (tens of ms), on PGlite the worker's one instance, emptied (so there is only one at a time). Closing is done for you.
 */
export function eachEngine(title: string, body: OpenOn): void {
  onPglite(title, body);
  onPostgres(title, body);
}

/** One half of `eachEngine`: a long story has a file for each, so that they run side by side. */
export function onPglite(title: string, body: OpenOn): void {
  describe(`${title} (pglite)`, () => body(pgliteOpener(), 'pglite'));
}

/** The other half. */
export function onPostgres(title: string, body: OpenOn): void {
  describe(`${title} (postgresql)`, () => {
    const fresh = postgresMaker();
    const opened: Database[] = [];
    // Registered after the maker's hook, so it runs before the databases are dropped.
    afterAll(() => Promise.all(opened.map((database) => database.close())));
    body(async () => {
      const database = await openDatabase({ url: await fresh() });
      opened.push(database);
      return database;
    }, 'postgresql');
  });
}

/** For tests about PostgreSQL alone: a function that makes an empty, migrated database and answers its URL. */
export function postgresMaker(): () => Promise<string> {
  return databaseMaker(() => `TEMPLATE ${inject('templateName')}`);
}

/** As `postgresMaker`, but without any table: for tests about migrating. */
export function emptyPostgresMaker(): () => Promise<string> {
  return databaseMaker(() => '');
}

function databaseMaker(options: () => string): () => Promise<string> {
  const names: string[] = [];
  afterAll(() => onServer((client) => dropAll(client, names)));
  return async () => {
    const name = `filrouge_test_${randomUUID().replaceAll('-', '')}`;
    names.push(name);
    await onServer((client) => client.query(`CREATE DATABASE ${name} ${options()}`));
    const url = new URL(inject('postgresUrl'));
    url.pathname = `/${name}`;
    return url.href;
  };
}

function pgliteOpener(): () => Promise<Database> {
  let opened: Database | undefined;
  afterAll(async () => {
    if (opened === undefined) return;
    await opened.close();
    const { port, made } = await embedded();
    const database = embeddedDatabase({ host: '127.0.0.1', port });
    if ((await readSchema(database.db)) !== made.schema) await remake(database);
    await database.close();
  });
  return async () => {
    await opened?.close();
    const { port, made } = await embedded();
    opened = embeddedDatabase({ host: '127.0.0.1', port });
    await reset(opened, made.seeds);
    return opened;
  };
}

/** A PGlite on a port, and what the migrations made there: to see whether a test file has left another schema. */
type Embedded = {
  readonly port: number;
  readonly made: { readonly schema: string; readonly seeds: readonly Seed[] };
};

let started: Promise<Embedded> | undefined;

/** The PGlite of this worker, which serves one file after the other. */
function embedded(): Promise<Embedded> {
  started ??= startPglite();
  return started;
}

async function startPglite(): Promise<Embedded> {
  const worker = new Worker(join(import.meta.dirname, 'pglite-server.mjs'));
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
  worker.unref();
  const database = embeddedDatabase({ host: '127.0.0.1', port });
  await migrateDatabase(database);
  const made = { schema: await readSchema(database.db), seeds: await readSeeds(database.db) };
  await database.close();
  return { port, made };
}

/** A table and the rows that the migrations themselves put into it, as JSON. */
type Seed = { readonly table: string; readonly rows: string };

async function readSeeds(db: Db): Promise<Seed[]> {
  const { rows: tables } = await db.execute<{ name: string }>(
    sql`SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const seeds: Seed[] = [];
  for (const { name } of tables) {
    const { rows } = await db.execute<{ rows: string }>(
      sql`SELECT coalesce(jsonb_agg(t), '[]')::text AS rows FROM ${sql.raw(name)} t`,
    );
    seeds.push({ table: name, rows: rows[0]?.rows ?? '[]' });
  }
  return seeds;
}

/** Columns, keys, triggers and functions as one text. */
async function readSchema(db: Db): Promise<string> {
  const { rows } = await db.execute<{ text: string }>(sql`
    SELECT string_agg(line, E'\\n' ORDER BY line) AS text FROM (
      SELECT concat_ws(' ', attrelid::regclass, attname, atttypid::regtype, attnotnull, atthasdef) AS line
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
      UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT concat_ws(' ', tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
    ) AS lines`);
  return rows[0]?.text ?? '';
}

/** Puts every table back to what the migrations made, also those that refuse it: a replica's session fires no triggers. */
async function reset({ transaction }: Database, seeds: readonly Seed[]): Promise<void> {
  await transaction(async (tx) => {
    await tx.execute(sql`SET LOCAL session_replication_role = replica`);
    const tables = seeds.map(({ table }) => table).join(', ');
    await tx.execute(sql`TRUNCATE ${sql.raw(tables)} RESTART IDENTITY CASCADE`);
    for (const { table, rows } of seeds.filter((seed) => seed.rows !== '[]'))
      await tx.execute(
        sql`INSERT INTO ${sql.raw(table)} SELECT * FROM jsonb_populate_recordset(NULL::${sql.raw(table)}, ${rows})`,
      );
  });
}

/** For the next file, when this one has left another schema. */
async function remake(database: Database): Promise<void> {
  await database.db.execute(sql`DROP SCHEMA public, drizzle CASCADE`);
  await database.db.execute(sql`CREATE SCHEMA public`);
  await migrateDatabase(database);
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  await work(client).finally(() => client.end());
}

async function dropAll(client: pg.Client, names: readonly string[]): Promise<void> {
  for (const name of names) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}
