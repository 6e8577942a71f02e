import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { readBackup } from '../../../src/app/backup/read.ts';
import { type RestoreTarget, rehearse, restoreBackup } from '../../../src/app/backup/restore.ts';
import { toFile } from '../../../src/app/backup/to-file.ts';
import { type BackupSources, writeBackup } from '../../../src/app/backup/write.ts';
import { createApp } from '../../../src/app/start.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { migrateDatabase } from '../../../src/platform/database/migrate.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { acquireLease } from '../../../src/platform/lease/lease-store.ts';
import { eachEngine, emptyPostgresMaker, postgresMaker } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';

/** Databases and houses are made and filled: on a busy machine that takes a while. */
vi.setConfig({ testTimeout: 90_000 });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-backup-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let made = 0;
async function newFolder(): Promise<string> {
  made += 1;
  const path = join(folder, `${made}`);
  await mkdir(path);
  return path;
}

const sourcesOf = (database: Database, more: Partial<BackupSources> = {}): BackupSources => ({
  ...{ database, dataDir: folder, rulesDir: join(folder, 'none'), evidence: 'disk', apart: [] },
  ...{ now: Date.parse('2026-06-05T06:00:00Z'), samples: 'flushed', ...more },
});

async function backUp(database: Database, more: Partial<BackupSources> = {}): Promise<string> {
  const path = join(await newFolder(), 'filrouge.tar');
  await toFile(path, (sink) => writeBackup(sourcesOf(database, more), sink));
  return path;
}

async function targetOf(more: Partial<RestoreTarget> = {}): Promise<RestoreTarget> {
  const [dataDir, rulesDir] = [await newFolder(), join(await newFolder(), 'rules')];
  const blank = inject('blankPglite');
  return { dataDir, rulesDir, force: false, keepRules: false, now: 0, blank, ...more };
}

/** An agent is stopped, a plan is begun, and evidence is on the incident. */
async function liveABit(house: House): Promise<void> {
  const samples = [{ agent: 'margaux', metric: 'error_rate', value: 0.3, weight: 100 }];
  await ok(house.as('ingest').post('/v1/samples', { samples }));
  await house.pass(2_000);
  await ok(house.as('lea').patch('/v1/plans/1', { rootCause: 'Été : « l’œuf » 🥚 \\ "quoted"\n\ttab' }));
  const file = new FormData();
  file.append('file', new File(['seen'], 'seen.txt', { type: 'text/plain' }));
  const sent = await house.as('lea').raw('/v1/incidents/1/evidence', { method: 'POST', body: file });
  expect([sent.status, await sent.text()]).toMatchObject([201, expect.any(String)]);
  await house.app.settled();
}

const isOpen = postgresMaker();
const empty = emptyPostgresMaker();
const count = async (database: Database, table: string) =>
  (await database.db.execute<{ n: number }>(sql`SELECT count(*) AS n FROM ${sql.identifier(table)}`)).rows[0]
    ?.n;

eachEngine('a backup of a running house', (open, engine) => {
  test('restored into PostgreSQL is the same house: stopped agent, incident, plan, whole register', async () => {
    const database = await open();
    const dataDir = await newFolder();
    const house = await openHouse(database, { evidenceDir: join(dataDir, 'evidence') });
    await liveABit(house);
    const before = await ok(house.as('viewer').get('/v1/plans/1'));
    const path = await backUp(database, { rulesDir: house.rulesDir, dataDir });
    await house.stop();

    const target = await targetOf({ databaseUrl: await empty() });
    const { loaded, backup } = await restoreBackup(path, target);
    expect(loaded).toMatchObject({ register: { ok: true }, evidence: [] });
    expect(backup.manifest).toMatchObject({
      engine,
      isComplete: true,
      register: { seq: expect.any(Number) },
    });
    expect(await readdir(target.rulesDir)).toEqual(expect.arrayContaining(['agents', 'metrics.yaml']));
    expect(await readdir(target.dataDir)).toEqual(['evidence']);

    const again = await openHouse(await openDatabase({ url: target.databaseUrl ?? '' }), {
      start: '2026-06-05T06:00:00Z',
      rulesDir: target.rulesDir,
    });
    const { rootCause, number, state } = await ok(again.as('viewer').get('/v1/plans/1'));
    expect({ rootCause, number, state }).toEqual({
      ...{ rootCause: before.rootCause, number: before.number, state: before.state },
    });
    expect(await ok(again.as('viewer').get('/v1/agents/margaux/switch'))).toMatchObject({ mayRun: false });
    expect(await ok(again.as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
    // Numbers go on behind those that were given.
    await ok(again.as('lea').post('/v1/incidents/1/acknowledge', {}));
    await again.stop();
  });
});

describe('a restore', () => {
  let path = '';
  let target: RestoreTarget;
  let database: Database;
  const reopen = async () => {
    database = await openDatabase({ url: target.databaseUrl ?? '' });
    return database;
  };
  beforeAll(async () => {
    const source = await openDatabase({ url: await isOpen() });
    const dataDir = await newFolder();
    const house = await openHouse(source, { evidenceDir: join(dataDir, 'evidence') });
    await liveABit(house);
    path = await backUp(source, { rulesDir: house.rulesDir, dataDir });
    await house.stop();
    target = await targetOf({ databaseUrl: await isOpen() });
    // Somebody's data, which no failure may touch.
    await reopen();
    await database.db.execute(sql`INSERT INTO series (agent, metric) VALUES ('theirs', 'error_rate')`);
  });
  afterAll(() => database?.close());
  const theirs = async () =>
    (await database.db.execute<{ agent: string }>(sql`SELECT agent FROM series`)).rows.map(
      ({ agent }) => agent,
    );

  test('of a backup from PostgreSQL into the embedded database holds every row, and sits alone in its folder', async () => {
    const embedded = await targetOf();
    const { loaded } = await restoreBackup(path, embedded);
    expect(loaded.register).toMatchObject({ ok: true });
    expect((await readdir(embedded.dataDir)).toSorted()).toEqual(['evidence', 'pglite']);
    const opened = await openDatabase({ dataDir: embedded.dataDir });
    await migrateDatabase(opened);
    expect(await count(opened, 'plans')).toBe(1);
    // Backed up from there while others write: of the moment at which it began, and nothing is left beside.
    const before = await count(opened, 'series');
    const copied: string[] = [];
    const manifest = await writeBackup(sourcesOf(opened), async () => {
      if (copied.length > 5) return;
      copied.push(...(await readdir(embedded.dataDir)).filter((name) => name.startsWith('pglite.copy-')));
      await opened.db.execute(sql`INSERT INTO series (agent, metric) VALUES ('a', ${`m${copied.length}`})`);
    });
    expect(manifest.tables['series']).toMatchObject({ rows: before });
    expect(copied.length).toBeGreaterThan(5);
    expect((await readdir(embedded.dataDir)).filter((name) => name.startsWith('pglite.'))).toEqual([]);
    // A second one finds data, and leaves it alone.
    await opened.close();
    await expect(restoreBackup(path, embedded)).rejects.toMatchObject({ code: 'restore_not_empty' });
  });

  test('is refused where there is data, and changes nothing', async () => {
    await expect(restoreBackup(path, target)).rejects.toMatchObject({
      code: 'restore_not_empty',
      message: expect.stringContaining('series'),
    });
    expect(await theirs()).toEqual(['theirs']);
    expect(await readdir(target.dataDir)).toEqual([]);
  });

  test('is refused while a filrouge works on the database, even by force', async () => {
    await acquireLease(database, { holder: 'other', address: 'http://a', ttlMs: 60_000 });
    await expect(restoreBackup(path, { ...target, force: true })).rejects.toMatchObject({
      code: 'restore_in_use',
      message: expect.stringContaining('http://a'),
    });
    await database.db.execute(sql`UPDATE evaluator_lease SET expires_at = 0`);
    expect(await theirs()).toEqual(['theirs']);
  });

  test('of half a backup, or of one that was changed, is refused before anything is touched', async () => {
    const whole = await readFile(path);
    const other = join(await newFolder(), 'other.tar');
    const places = [
      0,
      511,
      700,
      5_000,
      Math.floor(whole.length / 2),
      whole.length - 3_000,
      whole.length - 1_025,
    ];
    for (const at of places) {
      await writeFile(other, whole);
      await truncate(other, at);
      await expect(restoreBackup(other, { ...target, force: true })).rejects.toMatchObject({
        code: 'backup_unusable',
      });
    }
    for (let at = 520; at < whole.length - 1_600; at += Math.floor(whole.length / 40)) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 255;
      await writeFile(other, changed);
      const inPadding = whole[at] === 0;
      const restored = readBackup(other);
      if (inPadding)
        await restored.catch((error) => expect(error).toMatchObject({ code: 'backup_unusable' }));
      else await expect(restored).rejects.toMatchObject({ code: 'backup_unusable' });
    }
    await expect(restoreBackup(join(folder, 'nothing.tar'), target)).rejects.toMatchObject({
      code: 'backup_unusable',
    });
    expect(await theirs()).toEqual(['theirs']);
    expect(await readdir(target.dataDir)).toEqual([]);
  });

  test('of a newer version is refused by name', async () => {
    const newer = join(await newFolder(), 'newer.tar');
    const text = (await readFile(path)).toString('latin1').replace('"format": 1', '"format": 9');
    await writeFile(newer, Buffer.from(text, 'latin1'));
    await expect(restoreBackup(newer, target)).rejects.toMatchObject({ code: 'backup_newer' });
  });

  test('that fails in the middle of the database leaves the former one as it was', async () => {
    const seen: number[] = [];
    const failing = restoreBackup(path, { ...target, force: true }, (part, doing) => {
      if (doing !== 'restoring the database') return;
      seen.push(part);
      if (part > 0.6) throw new Error('ENOSPC: no space left on device');
    });
    await expect(failing).rejects.toThrow('ENOSPC');
    expect(seen.length).toBeGreaterThan(3);
    expect(await theirs()).toEqual(['theirs']);
    expect(await readdir(target.dataDir)).toEqual([]);
  });

  test('that was cut short while it replaced things keeps filrouge from starting, until it was done again', async () => {
    await writeFile(join(target.dataDir, 'kept-stops.jsonl'), 'theirs\n');
    const cut = restoreBackup(path, { ...target, force: true }, (_, doing) => {
      if (doing === 'putting it in place') throw new Error('killed');
    });
    await expect(cut).rejects.toThrow('killed');
    const { databaseUrl = '', dataDir, rulesDir } = target;
    const settings = { databaseUrl, dataDir, rulesDir } as Parameters<typeof createApp>[0];
    await expect(createApp(settings, {} as Parameters<typeof createApp>[1])).rejects.toMatchObject({
      code: 'restore_unfinished',
    });
    const { former } = await restoreBackup(path, { ...target, force: true });
    expect(former).toEqual([expect.stringContaining('before-restore-')]);
    expect(await readFile(join(former[0] ?? '', 'kept-stops.jsonl'), 'utf8')).toBe('theirs\n');
    expect((await readdir(dataDir)).filter((name) => !name.startsWith('before-restore-'))).toEqual([
      'evidence',
    ]);
    expect(new Set(await theirs())).toEqual(new Set(['margaux']));
  });

  test('rehearsed, tells of a register that was broken before, and of evidence that is not there', async () => {
    await reopen();
    await database.db.execute(sql`ALTER TABLE register DISABLE TRIGGER USER`);
    await database.db.execute(sql`UPDATE register SET actor = 'somebody' WHERE seq = 3`);
    await database.db.execute(
      sql`INSERT INTO exhibits (id, subject_kind, subject, form, sha256, name, type, bytes, added_at, added_by)
        VALUES ('aaaaaaaaaaaaaaaaaaaaaa', 'incident', '1', 'file', 'f00', 'a.png', 'image/png', 3, 1, 'system')`,
    );
    const broken = await backUp(database, { dataDir: target.dataDir });
    const { loaded, backup } = await rehearse(broken, () => {}, inject('blankPglite'));
    expect(loaded.register).toEqual({ ok: false, brokenAt: 3, why: 'hash' });
    expect(loaded.evidence).toEqual(['aaaaaaaaaaaaaaaaaaaaaa']);
    expect(backup.manifest.evidence.missing).toEqual(['aaaaaaaaaaaaaaaaaaaaaa']);
  });
});

describe('what is written', () => {
  test('is of one moment: what others write meanwhile is not in it, and they do not wait', async () => {
    const database = await openDatabase({ url: await isOpen() });
    const path = join(await newFolder(), 'a.tar');
    let others = 0;
    const { value } = await toFile(path, (sink) =>
      writeBackup(sourcesOf(database), async (piece) => {
        others += 1;
        await database.db.execute(sql`INSERT INTO series (agent, metric) VALUES ('a', ${`m${others}`})`);
        await sink(piece);
      }),
    );
    expect(others).toBeGreaterThan(5);
    expect(value.tables['series']).toMatchObject({ rows: 0 });
    await database.close();
  });

  test('has its name only once it is whole; a full disk, or a file in the way, leaves nothing', async () => {
    const place = await newFolder();
    const path = join(place, 'a.tar');
    const full = toFile(path, async (sink) => {
      await sink(new Uint8Array(1_000));
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    await expect(full).rejects.toThrow('no space');
    expect(await readdir(place)).toEqual([]);
    await writeFile(path, 'theirs');
    await expect(toFile(path, (sink) => sink(new Uint8Array(3)))).rejects.toMatchObject({
      code: 'backup_file_in_the_way',
    });
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await readdir(place)).toEqual(['a.tar']);
  });
});
