import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from '../../src/platform/make-folder.ts';

let above: string;
beforeEach(async () => {
  above = await mkdtemp(join(tmpdir(), 'filrouge-folder-'));
});
afterEach(() => rm(above, { recursive: true, force: true }));

test('a folder is made with those above it, by many at the same time', async () => {
  const folder = join(above, 'a/b/c');
  await Promise.all(Array.from({ length: 20 }, () => makeFolder(folder)));
  expect((await stat(folder)).isDirectory()).toBe(true);
});

test('where a file stands, or nothing can be made, it is said and not tried for ever', async () => {
  await writeFile(join(above, 'file'), '');
  await expect(makeFolder(join(above, 'file'))).rejects.toThrow(/EEXIST/);
  await expect(makeFolder(join(above, 'file/a'))).rejects.toThrow(/ENOTDIR/);
  await expect(makeFolder('/proc/filrouge/a')).rejects.toThrow(/ENOENT/);
});
