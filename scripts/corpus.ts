/**
 * Makes what earlier versions have left in a database: for each number of migrations that ever was on main, the last commit with
 * so many is checked out into a temporary folder, serves the shipped rules, is sent measures until an agent is stopped and another
 * alert waits in the middle of its `for`, and ends. What it wrote is kept as a backup in tests/upgrade/corpus; what is there already
 * stays. Run it when a migration has landed:
 *
 *     npm run corpus            # those that are missing
 *     npm run corpus -- 12 13   # these
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { writeBackup } from '../src/app/backup/write.ts';
import { openDatabase } from '../src/platform/database/open.ts';

const root = join(import.meta.dirname, '..');
const corpus = join(root, 'tests/upgrade/corpus');
const key = `fr_${'c'.repeat(43)}`;
/** Before the fifth migration there was no service that could have written anything. */
const firstWithService = 5;
const firstRules = '6f1afdf872';
/** In force beside the shipped rules: satisfaction stays low, and the alert waits. */
const waiting = `
  - id: csat-long
    when: csat < 4.2/5 over 1h
    min_samples: 1
    for: 10m
    then: alert
`;

const url = process.env['CORPUS_DATABASE_URL'];
if (url === undefined) throw new Error('CORPUS_DATABASE_URL: a PostgreSQL on which databases may be made');
mkdirSync(corpus, { recursive: true });
const asked = process.argv.slice(2).map(Number);
for (const [count, commit] of lastCommits()) {
  const file = join(corpus, `${String(count).padStart(4, '0')}.tar.gz`);
  if (count < firstWithService || (asked.length > 0 ? !asked.includes(count) : existsSync(file))) continue;
  try {
    const bytes = await remainsOf(commit, url);
    await writeFile(file, bytes);
    console.log(`${count} migrations, ${commit.slice(0, 8)}: ${bytes.length} bytes`);
  } catch (error) {
    console.error(
      `${count} migrations, ${commit.slice(0, 8)}: ${error instanceof Error ? error.message : error}`,
    );
    process.exitCode = 1;
  }
}

/** The last commit of each number of migrations, without the newest, which is still being written. */
function lastCommits(): [number, string][] {
  const found = new Map<number, string>();
  let [tree, count] = ['', 0];
  for (const commit of git('log', '--first-parent', '--reverse', '--format=%H').split('\n')) {
    const own = git('ls-tree', commit, 'src/platform/migrations');
    if (own !== tree) {
      tree = own;
      count = git('ls-tree', '--name-only', commit, 'src/platform/migrations/')
        .split('\n')
        .filter((name) => name.endsWith('.sql')).length;
    }
    found.set(count, commit);
  }
  return [...found];
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 }).trim();
}

/** What a commit leaves behind, as a backup of now, packed. */
async function remainsOf(commit: string, server: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-corpus-'));
  const checkout = join(folder, 'checkout');
  git('worktree', 'add', '--quiet', '--detach', checkout, commit);
  const name = `filrouge_corpus_${commit.slice(0, 8)}`;
  try {
    installIn(checkout);
    // The first ones had no rules of their own yet.
    if (!existsSync(join(checkout, 'rules')))
      execFileSync('git', ['checkout', '--quiet', firstRules, '--', 'rules'], { cwd: checkout });
    appendFileSync(join(checkout, 'rules/agents/margaux.yaml'), waiting);
    await onServer(server, `DROP DATABASE IF EXISTS ${name}`, `CREATE DATABASE ${name}`);
    const database = Object.assign(new URL(server), { pathname: `/${name}` }).href;
    await live(checkout, { DATABASE_URL: database, FILROUGE_DATA: join(folder, 'data') });
    return await packed(database, join(folder, 'data'), join(folder, 'no-rules'));
  } finally {
    git('worktree', 'remove', '--force', checkout);
    rmSync(folder, { recursive: true, force: true });
    await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

/** The packages of now do, unless one that it used is no longer among them. */
function installIn(checkout: string): void {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(checkout, 'package.json'), 'utf8'),
  );
  const isHere = (name: string) => existsSync(join(root, 'node_modules', name));
  if (Object.keys(dependencies).every(isHere))
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  else
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], { cwd: checkout });
}

async function onServer(server: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** Starts the service of a checkout, lets it see an agent fail, and ends it in the middle of things. */
async function live(checkout: string, env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'serve'], {
    cwd: checkout,
    env: { PATH: process.env['PATH'] ?? '', FILROUGE_PORT: '0', FILROUGE_ADMIN_KEY: key, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  try {
    const address = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`it did not listen: ${said.join('').slice(-600)}`)),
        90_000,
      );
      void ended.then(() => reject(new Error(`it ended: ${said.join('').slice(-600)}`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        said.push(`${line}\n`);
        const found = /"url":"(http[^"]+)"/.exec(line)?.[1];
        if (found === undefined) return;
        clearTimeout(late);
        resolve(found);
      });
    });
    await useIt(address);
    await wait(2_500);
    child.kill('SIGTERM');
    await ended;
  } finally {
    child.kill('SIGKILL');
  }
}

async function useIt(address: string): Promise<void> {
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(address + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      console.error(`  ${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  };
  const agent = 'margaux';
  const interactions = Array.from({ length: 30 }, (_, id) => ({
    ...{ id: `c-${id}`, agent, outcome: 'ok', csat: 2, channel: 'chat' },
  }));
  await ask('POST', '/v1/interactions', { interactions });
  await ask('POST', '/v1/samples', { samples: [{ agent, metric: 'error_rate', value: 0.3, weight: 100 }] });
  await wait(1_500);
  await ask('POST', '/v1/incidents/1/acknowledge', {});
  await ask('PATCH', '/v1/plans/1', { rootCause: 'The catalogue feed stalled.' });
  await ask('POST', '/v1/plans/1/actions', {
    ...{ title: 'Restart the feed', owner: 'lea', due: '2027-01-15' },
    criteria: ['error_rate < 1% over 1h for 24h'],
  });
}

async function packed(url: string, dataDir: string, rulesDir: string): Promise<Uint8Array> {
  const database = await openDatabase({ url });
  const pieces: Uint8Array[] = [];
  const from = { database, dataDir, rulesDir, evidence: 'disk', apart: [], now: Date.now() } as const;
  try {
    await writeBackup({ ...from, samples: 'with_log' }, async (piece) => void pieces.push(piece.slice()));
  } finally {
    await database.close();
  }
  return gzipSync(Buffer.concat(pieces), { level: 9 });
}
