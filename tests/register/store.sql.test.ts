import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { emptyRegister, type NewEntry, type RegisterEntry } from '../../src/register/chain.ts';
import { appendEntries, readRegister, verifyRegister } from '../../src/register/store.ts';
import { eachEngine } from '../support/database.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const trip: NewEntry = {
  kind: 'agentTripped',
  actor: 'engine',
  agent: 'margaux',
  incident: 4,
  data: { value: 0.023 },
};
const suspend: NewEntry = {
  kind: 'agentSuspended',
  actor: 'person:lea',
  agent: 'leo',
  data: { digest: 'ab12' },
};
const odd: NewEntry = {
  kind: 'planClosed',
  actor: 'person:camille',
  plan: 4,
  data: {
    z: [1e21, 5e-324, -0, 0.1 + 0.2, 123_456_789.123],
    a: { nested: null, é: '« 2 % »\n😀' },
    '10': true,
    '9': '',
  },
};

eachEngine('the register in the database', (open) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });

  function append(entries: readonly NewEntry[], at = t0): Promise<readonly RegisterEntry[]> {
    return database.transaction((tx) => appendEntries(tx, entries, at));
  }

  /** As somebody who owns the database can: the guards are off meanwhile. */
  async function tamper(...statements: string[]): Promise<void> {
    await database.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL session_replication_role = replica`);
      for (const statement of statements) await tx.execute(sql.raw(statement));
    });
  }

  test('starts empty and whole', async () => {
    expect(await verifyRegister(database.db)).toEqual({ ok: true, entries: 0, head: emptyRegister });
    expect(await readRegister(database.db, { limit: 10 })).toEqual([]);
  });

  test('keeps entries as they were chained, to the last bit of their numbers', async () => {
    const written = [...(await append([trip, suspend])), ...(await append([odd], t0 + 1))];
    const read = await readRegister(database.db, { limit: 10 });
    expect(read.map(({ seq, hash }) => ({ seq, hash }))).toEqual(
      written.map(({ seq, hash }) => ({ seq, hash })),
    );
    expect(read.slice(0, 2)).toEqual(written.slice(0, 2));
    expect(await verifyRegister(database.db)).toEqual({
      ok: true,
      entries: 3,
      head: { seq: 3, hash: written[2]?.hash },
    });
  });

  test('appending nothing is nothing', async () => {
    expect(await append([])).toEqual([]);
  });

  test('an entry of a transaction that was rolled back leaves no trace', async () => {
    const failing = database.transaction(async (tx) => {
      await appendEntries(tx, [trip], t0);
      throw new Error('the notice could not be written');
    });
    await expect(failing).rejects.toThrow('the notice could not be written');
    const [entry] = await append([suspend]);
    expect(entry).toMatchObject({ seq: 1, previous: emptyRegister.hash });
    expect(await verifyRegister(database.db)).toMatchObject({ ok: true, entries: 1 });
  });

  test('several that append at once stand in one chain', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => append([trip, suspend], t0 + index)));
    expect(await verifyRegister(database.db)).toMatchObject({ ok: true, entries: 24 });
  });

  test('is verified across pages', async () => {
    const many = Array.from({ length: 1_000 }, () => trip);
    await append(many);
    expect(await verifyRegister(database.db)).toMatchObject({ ok: true, entries: 1_000 });
    await append([...many, suspend]);
    expect(await verifyRegister(database.db)).toMatchObject({ ok: true, entries: 2_001 });
    await tamper(`UPDATE register SET actor = 'person:nobody' WHERE seq = 1500`);
    expect(await verifyRegister(database.db)).toEqual({ ok: false, brokenAt: 1_500, why: 'hash' });
  });

  test('is read from a place, in either direction, by agent, kind, actor, incident, plan and time', async () => {
    await append([trip, suspend]);
    await append([odd, trip], t0 + 10);
    const seqs = async (query: Partial<Parameters<typeof readRegister>[1]>) =>
      (await readRegister(database.db, { limit: 10, ...query })).map(({ seq }) => seq);
    expect(await seqs({})).toEqual([1, 2, 3, 4]);
    expect(await seqs({ after: 2 })).toEqual([3, 4]);
    expect(await seqs({ after: 1, limit: 2 })).toEqual([2, 3]);
    expect(await seqs({ order: 'latest_first', limit: 2 })).toEqual([4, 3]);
    expect(await seqs({ order: 'latest_first', before: 3 })).toEqual([2, 1]);
    expect(await seqs({ before: 4, limit: 2 })).toEqual([1, 2]);
    expect(await seqs({ agent: 'margaux' })).toEqual([1, 4]);
    expect(await seqs({ kind: 'agentSuspended' })).toEqual([2]);
    expect(await seqs({ actor: 'person:camille' })).toEqual([3]);
    expect(await seqs({ incident: 4, after: 1 })).toEqual([4]);
    expect(await seqs({ plan: 4 })).toEqual([3]);
    expect(await seqs({ plan: 4, from: t0 + 11 })).toEqual([]);
    expect(await seqs({ from: t0 + 10 })).toEqual([3, 4]);
    expect(await seqs({ to: t0 + 9 })).toEqual([1, 2]);
  });

  describe('the database refuses', () => {
    const zeros = '0'.repeat(64);
    test.each([
      ['to change an entry', `UPDATE register SET data = '{}' WHERE seq = 1`],
      ['to change an entry that is not there', `UPDATE register SET data = '{}' WHERE seq = 99`],
      [
        'to change an entry by adding it again',
        `INSERT INTO register SELECT * FROM register WHERE seq = 1 ON CONFLICT (seq) DO UPDATE SET kind = 'x'`,
      ],
      ['to delete entries', 'DELETE FROM register'],
      ['to empty the register', 'TRUNCATE register'],
      ['to empty it with everything else', 'TRUNCATE register, register_head CASCADE'],
      ['to delete the head', 'DELETE FROM register_head'],
      ['to empty the head', 'TRUNCATE register_head'],
      ['a second head', `INSERT INTO register_head (id, seq, hash) VALUES (2, 0, '${zeros}')`],
      [
        'to move the head back',
        `UPDATE register_head SET seq = 1, hash = (SELECT hash FROM register WHERE seq = 1)`,
      ],
      [
        'to move the head to an entry that does not stand',
        `UPDATE register_head SET seq = 3, hash = '${zeros}'`,
      ],
      [
        'an entry that does not follow the head',
        `INSERT INTO register (seq, at, kind, actor, data, previous, hash) SELECT 3, 0, 'x', 'engine', '{}', hash, 'h' FROM register WHERE seq = 1`,
      ],
      [
        'an entry that leaves a gap',
        `INSERT INTO register (seq, at, kind, actor, data, previous, hash) SELECT 4, 0, 'x', 'engine', '{}', hash, 'h' FROM register WHERE seq = 2`,
      ],
      [
        'entries that come together with a gap between them',
        `INSERT INTO register (seq, at, kind, actor, data, previous, hash) SELECT n, 0, 'x', 'engine', '{}', CASE n WHEN 3 THEN hash ELSE 'h3' END, 'h' || n FROM register, unnest(ARRAY[3, 5]) AS n WHERE seq = 2`,
      ],
      [
        'entries that come together of which one names another before it',
        `INSERT INTO register (seq, at, kind, actor, data, previous, hash) SELECT n, 0, 'x', 'engine', '{}', CASE n WHEN 3 THEN hash ELSE 'h' END, 'h' || n FROM register, unnest(ARRAY[3, 4]) AS n WHERE seq = 2`,
      ],
    ])('%s', async (_, statement) => {
      await append([trip, suspend]);
      await expect(database.db.execute(sql.raw(statement))).rejects.toThrow();
      expect(await verifyRegister(database.db)).toMatchObject({ ok: true, entries: 2 });
    });
  });

  describe('who gets round the guards is found out', () => {
    test.each([
      ['contents changed', [`UPDATE register SET data = '{"value": 0.01}' WHERE seq = 2`], 2, 'hash'],
      ['an author changed', [`UPDATE register SET actor = 'engine' WHERE seq = 3`], 3, 'hash'],
      ['an entry taken out', ['DELETE FROM register WHERE seq = 2'], 2, 'gap'],
      ['the first entry taken out', ['DELETE FROM register WHERE seq = 1'], 1, 'gap'],
      ['the end cut off', ['DELETE FROM register WHERE seq >= 3'], 3, 'head'],
      ['everything taken out', ['DELETE FROM register'], 1, 'head'],
      ['a link bent', [`UPDATE register SET previous = repeat('0', 64) WHERE seq = 2`], 2, 'link'],
      [
        'two entries that changed places',
        [
          'UPDATE register SET seq = 100 WHERE seq = 2',
          'UPDATE register SET seq = 2 WHERE seq = 3',
          'UPDATE register SET seq = 3 WHERE seq = 100',
        ],
        2,
        'link',
      ],
      ['an entry put before the first', [`UPDATE register SET seq = 0 WHERE seq = 4`], 1, 'gap'],
      ['the head gone', ['DELETE FROM register_head'], 5, 'head'],
      ['the head gone back', [`UPDATE register_head SET seq = 3`], 4, 'head'],
    ])('%s', async (_, statements, brokenAt, why) => {
      await append([trip, suspend, odd, trip]);
      await tamper(...statements);
      expect(await verifyRegister(database.db)).toEqual({ ok: false, brokenAt, why });
    });
  });
});
