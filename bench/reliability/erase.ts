import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase } from '../../src/platform/database/open.ts';
import { adminKey, startFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { type Api, apiOf, good, makeKey } from './lib/api.ts';
import { sizesOf } from './lib/sizes.ts';
import type { Place } from './lib/stored.ts';

const rulesDir = resolve(import.meta.dirname, '../../rules');

/** Words that stand nowhere else. */
const canaryOf = (number: number, what: string): string => `kanarek${number}${what}zq`;

/**
 * Comments, evidence and links with words that stand nowhere else are noted, mentioned, erased: afterwards no table, no file beside the
 * database, no line of the log and no answer of the API has them. What the database's own files keep until they are swept is told.
 */
export async function run(args: string[]): Promise<Report> {
  const { pieces } = sizesOf(args, { pieces: 50 });
  const postgres = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-erase-'));
  const rows: (string | number)[][] = [];
  const notes: string[] = [];
  try {
    const places: readonly (readonly [string, Place])[] = [
      ['PGlite', { dataDir: join(folder, 'pglite') }],
      ['PostgreSQL', { url: await postgres.create() }],
    ];
    for (const [engine, place] of places) {
      const dataDir = 'dataDir' in place ? place.dataDir : join(folder, 'beside');
      const found = await eraseIn(place, dataDir, pieces);
      notes.push(...found.left.map((one) => `${engine}: ${one}`));
      rows.push([engine, found.before, found.left.length, found.inDatabaseFiles]);
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const sum = (place: number) => rows.reduce((total, row) => total + Number(row[place]), 0);
  return {
    bench: 'reliability erase',
    settings: { pieces },
    columns: ['engine', 'places before', 'places afterwards', "in the database's own files until swept"],
    rows,
    notes: notes.slice(0, 20),
    aims: [
      aimOf('places that have erased words', sum(2), { atMost: 0 }),
      aimOf('places that had them before', sum(1), { atLeast: pieces * 2 }),
    ],
  };
}

async function eraseIn(place: Place, dataDir: string, pieces: number) {
  const logged: string[] = [];
  const server = await startFilrouge({
    ...{ rulesDir, dataDir, onLine: (line) => logged.push(line) },
    ...('url' in place ? { databaseUrl: place.url } : {}),
    env: {
      FILROUGE_LOG: 'trace',
      // Somewhere to tell of mentions; nobody listens.
      FILROUGE_WEBHOOK_URL: 'http://127.0.0.1:9/hook',
      FILROUGE_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      FILROUGE_ALLOW_PRIVATE_TARGETS: 'true',
    },
  });
  const admin = apiOf(server.url);
  const lea = apiOf(server.url, await makeKey(admin, 'operator', { person: 'lea' }));
  const camille = apiOf(server.url, await makeKey(admin, 'approver', { person: 'camille' }));
  const order = {
    source: 'manual',
    agent: 'margaux',
    title: 'to erase',
    description: 'words',
    playbook: 'stale-answers',
  };
  const { number } = await good(lea.post('/v1/incidents', order));
  const canaries: string[] = [];
  const erasing: (() => Promise<unknown>)[] = [];
  for (let piece = 0; piece < pieces; piece++) {
    const [said, named, filed, linked] = ['said', 'named', 'filed', 'linked'].map((what) =>
      canaryOf(piece, what),
    );
    canaries.push(said ?? '', named ?? '', filed ?? '', linked ?? '');
    const reason = { reason: 'it names a customer' };
    const comment = await good(lea.post(`/v1/incidents/${number}/comments`, { text: `@camille ${said}` }));
    erasing.push(() => good(camille.post(`/v1/comments/${comment.id}/erase`, reason)));
    const file = await attach(server.url, number, `${named}.txt`, `It says ${filed}.`);
    erasing.push(() => good(camille.post(`/v1/evidence/${file.id}/erase`, reason)));
    const link = await good(
      lea.post(`/v1/incidents/${number}/links`, { url: `https://example.org/${linked}`, title: linked }),
    );
    erasing.push(() => good(camille.post(`/v1/evidence/${link.id}/erase`, reason)));
  }
  const before = (await placesWith(canaries, admin, number, logged)).length;
  for (const erase of erasing) await erase();
  const left = await placesWith(canaries, admin, number, logged);
  await server.stop();
  left.push(...(await tablesWith(place)));
  const files = filesBelow(dataDir).filter((path) => hasCanary(readFileSync(path)));
  const own = files.filter((path) => 'dataDir' in place && /\/(base|pg_wal|global)\//.test(path));
  left.push(...files.filter((path) => !own.includes(path)).map((path) => `the file ${path}`));
  return { before, left, inDatabaseFiles: own.length };
}

async function attach(url: string, incident: number, name: string, content: string) {
  const form = new FormData();
  form.append('file', new Blob([content], { type: 'text/plain' }), name);
  const answer = await fetch(`${url}/v1/incidents/${incident}/evidence`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminKey}` },
    body: form,
  });
  if (!answer.ok) throw new Error(`a file was answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

const hasCanary = (content: string | Buffer): boolean => content.includes('kanarek');

async function placesWith(
  canaries: readonly string[],
  admin: Api,
  incident: number,
  logged: readonly string[],
) {
  const paths = [
    `/v1/incidents/${incident}`,
    `/v1/incidents/${incident}/dossier`,
    '/v1/plans/1',
    '/v1/notices?limit=200',
    '/v1/register?limit=200',
  ];
  const places: string[] = [];
  for (const path of paths) {
    const { body } = await admin.get(path);
    const text = JSON.stringify(body) ?? '';
    for (const canary of canaries) if (text.includes(canary)) places.push(`${path} has ${canary}`);
  }
  places.push(...logged.filter(hasCanary).map((line) => `the log: ${line.slice(0, 200)}`));
  return places;
}

/** Every row of every table, as text. */
async function tablesWith(place: Place): Promise<string[]> {
  const database = await openDatabase(place);
  try {
    const { rows } = await database.db.execute<{ name: string }>(
      sql`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const table = sql.identifier(name);
      const { rows: hits } = await database.db.execute<{ row: string }>(
        sql`SELECT left(t::text, 300) AS row FROM ${table} t WHERE t::text LIKE '%kanarek%'`,
      );
      found.push(...hits.map(({ row }) => `the table ${name}: ${row}`));
    }
    return found;
  } finally {
    await database.close();
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path);
    if (stat.isDirectory()) return filesBelow(path);
    return stat.isFile() ? [path] : [];
  });
}
