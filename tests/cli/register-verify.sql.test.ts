import { Command } from 'commander';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { registerRegisterVerify } from '../../src/cli/register-verify.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { appendEntries } from '../../src/register/store.ts';
import { postgresMaker } from '../support/database.ts';

async function run(url: string, ...words: string[]): Promise<{ printed: string[]; failed: string[] }> {
  const printed: string[] = [];
  const failed: string[] = [];
  const program = new Command('filrouge').exitOverride();
  registerRegisterVerify(program, {
    env: { DATABASE_URL: url, FILROUGE_DATA: '/nowhere/filrouge' },
    print: (line) => printed.push(line),
    fail: (line) => failed.push(line),
    asked: new Promise(() => {}),
  });
  await program.parseAsync(['register', 'verify', ...words], { from: 'user' });
  return { printed, failed };
}

describe('filrouge register verify', () => {
  const fresh = postgresMaker();

  async function withEntries(count: number, ...statements: string[]): Promise<string> {
    const url = await fresh();
    const database = await openDatabase({ url });
    const entry = { kind: 'agentTripped', actor: 'engine', agent: 'margaux', data: { value: 0.023 } };
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

  test('fails in one sentence where there is no register', async () => {
    const url = await withEntries(0, 'DROP TABLE register');
    expect((await run(url)).failed).toEqual([
      'There is no register in this database. Check DATABASE_URL or FILROUGE_DATA.',
    ]);
  });
});
