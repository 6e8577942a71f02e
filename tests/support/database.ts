import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, describe, inject } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { pgliteDatabase } from '../../src/platform/database/pglite.ts';

type Engine = Database['engine'];

/** Tests over a function that opens an empty, migrated database of one engine. */
export type OpenOn = (open: () => Promise<Database>, engine: Engine) => void;

/**
 * Holds the same policies on both engines. `open()` gives an empty, migrated database: on PostgreSQL a new one each time
 * (tens of ms), on PGlite the file's one instance, emptied (so there is only one at a time). Closing is done for you.
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
  let shared: { readonly pglite: PGlite; readonly seeds: readonly Seed[] } | undefined;
  afterAll(() => shared?.pglite.close());
  return async () => {
    if (shared === undefined) {
      const dump = new Blob([await readFile(inject('pgliteDump'))]);
      const pglite = await PGlite.create({ loadDataDir: dump });
      shared = { pglite, seeds: await readSeeds(pglite) };
    } else {
      await reset(shared.pglite, shared.seeds);
    }
    return pgliteDatabase(shared.pglite, async () => {});
  };
}

/** A table and the rows that the migrations themselves put into it, as JSON. */
type Seed = { readonly table: string; readonly rows: string };

async function readSeeds(pglite: PGlite): Promise<Seed[]> {
  const { rows: tables } = await pglite.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const seeds: Seed[] = [];
  for (const { name } of tables) {
    const { rows } = await pglite.query<{ rows: string }>(
      `SELECT coalesce(jsonb_agg(t), '[]')::text AS rows FROM ${name} t`,
    );
    seeds.push({ table: name, rows: rows[0]?.rows ?? '[]' });
  }
  return seeds;
}

/** Puts every table back to what the migrations made, also those that refuse it: a replica's session fires no triggers. */
async function reset(pglite: PGlite, seeds: readonly Seed[]): Promise<void> {
  await pglite.exec('UNLISTEN *');
  await pglite.transaction(async (tx) => {
    await tx.exec('SET LOCAL session_replication_role = replica');
    await tx.exec(`TRUNCATE ${seeds.map(({ table }) => table).join(', ')} RESTART IDENTITY CASCADE`);
    for (const { table, rows } of seeds.filter((seed) => seed.rows !== '[]')) {
      await tx.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`, [
        rows,
      ]);
    }
  });
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  await work(client).finally(() => client.end());
}

async function dropAll(client: pg.Client, names: readonly string[]): Promise<void> {
  for (const name of names) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}
