import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminKey, type Filrouge, startFilrouge } from '../support/filrouge.ts';
import { shippedRules } from '../support/house.ts';
import { filrouge } from './run.ts';

/** Commands at the machine of a service on the embedded database, which holds its folder alone. */

let [folder, service] = ['', undefined as Filrouge | undefined];
const rules = () => join(folder, 'rules');
const data = () => join(folder, 'data');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-beside-'));
  await cp(shippedRules, rules(), { recursive: true });
  service = await startFilrouge({ FILROUGE_DATA: data(), FILROUGE_RULES: rules() });
});
afterAll(async () => {
  await service?.kill();
  await rm(folder, { recursive: true, force: true });
});

const run = (key: string | undefined, ...args: string[]) =>
  filrouge(
    { FILROUGE_DATA: data(), FILROUGE_RULES: rules(), ...(key === undefined ? {} : { FILROUGE_KEY: key }) },
    args,
  );

test('what is replayed is asked of the service while it runs, and an edit is told when it is in force', async () => {
  const now = Date.now();
  const samples = Array.from({ length: 60 }, (_, place) => ({
    ...{ agent: 'margaux', metric: 'error_rate', value: place > 25 ? 0.018 : 0.004, weight: 50 },
    at: new Date(now - (60 - place) * 10_000).toISOString(),
  }));
  expect((await service?.as(adminKey).post('/v1/samples', { samples }))?.status).toBe(200);

  const wish = ['rules', 'backtest', '--rule', 'error-rate', '--set', 'error-rate=1.5%'];
  const asked = await run(adminKey, ...wish, '--format', 'json');
  expect(asked.failures).toEqual([]);
  expect(JSON.parse(asked.printed)).toMatchObject({
    before: { firings: [] },
    after: { firings: [{ agent: 'margaux', rule: 'error-rate' }] },
  });
  expect((await run(adminKey, ...wish)).printed).toContain(
    'error_rate > 2% over 5m → error_rate > 1.5% over 5m',
  );
  expect((await run(adminKey, ...wish, '--format', 'html')).printed).toMatch(/<svg[\s\S]*<\/html>/);
  expect((await run(adminKey, 'rules', 'backtest', '--check')).printed).toContain('0 differences');

  const edited = await run(adminKey, 'rules', 'set', 'error-rate', '1.9%', '--yes');
  expect(edited.failures).toEqual([]);
  expect(edited.printed).toMatch(/Written to .*margaux\.yaml\.\nIn force since 20\S+Z\. Hash [0-9a-f]{64}/);
  const { hash } = (await service?.as(adminKey).get('/v1/rules'))?.body ?? {};
  expect(edited.printed).toContain(hash);
  const then = new Date(now).toISOString();
  expect(
    (await run(adminKey, 'rules', 'backtest', '--rule', 'error-rate', '--until', then)).printed,
  ).toContain('error_rate > 2% over 5m → error_rate > 1.9% over 5m');
  expect((await run(undefined, ...wish)).failures).toEqual([expect.stringContaining('wants a key')]);
});

test('the doctor says of the running service what works and what does not', async () => {
  const seen = await run(adminKey, 'doctor');
  expect(seen.printed).toMatch(/^✓ service: http:\S+ is ready: evaluating$/m);
  expect(seen.printed).toMatch(/^✓ version: filrouge \S+ on Node v\S+ with the embedded database$/m);
  expect(seen.printed).toMatch(/^✓ margaux: \d of \d rules have data, the last came \d+ s ago$/m);
  expect(seen.printed).toMatch(/^! margaux: never proven: .*error-rate/m);
  expect(seen.printed).toMatch(/^! margaux: \S+ is awaited: it never came\n {4}\w/m);
  expect(seen.printed).toMatch(/^! notices: nobody is told of anything/m);
  expect(seen.failures).toEqual([]);

  const stray = { agent: 'margaux', metric: 'error_rat', value: 0 };
  await service?.as(adminKey).post('/v1/samples', { samples: [stray] });
  const refused = await run(adminKey, 'doctor', '--json');
  expect(refused.failures).toEqual(['1 thing does not work.']);
  expect(JSON.parse(refused.printed)).toMatchObject({
    ok: false,
    findings: expect.arrayContaining([
      expect.objectContaining({
        level: 'fault',
        about: 'margaux',
        says: expect.stringContaining('1 refused'),
      }),
    ]),
  });
  const nowhere = await run(adminKey, 'doctor', '--url', 'http://127.0.0.1:9');
  expect(nowhere.printed).toContain('✗ service: There is no filrouge at http://127.0.0.1:9.');
});

test('init waits until a measure of its agent has come to the running service', async () => {
  const people = ['--owner', 'Sam <sam@example.org>', '--approver', 'Ines <ines@example.org>'];
  const made = await run(adminKey, 'init', join(folder, 'new'), '--agent', 'margaux', ...people, '--wait');
  expect(made.failures).toEqual([]);
  expect(made.printed).toMatch(/error_rate came at 20\S+Z\. margaux is watched\.$/);
});

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
