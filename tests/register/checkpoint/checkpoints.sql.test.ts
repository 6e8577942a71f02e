import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { type NoteSigner, newNoteSigner, signerText, verifierText } from '../../../src/platform/tlog/note.ts';
import { chainEntries, emptyRegister } from '../../../src/register/chain.ts';
import { appendNotes } from '../../../src/register/checkpoint/anchor-files.ts';
import { readCheckpoints } from '../../../src/register/checkpoint/checkpoint-store.ts';
import { readClaims } from '../../../src/register/checkpoint/claims.ts';
import { judge } from '../../../src/register/checkpoint/judge.ts';
import {
  appendEntries,
  readRegister,
  verifyRegister,
  verifyRegisterAt,
} from '../../../src/register/store.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse, shippedRules } from '../../support/house.ts';

const hour = 3_600_000;
const signer = newNoteSigner('filrouge.example.org/register');

eachEngine('signed states of the register', (open) => {
  let database: Database;
  let folder: string;
  let house: House | undefined;
  beforeEach(async () => {
    // An app closes its database as it stops, and here others are started on it.
    database = { ...(await open()), close: async () => {} };
    folder = await mkdtemp(join(tmpdir(), 'filrouge-anchors-'));
  });
  afterEach(async () => {
    await house?.stop();
    house = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  async function start(env: Record<string, string> = {}): Promise<House> {
    house = await openHouse(database, { env: { FILROUGE_CHECKPOINT_KEY: signerText(signer), ...env } });
    return house;
  }

  async function hours(count: number): Promise<void> {
    for (let passed = 0; passed < count; passed++) {
      await house?.pass(hour);
      await house?.calendar.run();
      await house?.app.delivered();
    }
  }

  async function claims(known: readonly NoteSigner[] = [signer]) {
    const notes = (await readCheckpoints(database.db, { limit: 100 })).map(({ note }) => note).join('\n');
    return readClaims(notes, known);
  }

  async function judged() {
    const { claims: all } = await claims();
    const sizes = all.map(({ checkpoint }) => checkpoint.size);
    return judge(all, await verifyRegisterAt(database.db, sizes));
  }

  /** As somebody who owns the database can: the guards are off meanwhile. */
  async function tamper(...statements: string[]): Promise<void> {
    await database.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL session_replication_role = replica`);
      for (const statement of statements) await tx.execute(sql.raw(statement));
    });
  }

  const causes = async () =>
    (await readCheckpoints(database.db, { limit: 100 })).map(({ cause, size }) => `${cause} ${size}`);

  test('are made every hour, as something is closed, and as the service stops', async () => {
    const { as, pass, clock } = await start();
    await hours(2);
    await ok(as('lea').post('/v1/agents/margaux/suspend', { reason: 'to see' }));
    await pass(1_000);
    expect(await causes()).toHaveLength(3);
    const closed = { kind: 'planClosed', actor: 'person:camille', plan: 4, data: {} };
    await database.transaction((tx) => appendEntries(tx, [closed], clock.now()));
    await ok(as('camille').post('/v1/agents/margaux/resume', { reason: 'seen' }));
    await pass(1_000);
    expect((await causes()).map((cause) => cause.split(' ')[0])).toEqual([
      'begun',
      'hourly',
      'hourly',
      'closed',
    ]);
    await ok(as('lea').post('/v1/agents/margaux/suspend', { reason: 'to see' }));
    await house?.stop();
    house = undefined;
    expect((await causes()).at(-1)).toMatch(/^shutdown/);
    expect(await judged()).toMatchObject({ faults: [], notReached: [] });
    expect((await claims()).faults).toEqual([]);
  });

  test('are told by the API, with the keys that verify them', async () => {
    const { as } = await start();
    expect((await as('viewer').get('/v1/register/checkpoint')).status).toBe(404);
    await hours(1);
    const note = await ok(as('viewer').get('/v1/register/checkpoint'));
    const list = await ok(as('viewer').get('/v1/register/checkpoints'));
    expect(list).toMatchObject({ isSigning: true, keys: [verifierText(signer)], anchors: [] });
    expect(list.items.at(-1).note).toBe(note);
    const { checkpoint } = readClaims(note, [signer]).claims[0] ?? {};
    const found = await ok(as('viewer').post('/v1/register/verify', { sizes: [checkpoint?.size, 9_999] }));
    expect(found).toMatchObject({
      verdict: { ok: true },
      states: [{ size: checkpoint?.size, root: checkpoint?.root, head: checkpoint?.head }],
    });
    for (const who of ['margaux', 'ingest'] as const)
      for (const path of ['checkpoint', 'checkpoints'])
        expect((await as(who).get(`/v1/register/${path}`)).status).toBe(403);
    const metrics = await (await as('viewer').raw('/metrics')).text();
    expect(metrics).toContain(`filrouge_register_checkpoint_entries ${checkpoint?.size}`);
    expect(metrics).toMatch(/filrouge_register_checkpoint_timestamp_seconds 17806/);
  });

  test('are not made without a key, and nothing else is missing', async () => {
    house = await openHouse(database);
    await hours(2);
    expect(await causes()).toEqual([]);
    expect(await ok(house.as('viewer').get('/v1/register/checkpoints'))).toMatchObject({
      isSigning: false,
      items: [],
    });
    const { detail } = (await house.as('viewer').get('/v1/register/checkpoint')).body;
    expect(detail).toContain('FILROUGE_CHECKPOINT_KEY');
  });

  test('cannot be changed or deleted', async () => {
    await start();
    await hours(1);
    for (const statement of ['UPDATE register_checkpoints SET size = 0', 'DELETE FROM register_checkpoints'])
      await expect(database.db.execute(sql.raw(statement))).rejects.toMatchObject({
        cause: { code: '42501' },
      });
  });

  test('show a register that was cut off or rewritten, which its chain alone does not', async () => {
    await start();
    await hours(1);
    await house?.stop();
    house = undefined;
    const entries = await readRegister(database.db, { limit: 1_000 });
    const { length } = entries;
    const { hash } = entries.at(-2) ?? emptyRegister;
    await tamper(
      `DELETE FROM register WHERE seq = ${length}`,
      `UPDATE register_head SET seq = ${length - 1}, hash = '${hash}'`,
    );
    expect(await verifyRegister(database.db)).toMatchObject({ ok: true });
    expect((await judged()).faults[0]).toMatchObject({ why: 'cut_off', entries: length - 1 });
    const [first, ...others] = entries.map(
      ({ at: _, seq: __, previous: ___, hash: ____, ...entry }) => entry,
    );
    const forged = chainEntries(emptyRegister, [{ ...first, actor: 'person:nobody' } as never, ...others], 1);
    await tamper(
      'DELETE FROM register',
      `INSERT INTO register SELECT * FROM jsonb_populate_recordset(NULL::register, '${JSON.stringify(forged).replaceAll("'", "''")}')`,
      `UPDATE register_head SET seq = ${length}, hash = '${forged.at(-1)?.hash}'`,
    );
    expect(await verifyRegister(database.db)).toMatchObject({ ok: true });
    expect((await judged()).faults[0]).toMatchObject({ why: 'rewritten', agreesUpTo: 0 });
  });

  test('are no longer made of a register that is not what was signed, and the people who run it are told', async () => {
    const { as, calendar, app } = await start();
    await hours(1);
    const { length } = await readRegister(database.db, { limit: 1_000 });
    await tamper(
      `DELETE FROM register_checkpoints`,
      `DELETE FROM register WHERE seq = ${length}`,
      `UPDATE register_head SET seq = ${length - 1}, hash = (SELECT hash FROM register WHERE seq = ${length - 1})`,
    );
    await hours(2);
    expect(await causes()).toEqual([]);
    const list = await ok(as('viewer').get('/v1/register/checkpoints'));
    expect(list.doubt).toEqual({ why: 'head', brokenAt: length, signed: length });
    await app.delivered();
    await calendar.run();
    const { rows } = await database.db.execute<{ kind: string }>(
      sql`SELECT kind FROM notices WHERE kind = 'register_doubtful'`,
    );
    expect(rows).toHaveLength(1);
    const metrics = await (await as('viewer').raw('/metrics')).text();
    expect(metrics).toContain('filrouge_register_doubtful 1');
  });

  test('go on with a new key, while those of the old one still verify', async () => {
    await start();
    await hours(1);
    await house?.stop();
    const young = newNoteSigner(signer.name);
    await start({
      FILROUGE_CHECKPOINT_KEY: signerText(young),
      FILROUGE_CHECKPOINT_VERIFIERS: verifierText(signer),
    });
    await hours(1);
    expect((await claims([young, signer])).faults).toEqual([]);
    expect((await claims([young])).faults.map(({ why }) => why)).toEqual(['wrong_key', 'wrong_key']);
    await house?.stop();
    // Nobody has said that the old key is to be believed: all is read anew, and signed.
    await start({ FILROUGE_CHECKPOINT_KEY: signerText(newNoteSigner(signer.name)) });
    await hours(1);
    expect((await causes()).at(-1)).toMatch(/^hourly/);
  });

  test('are added to a file, each once, whatever the file does meanwhile', async () => {
    const file = join(folder, 'missing', 'anchors.txt');
    const { as } = await start({ FILROUGE_CHECKPOINT_FILE: file });
    await hours(1);
    const [anchor] = (await ok(as('viewer').get('/v1/register/checkpoints'))).anchors;
    expect(anchor).toMatchObject({ place: 'file', number: 0, fault: 'ENOENT' });
    const metrics = await (await as('viewer').raw('/metrics')).text();
    expect(metrics).toContain('filrouge_register_anchor_works{place="file"} 0');
    await hours(1);
    await rm(folder, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'filrouge-anchors-'));
    await house?.stop();
    const other = join(folder, 'anchors.txt');
    await start({ FILROUGE_CHECKPOINT_FILE: other });
    await hours(2);
    const stored = await readCheckpoints(database.db, { limit: 100 });
    expect(await readFile(other, 'utf8')).toBe(stored.map(({ note }) => `${note}\n`).join(''));
    const [mended] = (await ok(house?.as('viewer').get('/v1/register/checkpoints') as never)).anchors;
    expect(mended).toMatchObject({ place: 'file', number: stored.length });
    expect(mended.fault).toBeUndefined();
  });

  test('are mailed to whoever asks for them in people.yaml, every hour or once a day', async () => {
    await cp(shippedRules, folder, { recursive: true });
    const people = join(folder, 'people.yaml');
    const text = await readFile(people, 'utf8');
    await writeFile(
      people,
      text
        .replace(/^ {2}lea:\n/m, '  lea:\n    checkpoints: hourly\n')
        .replace(/^ {2}camille:\n/m, '  camille:\n    checkpoints: daily\n'),
    );
    house = await openHouse(database, {
      rulesDir: folder,
      start: '2026-06-05T21:00:00Z',
      env: { FILROUGE_CHECKPOINT_KEY: signerText(signer) },
    });
    await hours(4);
    const { rows } = await database.db.execute<{ recipient: string; count: number }>(
      sql`SELECT recipient, count(*)::int AS count FROM notice_deliveries JOIN notices ON notices.seq = notice
        WHERE kind = 'register_checkpoint' AND recipient IS NOT NULL GROUP BY recipient ORDER BY recipient`,
    );
    expect(rows).toEqual([
      { recipient: 'camille', count: 2 },
      { recipient: 'lea', count: 4 },
    ]);
  });
});

describe('the file of anchors', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'filrouge-anchors-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const one = 'log\n1\nroot\n\n— log AAAA\n';
  const two = 'log\n2\nroot\n\n— log BBBB\n';

  test.each([
    ['nothing', '', `${two}\n`],
    ['a note', `${one}\n`, `${one}\n${two}\n`],
    ['a note and the beginning of the next', `${one}\n${two.slice(0, 9)}`, `${one}\n${two}\n`],
    ['the beginning of the first', two.slice(0, 3), `${two}\n`],
    ['all but the last byte', `${one}\n${two}`, `${one}\n${two}\n`],
    ['half of a letter', Buffer.from(`${one}\n${two}`).subarray(0, -12), `${one}\n${two}\n`],
    ['something else', 'notes of mine', `notes of mine\n\n${two}\n`],
    ['something else that ends its line', 'notes of mine\n', `notes of mine\n\n\n${two}\n`],
  ])('behind %s holds what was there and what is added', async (_, before, after) => {
    const path = join(folder, 'anchors.txt');
    await writeFile(path, before);
    await appendNotes(path, [two]);
    expect(await readFile(path, 'utf8')).toBe(after);
  });

  test('that cannot be written is as it was', async () => {
    const path = join(folder, 'anchors.txt');
    await expect(appendNotes(folder, [one])).rejects.toMatchObject({ code: 'EISDIR' });
    await writeFile(path, `${one}\n`);
    await chmod(path, 0o400);
    if (process.getuid?.() !== 0)
      await expect(appendNotes(path, [two])).rejects.toMatchObject({ code: 'EACCES' });
    expect(await readFile(path, 'utf8')).toContain(one);
  });
});
