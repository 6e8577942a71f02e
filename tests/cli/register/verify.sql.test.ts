import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerRegisterVerify } from '../../../src/cli/register/verify.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { type NoteSigner, newNoteSigner, signNote, verifierText } from '../../../src/platform/tlog/note.ts';
import { checkpointText } from '../../../src/register/checkpoint/checkpoint.ts';
import { appendEntries, verifyRegisterAt } from '../../../src/register/store.ts';
import { postgresMaker } from '../../support/database.ts';

async function run(url: string, ...words: string[]): Promise<{ printed: string[]; failed: string[] }> {
  const printed: string[] = [];
  const failed: string[] = [];
  const program = new Command('filrouge').exitOverride();
  registerRegisterVerify(program.command('register'), {
    env: { DATABASE_URL: url, FILROUGE_DATA: '/nowhere/filrouge' },
    print: (line) => printed.push(line),
    fail: (line, code = 1) => failed.push(code === 1 ? line : `${code}: ${line}`),
    asked: new Promise(() => {}),
  });
  await program.parseAsync(['register', 'verify', ...words], { from: 'user' });
  return { printed, failed };
}

describe('filrouge register verify', () => {
  const fresh = postgresMaker();

  const withEntries = (count: number, ...statements: string[]) =>
    withEntriesOf('margaux', count, ...statements);
  const withOtherEntries = (count: number) => withEntriesOf('leo', count);

  async function withEntriesOf(agent: string, count: number, ...statements: string[]): Promise<string> {
    const url = await fresh();
    const database = await openDatabase({ url });
    const entry = { kind: 'agentTripped', actor: 'engine', agent, data: { value: 0.023 } };
    await database.transaction((tx) =>
      appendEntries(
        tx,
        Array.from({ length: count }, () => entry),
        1,
      ),
    );
    await database.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL session_replication_role = replica`);
      for (const statement of statements) await tx.execute(sql.raw(statement));
    });
    await database.close();
    return url;
  }

  test('says that a whole register is whole, and where it ends', async () => {
    expect(await run(await withEntries(0))).toEqual({
      printed: ['The register is whole: it has no entries yet.'],
      failed: [],
    });
    const { printed, failed } = await run(await withEntries(3));
    expect(printed[0]).toMatch(/^The register is whole: 3 entries, the last one 3 with hash [0-9a-f]{64}\.$/);
    expect(failed).toEqual([]);
  });

  test('holds evidence and comments against the register when it is asked to', async () => {
    const url = await withEntries(1);
    expect((await run(url, '--evidence')).printed[1]).toBe(
      'All are as the register says: 0 of evidence, 0 of comments.',
    );
    const slipped = await withEntries(
      1,
      `INSERT INTO comments (id, subject_kind, subject, text, sha256, mentions, said_at, said_by)
        VALUES ('slipped-in', 'plan', '4', 'Agreed.', '00', '[]', 1, 'person:lea')`,
    );
    expect((await run(slipped, '--evidence')).failed).toEqual([
      'comment slipped-in: the register knows nothing of it',
      '1 are not as the register says: 0 of evidence, 1 of comments.',
    ]);
  });

  test.each([
    [`UPDATE register SET data = '{}' WHERE seq = 2`, 'entry 2: its contents are not what was hashed'],
    ['DELETE FROM register WHERE seq = 2', 'entry 2: the entry is missing'],
    ['DELETE FROM register WHERE seq = 3', 'entry 3: the register does not end where its head says'],
  ])('fails, and names the first broken entry: %s', async (statement, said) => {
    const { printed, failed } = await run(await withEntries(3, statement));
    expect(printed).toEqual([]);
    expect(failed).toHaveLength(1);
    expect(failed[0]).toContain(`broken at ${said}`);
  });

  describe('with signed states that were kept outside', () => {
    const signer = newNoteSigner('filrouge.example.org/register');
    const at = Date.UTC(2026, 5, 5, 8);
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'filrouge-notes-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    async function signed(url: string, by: readonly NoteSigner[] = [signer]): Promise<string> {
      const database = await openDatabase({ url });
      const { states } = await verifyRegisterAt(database.db, [1, 3]);
      await database.close();
      const origin = by[0]?.name ?? '';
      return states.map((state) => `${signNote(checkpointText({ origin, at, ...state }), by)}\n`).join('');
    }

    async function verify(url: string, notes: string, ...words: string[]) {
      const file = join(folder, 'notes.txt');
      await writeFile(file, notes);
      return run(url, '--checkpoint', file, ...words);
    }

    const key = ['--verifier', verifierText(signer)];

    test('says that the register is what was signed, also after more was added', async () => {
      const url = await withEntries(3);
      const notes = await signed(url);
      expect(await verify(url, notes, ...key)).toEqual({
        printed: [
          expect.stringMatching(/^The register is whole: 3 entries/),
          'It is what was signed of it: 2 signed states, the last one of 3 entries, signed on 2026-06-05T08:00:00.000Z as filrouge.example.org/register.',
        ],
        failed: [],
      });
      expect((await verify(await withEntries(5), notes, '--key', verifierText(signer))).failed).toEqual([]);
    });

    test('finds entries that were cut off, and a register that was written anew', async () => {
      const notes = await signed(await withEntries(3));
      const cut = await verify(await withEntries(2), notes, ...key);
      expect(cut.failed).toEqual([
        'Entries were cut off: 3 were signed on 2026-06-05T08:00:00.000Z (line 9), and the register has 2. Keep the database as it is, and look for entries 3 to 3 in a backup.',
      ]);
      const forged = await verify(await withOtherEntries(3), notes, ...key);
      expect(forged.printed).toHaveLength(1);
      expect(forged.failed[0]).toMatch(
        /^The register was rewritten: at entry 1 its hash is [0-9a-f]{64}, and [0-9a-f]{64} was signed .* One entry at least from 1 to 1 is not what it was/,
      );
      expect(forged.failed).toHaveLength(2);
    });

    test('says of notes that say nothing why, and ends with 2', async () => {
      const url = await withEntries(3);
      const notes = await signed(url);
      const stranger = newNoteSigner(signer.name);
      const elsewhere = newNoteSigner('other.example.org');
      const cases: readonly [string, string, RegExp][] = [
        ['hello', verifierText(signer), /^2: The note at line 1 is no signed state: found "hello"/],
        ['', verifierText(signer), /^2: The note at line 1 is no signed state: found nothing/],
        [notes, verifierText(stranger), /^2: The note at line 1 is signed by another key/],
        [notes, verifierText(elsewhere), /^2: The note at line 1 is of another register: found "filrouge/],
        [notes.replace('\n3\n', '\n2\n'), verifierText(signer), /^2: .* was changed after it was signed/],
      ];
      for (const [text, verifier, said] of cases) {
        const { failed } = await verify(url, text, '--verifier', verifier);
        expect(failed[0]).toMatch(said);
      }
    });

    test('needs a key, and a file that can be read', async () => {
      const url = await withEntries(1);
      expect((await verify(url, '')).failed[0]).toMatch(/^No key is known/);
      expect((await verify(url, '', '--verifier', 'x')).failed[0]).toMatch(/^"x" is no verifier key/);
      expect((await run(url, '--checkpoint', join(folder, 'none'), ...key)).failed[0]).toMatch(
        /cannot be read \(ENOENT/,
      );
    });

    test('still names the first broken entry, and what could not be compared', async () => {
      const notes = await signed(await withEntries(3));
      const { failed } = await verify(
        await withEntries(3, `UPDATE register SET data = '{}' WHERE seq = 2`),
        notes,
        ...key,
      );
      expect(failed).toEqual([
        expect.stringContaining('broken at entry 2'),
        expect.stringContaining('The state of 3 entries, signed on 2026-06-05T08:00:00.000Z, lies behind'),
      ]);
    });
  });

  test('fails in one sentence where there is no register', async () => {
    const url = await withEntries(0, 'DROP TABLE register');
    expect((await run(url)).failed).toEqual([
      'There is no register in this database. Check DATABASE_URL or FILROUGE_DATA.',
    ]);
  });
});
