import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { lockFolder } from '../../../src/platform/lease/folder-lock.ts';
import { evaluatorLease } from '../../../src/platform/lease/tables.ts';
import { startChild } from '../../support/child.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'filrouge-lock-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const newFolder = () => mkdtemp(join(root, 'data-'));
const claims = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith('.lock'));

describe('a data folder', () => {
  test('is refused while another process uses it, naming that process, and free after its kill -9', async () => {
    const folder = await newFolder();
    const child = startChild(
      join(import.meta.dirname, '../children/hold-folder.ts'),
      folder,
      inject('blankPglite'),
    );
    try {
      const pid = await child.line();
      const second = openDatabase({ dataDir: folder });
      await expect(second).rejects.toMatchObject({
        code: 'data_folder_in_use',
        message: `The data folder ${folder} is in use by process ${pid}.`,
      });
    } finally {
      await child.kill();
    }
    const database = await openDatabase({ dataDir: folder });
    expect(await database.db.select().from(evaluatorLease)).toMatchObject([{ holder: 'killed', epoch: 7 }]);
    expect(await claims(folder)).toHaveLength(1);
    await database.close();
    expect(await claims(folder)).toEqual([]);
  });

  test('is refused to a second user in the same process, and free again once released', async () => {
    const folder = await newFolder();
    const first = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'data_folder_in_use' });
    await first.release();
    await (await lockFolder(folder)).release();
  });

  test('goes to one at most of several that start at the same moment', async () => {
    const folder = await newFolder();
    const starts = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(folder)));
    const won = starts.filter((start) => start.status === 'fulfilled');
    expect(won.length).toBeLessThanOrEqual(1);
    expect(await claims(folder)).toHaveLength(won.length);
    for (const start of won) await start.value.release();
  });
});

describe('a claim left behind', () => {
  async function claimWith(changes: object): Promise<string> {
    const folder = await newFolder();
    const own = await lockFolder(folder);
    const [name = ''] = await claims(folder);
    const claim: object = JSON.parse(await readFile(join(folder, name), 'utf8'));
    await own.release();
    await writeFile(join(folder, 'filrouge-left.lock'), JSON.stringify({ ...claim, ...changes }));
    return folder;
  }

  test('counts while its process lives', async () => {
    await expect(lockFolder(await claimWith({}))).rejects.toMatchObject({ code: 'data_folder_in_use' });
  });

  test('does not count when its process number was given to another process since', async () => {
    const lock = await lockFolder(await claimWith({ born: '1' }));
    await lock.release();
  });

  test('of another machine counts while it is refreshed, and no more 30 s later', async () => {
    const folder = await claimWith({ space: 'elsewhere', host: 'other' });
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'data_folder_in_use' });
    await expect(lockFolder(folder)).rejects.toThrow(/on other/);
    const old = new Date(Date.now() - 31_000);
    await utimes(join(folder, 'filrouge-left.lock'), old, old);
    await (await lockFolder(folder)).release();
  });
});

test('a lock file without its text is one clear sentence while it is new, and does not count once nobody refreshes it', async () => {
  const folder = await newFolder();
  const path = join(folder, 'filrouge-1-x.lock');
  await writeFile(path, '');
  await expect(openDatabase({ dataDir: folder })).rejects.toMatchObject({
    name: 'StartupError',
    code: 'data_folder_in_use',
    message: `The lock file ${path} is empty or damaged, so nobody knows which process uses this folder.`,
  });
  const old = new Date(Date.now() - 31_000);
  await utimes(path, old, old);
  await (await lockFolder(folder)).release();
});

test.runIf(process.platform === 'linux')(
  'a folder where nothing can be made is not tried for ever',
  async () => {
    await expect(openDatabase({ dataDir: '/proc/x/y' })).rejects.toMatchObject({
      name: 'StartupError',
      code: 'data_folder_unusable',
    });
  },
);

test('a folder that cannot be made is one clear sentence', async () => {
  const file = join(root, `file-${hostname()}`);
  await writeFile(file, '');
  await expect(openDatabase({ dataDir: join(file, 'data') })).rejects.toMatchObject({
    code: 'data_folder_unusable',
  });
});
