import { expect, test } from 'vitest';
import { hashSecret } from '../../src/access/keys.ts';
import { findKey } from '../../src/access/store.ts';
import { createProgram } from '../../src/cli/program.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { readRegister } from '../../src/register/store.ts';
import { emptyPostgresMaker } from '../support/database.ts';

const fresh = emptyPostgresMaker();

/** Runs a command as the process would, and answers what it printed. */
async function run(url: string, ...argv: string[]) {
  const printed: string[] = [];
  const failed: string[] = [];
  const program = createProgram({
    env: { DATABASE_URL: url },
    print: (line) => printed.push(line),
    fail: (line) => failed.push(line),
    asked: Promise.resolve(),
  });
  await program.parseAsync(['keys', ...argv], { from: 'user' });
  return { text: printed.join('\n'), failed };
}

test('a key is made on a database that nobody has used yet, listed without its secret, and revoked', async () => {
  const url = await fresh();
  const made = await run(url, 'create', '--role', 'operator', '--person', 'lea', '--name', 'laptop');
  const [, id = ''] = /^id +(\S+)$/m.exec(made.text) ?? [];
  const [, secret = ''] = /^secret +(fr_\S+)$/m.exec(made.text) ?? [];
  const database = await openDatabase({ url });
  expect(await findKey(database.db, hashSecret(secret), Date.now())).toMatchObject({
    id,
    role: 'operator',
    person: 'lea',
  });

  const listed = await run(url, 'list');
  expect(listed.text).toContain(id);
  expect(listed.text).not.toContain(secret);

  expect((await run(url, 'revoke', id)).text).toBe(`Revoked ${id}.`);
  expect(await findKey(database.db, hashSecret(secret), Date.now())).toBeUndefined();
  const entries = await readRegister(database.db, { limit: 10 });
  expect(entries.map(({ kind, actor, data }) => ({ kind, actor, data }))).toEqual([
    { kind: 'keyCreated', actor: 'cli', data: { key: id, role: 'operator', person: 'lea' } },
    { kind: 'keyRevoked', actor: 'cli', data: { key: id, role: 'operator', person: 'lea' } },
  ]);
  await database.close();
});

test('what cannot be done is said, and nothing is made', async () => {
  const url = await fresh();
  expect((await run(url, 'create', '--role', 'agent', '--name', 'x')).failed).toEqual([
    expect.stringContaining('--agent'),
  ]);
  expect((await run(url, 'revoke', 'nope')).failed).toEqual([
    expect.stringContaining('There is no key "nope"'),
  ]);
});
