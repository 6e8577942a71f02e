import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminKey, type Filrouge, startFilrouge } from '../support/filrouge.ts';
import { shippedRules } from '../support/house.ts';
import { filrouge } from './run.ts';

/** Commands at the machine of a service on the embedded database, which holds its folder alone. */

let [folder, service] = ['', undefined as Filrouge | undefined];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-beside-'));
  service = await startFilrouge({ FILROUGE_DATA: folder, FILROUGE_RULES: shippedRules });
});
afterAll(async () => {
  await service?.kill();
  await rm(folder, { recursive: true, force: true });
});

const run = (key: string | undefined, ...args: string[]) =>
  filrouge({ FILROUGE_DATA: folder, ...(key === undefined ? {} : { FILROUGE_KEY: key }) }, args);

test('keys and the register are asked of the service while it runs, and of the database once it has ended', async () => {
  const made = await run(adminKey, 'keys', 'create', '--role', 'viewer', '--name', 'laptop');
  expect(made.failures).toEqual([]);
  const [, id = ''] = /^id +(\S+)$/m.exec(made.printed) ?? [];
  const [, secret = ''] = /^secret +(fr_\S+)$/m.exec(made.printed) ?? [];
  expect((await service?.as(secret).get('/v1/agents'))?.status).toBe(200);

  expect((await run(adminKey, 'keys', 'list')).printed).toMatch(new RegExp(`${id}.*viewer.*laptop`));
  expect((await run(secret, 'register', 'verify')).printed).toMatch(/^The register is whole: \d+ entr/);
  expect((await run(adminKey, 'keys', 'revoke', id)).printed).toBe(`Revoked ${id}.`);
  expect((await service?.as(secret).get('/v1/agents'))?.status).toBe(401);
  expect((await run(adminKey, 'keys', 'revoke', id)).printed).toBe(`${id} was revoked before.`);

  const url = service?.url;
  expect(await run(undefined, 'keys', 'list')).toEqual({
    printed: '',
    failures: [
      `The filrouge that runs at ${url} is asked, and it wants a key: give --key, or set FILROUGE_KEY.`,
    ],
  });
  expect((await run(adminKey, 'keys', 'revoke', 'nope')).failures).toEqual(['There is no key "nope".']);

  await service?.kill();
  expect((await run(undefined, 'keys', 'list')).printed).toContain(id);
  expect((await run(undefined, 'register', 'verify')).printed).toMatch(/^The register is whole/);
  expect((await run(adminKey, 'keys', 'list', '--url', url ?? '')).failures).toEqual([
    expect.stringContaining(`There is no filrouge at ${url}`),
  ]);
});
