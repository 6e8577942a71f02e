import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { rehearse, restoreBackup } from '../../src/app/backup/restore.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { loadAlerts } from '../../src/rules/engine/alert-store.ts';
import { emptyPostgresMaker } from '../support/database.ts';
import { ok, openHouse, shippedRules } from '../support/house.ts';

/**
 * What each version has left that ever had another number of migrations (scripts/corpus.ts): an agent that was stopped, with an incident
 * and a plan that people had worked on, and an alert in the middle of its `for`.
 */
vi.setConfig({ testTimeout: 90_000 });

const corpus = join(import.meta.dirname, 'corpus');
const all = (await readdir(corpus)).filter((name) => name.endsWith('.tar.gz')).toSorted();
/** All of them: FILROUGE_UPGRADES=all (three quarters of a second each); else every third and both ends. */
const packed = all.filter(
  (_, place) => process.env['FILROUGE_UPGRADES'] === 'all' || place % 3 === 0 || place === all.length - 1,
);
/** These are started as well; of the others the tables are read. */
const landmarks = [packed[0], packed[Math.floor(packed.length / 2)], packed.at(-1)];

const empty = emptyPostgresMaker();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-upgrade-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function upgraded(name: string) {
  const [file, dataDir] = [join(folder, name.replace('.gz', '')), join(folder, `${name}-data`)];
  await writeFile(file, gunzipSync(await readFile(join(corpus, name))));
  const databaseUrl = await empty();
  const target = {
    databaseUrl,
    dataDir,
    rulesDir: join(folder, 'rules'),
    force: false,
    keepRules: true,
    now: 0,
  };
  return { ...(await restoreBackup(file, target)), database: await openDatabase({ url: databaseUrl }) };
}

test('there is a corpus', () => {
  expect(all.length).toBeGreaterThan(20);
});

test('what the first version has left is brought to this one on the embedded database, too', async () => {
  const file = join(folder, 'first.tar');
  await writeFile(file, gunzipSync(await readFile(join(corpus, all[0] ?? ''))));
  const { loaded } = await rehearse(file, () => {}, inject('blankPglite'));
  expect(loaded.register).toMatchObject({ ok: true });
});

describe.each(packed)('what a version with %s migrations has left', (name) => {
  test('is brought to this one: every row as it was, a whole register, its alerts', async () => {
    const { loaded, backup, database } = await upgraded(name);
    expect(backup.manifest.migrations).toHaveLength(Number.parseInt(name, 10));
    expect(loaded.register).toMatchObject({ ok: true, entries: backup.manifest.register?.seq });
    const alerts = await loadAlerts(database.db);
    const states = Object.fromEntries(alerts.map(({ rule, current }) => [rule, current.state]));
    expect(states).toMatchObject({ 'error-rate': 'firing', csat: 'firing', 'csat-long': 'pending' });
    if (landmarks.includes(name)) await goesOn(database, Date.parse(backup.manifest.madeAt));
    else await database.close();
  });
});

type Opened = Awaited<ReturnType<typeof upgraded>>['database'];

/** The rule that waits, as the corpus has it. */
const waiting = `
  - { id: csat-long, when: csat < 4.2/5 over 1h, min_samples: 1, for: 10m, then: alert }
`;

/** A service begins five minutes after the other has ended, and goes on with what it had begun. */
async function goesOn(database: Opened, endedAt: number): Promise<void> {
  const rules = await mkdtemp(join(folder, 'rules-'));
  await cp(shippedRules, rules, { recursive: true });
  await appendFile(join(rules, 'agents/margaux.yaml'), waiting);
  const start = new Date(endedAt + 300_000).toISOString();
  const house = await openHouse(database, { start, rulesDir: rules });
  const viewer = house.as('viewer');
  expect((await ok(viewer.get('/v1/incidents'))).items).toMatchObject([
    { number: 1, agent: 'margaux', state: 'acknowledged' },
  ]);
  const plan = await ok(viewer.get('/v1/plans/1'));
  expect(plan).toMatchObject({ rootCause: 'The catalogue feed stalled.', state: 'draft' });
  expect(plan.actions.map(({ title }: { title: string }) => title)).toContain('Restart the feed');
  expect(await ok(viewer.get('/v1/agents/margaux/switch'))).toMatchObject({ mayRun: false });
  await ok(house.as('lea').patch('/v1/plans/1', { objective: 'It answers rightly again.' }));
  const state = async () => {
    const { rules: all } = await ok(viewer.get('/v1/agents/margaux'));
    return all.find(({ rule }: { rule: string }) => rule === 'csat-long')?.state;
  };
  // Its ten minutes had begun before: five of them are over.
  await house.pass(240_000);
  expect(await state()).toBe('pending');
  await house.pass(120_000);
  expect(await state()).toBe('firing');
  expect(await ok(viewer.get('/v1/register/verify'))).toMatchObject({ ok: true });
  await house.stop();
}
