import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pgliteFolder } from '../../../src/platform/database/pglite-folder.ts';

describe('the folder of the embedded database', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'filrouge-folder-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const layOut = async (dataDir: string) => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'PG_VERSION'), '18');
  };

  test('what a start that was cut short has left is removed by the next', async () => {
    const { dataDir } = await pgliteFolder(folder);
    await layOut(dataDir);
    await pgliteFolder(folder);
    await expect(access(dataDir)).rejects.toThrow('ENOENT');
  });

  test('a database that has answered once is never removed', async () => {
    const { dataDir, made } = await pgliteFolder(folder);
    await layOut(dataDir);
    await made();
    await pgliteFolder(folder);
    await access(join(dataDir, 'PG_VERSION'));
  });

  test('a database of a version that made no mark is kept', async () => {
    await layOut(join(folder, 'pglite'));
    const { dataDir, made } = await pgliteFolder(folder);
    await made();
    await access(join(dataDir, 'PG_VERSION'));
  });
});
