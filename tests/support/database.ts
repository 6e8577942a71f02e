import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
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
  describe(`${title} (postgresql)`, () => body(postgresOpener(), 'postgresql'));
}

/** A database whose connections are open, and what the migrations made there. */
type Kept = { readonly database: Database; readonly made: Made };

/** What this worker's files so far have left: to connect ten times anew takes longer than most tests. */
const spare: Kept[] = [];
/** The server has connections for some fifteen databases. */
const mostSpare = 2;

function postgresOpener(): () => Promise<Database> {
  const lent = new Set<Kept>();
  const free: Kept[] = [];
  afterAll(async () => {
    for (const kept of [...lent, ...free])
      if (spare.length < mostSpare && (await isAsMade(kept))) spare.push(kept);
      else await kept.database.close();
  });
  return async () => {
    const kept = (await emptied(free.pop() ?? spare.pop())) ?? (await makeKept());
    lent.add(kept);
    return lend(kept.database, () => {
      lent.delete(kept);
      free.push(kept);
    });
  };
}

async function makeKept(): Promise<Kept> {
  const database = await openDatabase({ url: await createDatabase(`TEMPLATE ${inject('templateName')}`) });
  return { database, made: await readMade(database) };
}

/** Nothing when its connections were ended: then another is made. */
async function emptied(kept: Kept | undefined): Promise<Kept | undefined> {
  if (kept === undefined) return undefined;
  try {
    await reset(kept.database, kept.made.seeds);
    return kept;
  } catch {
    await kept.database.close();
    return undefined;
  }
}

/** The database for whoever closes it: then its connections stay, but nobody reaches it any more by what he holds. */
function lend(database: Database, onClosed: () => void): Database {
  let closed: Promise<void> | undefined;
  const listening: (() => Promise<void>)[] = [];
  const live = (): Database => {
    if (closed !== undefined) throw new Error('this database is closed');
    return database;
  };
  return {
    engine: database.engine,
    get db() {
      return live().db;
    },
    get ahead() {
      return live().ahead;
    },
    transaction: async (work, opening) => live().transaction(work, opening),
    atOnce: async (statement) => live().atOnce(statement),
    listen: async (channel, onPayload, onGap) => {
      const stop = await live().listen(channel, onPayload, onGap);
      listening.push(stop);
      return stop;
    },
    migrating: async (work) => live().migrating(work),
    snapshot: async (work) => live().snapshot(work),
    close: () => {
      closed ??= Promise.all(listening.map((stop) => stop())).then(onClosed);
      return closed;
    },
  };
}

/** For tests about PostgreSQL alone: a function that makes an empty, migrated database and answers its URL. */
export function postgresMaker(): () => Promise<string> {
  return () => createDatabase(`TEMPLATE ${inject('templateName')}`);
}

/** As `postgresMaker`, but without any table: for tests about migrating. */
export function emptyPostgresMaker(): () => Promise<string> {
  return () => createDatabase('');
}

/** The server ends with the run, or `servers.ts` drops there what bears the template's name. */
async function createDatabase(options: string): Promise<string> {
  const url = new URL(inject('postgresUrl'));
  const name = `${inject('templateName')}_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} ${options}`).finally(() => client.end());
  url.pathname = `/${name}`;
  return url.href;
}

function pgliteOpener(): () => Promise<Database> {
  let opened: Database | undefined;
  // Loading it takes seconds, on a busy machine more than a test may.
  beforeAll(async () => void (await embedded()));
  afterAll(async () => {
    if (opened === undefined) return;
    await opened.close();
    const { port, made } = await embedded();
    const database = embeddedDatabase({ host: '127.0.0.1', port });
    if (!(await isAsMade({ database, made }))) await remake(database);
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

/** What the migrations made: to see whether a test file has left another schema. */
type Made = { readonly schema: string; readonly seeds: readonly Seed[] };

async function readMade({ db }: Database): Promise<Made> {
  return { schema: await readSchema(db), seeds: await readSeeds(db) };
}

async function isAsMade({ database, made }: Kept): Promise<boolean> {
  return (await readSchema(database.db).catch(() => undefined)) === made.schema;
}

/** A PGlite on a port. */
type Embedded = { readonly port: number; readonly made: Made };

let started: Promise<Embedded> | undefined;

/** The PGlite of this worker, which serves one file after the other. */
function embedded(): Promise<Embedded> {
  started ??= startPglite();
  return started;
}

async function startPglite(): Promise<Embedded> {
  const worker = new Worker(join(import.meta.dirname, 'pglite-server.mjs'), {
    workerData: inject('blankPglite'),
  });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
  worker.unref();
  const database = embeddedDatabase({ host: '127.0.0.1', port });
  const made = await readMade(database);
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

/** Columns, keys, triggers, functions and settings as one text. */
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
      UNION ALL SELECT unnest(setconfig) FROM pg_db_role_setting
        WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    ) AS lines`);
  return rows[0]?.text ?? '';
}

/**
 * Puts every table back to what the migrations made, also those that refuse it: a replica's session fires no triggers.
 * Deleting the few rows of a test takes a tenth of the time of TRUNCATE, which makes each table's files anew.
 */
async function reset({ transaction }: Database, seeds: readonly Seed[]): Promise<void> {
  await transaction(async (tx) => {
    await tx.execute(sql`SET LOCAL session_replication_role = replica`);
    const deletes = seeds.map(({ table }) => `DELETE FROM ${table};`).join(' ');
    await tx.execute(sql`${sql.raw(`DO $$ BEGIN ${deletes} END $$`)}`);
    await tx.execute(
      sql`SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL`,
    );
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
