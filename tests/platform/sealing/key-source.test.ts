import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKeys } from '../../../src/platform/sealing/key-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-key-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const key = Buffer.alloc(32, 'k').toString('base64');
const command = (text: string) => readKeys({ kind: 'command', command: text });
const unreadable = { name: 'StartupError', code: 'vault_key_unreadable' };

describe('the key of the vault in a file', () => {
  test('is made once, for its owner alone, and is the same at the next start', async () => {
    const path = join(folder, 'data', 'vault.key');
    const first = await readKeys({ kind: 'file', path, isNew: true });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    expect((await readKeys({ kind: 'file', path, isNew: true })).current.id).toBe(first.current.id);
    expect(await readdir(join(folder, 'data'))).toEqual(['vault.key']);
  });

  test('is not made anew where it is gone and something was sealed by it', async () => {
    const path = join(folder, 'gone.key');
    const gone = readKeys({ kind: 'file', path, isNew: false });
    await expect(gone).rejects.toMatchObject({ code: 'vault_key_missing' });
    expect((await readdir(folder)).includes('gone.key')).toBe(false);
  });

  test('that others can read is closed to them, and that is said', async () => {
    const path = join(folder, 'open.key');
    await writeFile(path, key);
    await chmod(path, 0o644);
    const said: object[] = [];
    await readKeys({ kind: 'file', path, isNew: true }, (facts) => said.push(facts));
    expect(said).toEqual([{ path, isMended: true }]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test.each(['', 'hunter2', key.slice(1)])('that holds %j is refused, and stays as it is', async (text) => {
    const path = join(folder, 'bad.key');
    await writeFile(path, text, { mode: 0o600 });
    await expect(readKeys({ kind: 'file', path, isNew: true })).rejects.toMatchObject(unreadable);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test('that was left half written aside is made anew', async () => {
    const path = join(folder, 'again.key');
    await writeFile(`${path}.new`, 'half');
    await readKeys({ kind: 'file', path, isNew: true });
    expect((await readdir(folder)).filter((name) => name.startsWith('again'))).toEqual(['again.key']);
  });
});

describe('the key of the vault by a command', () => {
  test('is what it prints', async () => {
    const ring = await command(`echo ${key}`);
    expect(ring.all.size).toBe(1);
  });

  test.each([
    ['fails', 'echo no such secret >&2; exit 3', 'no such secret'],
    ['is not there', 'filrouge-no-such-command', 'not found'],
    ['prints something else', 'echo hunter2', 'printed 7 characters that are no key'],
    ['prints nothing', 'true', 'printed 0 characters'],
  ])('that %s is refused, and says why', async (_, text, why) => {
    await expect(command(text)).rejects.toMatchObject({
      ...unreadable,
      message: expect.stringContaining(why),
    });
  });

  test('is never a part of what is said about it', async () => {
    const said = await command(`echo ${key}${key}; exit 1`).catch(
      (error: Error) => `${error.message} ${error.cause}`,
    );
    expect(said).not.toContain(key);
  });
});
