import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stderr } from 'node:process';
import { gunzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { readBackup } from '../../src/app/backup/read.ts';
import { contentOf } from '../../src/platform/archive/tar-file.ts';
import { migrateDatabase, migrationsFolder } from '../../src/platform/database/migrate.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { adminKey, build, isEvaluating, launchFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { freePort, pause, start } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { sizesOf } from './lib/sizes.ts';
import { isWhole, type Place } from './lib/stored.ts';

const rulesDir = resolve(import.meta.dirname, '../../rules');
/** A database is as old as so many migrations: it has what that version left, an agent that was stopped with its plan. */
const older = 12;
const leftBy = resolve(import.meta.dirname, `../../tests/upgrade/corpus/00${older}.tar.gz`);

/** kill -9 in the first start, and in the start after an upgrade that migrates, on each engine: the next start is whole. */
export async function run(args: string[]): Promise<Report> {
  const { kills } = sizesOf(args, { kills: 50 });
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-boot-'));
  const postgres = await startPostgres();
  const old = await olderVersion(folder);
  const rows: (string | number)[][] = [];
  const faults: string[] = [];
  try {
    await old.fill({ dataDir: join(folder, 'old') });
    for (const engine of ['PGlite', 'PostgreSQL'] as const)
      for (const begins of ['new', 'old'] as const) {
        const placed = { engine, begins, folder, create: postgres.create, fill: old.fill };
        const found = await killed(kills, begins === 'old', () => placeFor(placed));
        faults.push(...found.faults.map((fault) => `${engine}, ${begins}: ${fault}`));
        rows.push([engine, begins, kills, found.before, kills - found.faults.length]);
        stderr.write(`${engine}, ${begins}: ${kills - found.faults.length} of ${kills}\n`);
      }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const before = rows.reduce((sum, [, , , count]) => sum + Number(count), 0);
  return {
    bench: 'reliability boot',
    settings: { kills, older },
    columns: ['engine', 'database', 'kills', 'before it was ready', 'whole after'],
    rows,
    notes: faults.slice(0, 20),
    aims: [
      aimOf('starts after a kill that were not whole', faults.length, { atMost: 0 }),
      aimOf('kills before it was ready', before, { atLeast: kills * 2 }),
    ],
  };
}

type Placing = {
  readonly engine: 'PGlite' | 'PostgreSQL';
  readonly begins: 'new' | 'old';
  readonly folder: string;
  readonly create: () => Promise<string>;
  readonly fill: (place: Place) => Promise<void>;
};

async function placeFor({ engine, begins, folder, create, fill }: Placing): Promise<Place> {
  if (engine === 'PostgreSQL') {
    const url = await create();
    if (begins === 'old') await fill({ url });
    return { url };
  }
  const dataDir = mkdtempSync(join(folder, 'data-'));
  if (begins === 'old') cpSync(join(folder, 'old'), dataDir, { recursive: true });
  return { dataDir };
}

/** Kills so many starts, each of a place of its own, at any moment before it is ready. */
async function killed(kills: number, isOld: boolean, makePlace: () => Promise<Place>) {
  const faults: string[] = [];
  let [before, takesMs] = [0, 3_000];
  for (let kill = 0; kill < kills; kill++) {
    const place = await makePlace();
    const dataDir = 'dataDir' in place ? place.dataDir : mkdtempSync(join(tmpdir(), 'filrouge-boot-beside-'));
    const end = await killAfter(Math.random() * takesMs, dataDir, place);
    if (end === 'before it was ready') before += 1;
    const began = performance.now();
    const wrong = await startsWhole(dataDir, place, isOld).catch((error: unknown) => String(error));
    takesMs = performance.now() - began;
    if (wrong !== undefined) faults.push(wrong);
    rmSync(dataDir, { recursive: true, force: true });
  }
  return { faults, before };
}

/** Fills a database as an older version left it: its tables by its own migrations, and its rows. */
async function olderVersion(folder: string): Promise<{ readonly fill: (place: Place) => Promise<void> }> {
  const migrations = olderMigrations(join(folder, 'migrations'));
  const file = join(folder, 'left.tar');
  writeFileSync(file, gunzipSync(readFileSync(leftBy)));
  const backup = await readBackup(file);
  const parts = backup.parts.filter(({ kind }) => kind === 'rows');
  return {
    fill: async (place) => {
      const database = await openDatabase(place);
      try {
        await migrateDatabase(database, migrations);
        await database.transaction(async (tx) => {
          const tables = [...new Set(parts.map(({ says }) => says))].map((name) => sql.identifier(name));
          for (const table of tables) {
            await tx.execute(sql`ALTER TABLE ${table} DISABLE TRIGGER USER`);
            await tx.execute(sql`DELETE FROM ${table}`);
          }
          for (const { says, packed } of parts) {
            const lines = gunzipSync(await contentOf(file, packed))
              .toString()
              .trimEnd()
              .split('\n');
            await tx.execute(
              sql`INSERT INTO ${sql.identifier(says)} SELECT * FROM json_populate_recordset(NULL::${sql.identifier(says)}, ${`[${lines.join(',')}]`}::json)`,
            );
          }
          for (const [name, { last, isCalled }] of Object.entries(backup.manifest.sequences))
            await tx.execute(
              sql`SELECT setval(format('public.%I', ${name}::text)::regclass, ${last}, ${isCalled})`,
            );
          for (const table of tables) await tx.execute(sql`ALTER TABLE ${table} ENABLE TRIGGER USER`);
        });
      } finally {
        await database.close();
      }
    },
  };
}

/** The first migrations alone, as an earlier version had them. */
function olderMigrations(folder: string): string {
  mkdirSync(folder);
  cpSync(migrationsFolder, folder, { recursive: true });
  const journal = join(folder, 'meta/_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8'));
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, older) }));
  return folder;
}

async function killAfter(ms: number, dataDir: string, place: Place): Promise<string> {
  const port = await freePort();
  const server = start(process.execPath, [join(build(), 'main.js'), 'serve'], {
    env: {
      FILROUGE_PORT: String(port),
      FILROUGE_RULES: rulesDir,
      FILROUGE_DATA: dataDir,
      DATABASE_URL: 'url' in place ? place.url : '',
      FILROUGE_ADMIN_KEY: adminKey,
      FILROUGE_LOG: 'fatal',
    },
  });
  await pause(ms);
  const isReady = await isEvaluating(`http://127.0.0.1:${port}`).catch(() => false);
  await server.stop('SIGKILL');
  return isReady ? 'afterwards' : 'before it was ready';
}

/** What is wrong with the next start; of an older database also whether what it had is there. */
async function startsWhole(dataDir: string, place: Place, isOld: boolean): Promise<string | undefined> {
  const where = 'url' in place ? { databaseUrl: place.url } : {};
  const server = await launchFilrouge({ rulesDir, dataDir, env: { FILROUGE_LOG: 'fatal' }, ...where });
  const get = async (path: string) =>
    (await fetch(server.url + path, { headers: { Authorization: `Bearer ${adminKey}` } })).json();
  try {
    if (!(await isWhole(server.url))) return 'the register is not whole';
    if (!isOld) return undefined;
    const [told, plan] = [await get('/v1/agents/margaux/switch'), await get('/v1/plans/1')];
    if (told.mayRun !== false) return `its agent was stopped, and is now ${JSON.stringify(told)}`;
    return plan.rootCause === 'The catalogue feed stalled.' ? undefined : 'its plan is gone';
  } finally {
    await server.stop();
  }
}
