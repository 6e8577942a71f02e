import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { App } from '../../src/app/life.ts';
import { createApp } from '../../src/app/start.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { readSettings } from '../../src/settings.ts';
import { manualClock } from '../support/clock.ts';
import { postgresMaker } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { adminKey } from '../support/filrouge.ts';
import { clientOf, ok, shippedRules } from '../support/house.ts';

vi.setConfig({ testTimeout: 60_000 });
const fresh = postgresMaker();
const clock = manualClock('2026-06-05T06:00:00Z');
const started: { readonly app: App; readonly url: string }[] = [];
let rulesDir: string;

/** The first that starts evaluates, the second stands by. */
beforeAll(async () => {
  rulesDir = await mkdtemp(join(tmpdir(), 'filrouge-rules-'));
  await cp(shippedRules, rulesDir, { recursive: true });
  const url = await fresh();
  for (let each = 0; each < 2; each += 1) {
    const read = readSettings({ FILROUGE_PORT: '0', FILROUGE_ADMIN_KEY: adminKey, FILROUGE_RULES: rulesDir });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const app = await createApp(read.settings, {
      ...{ clock, ticksByHand: true, logger: pino({ level: 'silent' }) },
      leaseTiming: { ttlMs: 60_000, askMs: 200 },
      database: await openDatabase({ url }),
    });
    started.push({ app, url: (await app.start()).url });
  }
});
afterAll(async () => {
  for (const { app } of started.toReversed()) await app.stop();
  await rm(rulesDir, { recursive: true, force: true });
});

const at = (place: number) => started[place]?.url ?? '';
const admin = (place: number) => clientOf(at(place), adminKey);

test('readers find both processes ready, writers the evaluator alone', async () => {
  await eventually(async () => {
    const statuses = await Promise.all(
      [0, 1].flatMap((place) => ['/readyz', '/readyz?for=writes'].map((path) => admin(place).get(path))),
    );
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 503]);
  });
});

test('a process that stands by takes a stop over its API', async () => {
  expect(await ok(admin(1).post('/v1/agents/margaux/suspend', { reason: 'odd' }))).toMatchObject({
    mayRun: false,
  });
  expect(await ok(admin(0).get('/v1/agents/margaux/switch'))).toMatchObject({ mayRun: false, epoch: 1 });
  expect((await admin(1).post('/v1/agents/nobody/suspend', { reason: 'odd' })).status).toBe(404);
  expect((await clientOf(at(1), `fr_${'b'.repeat(43)}`).post('/v1/agents/margaux/suspend', {})).status).toBe(
    401,
  );
  expect((await admin(1).post('/v1/agents/margaux/resume', { reason: 'fine' })).status).toBe(503);
  await ok(admin(0).post('/v1/agents/margaux/resume', { reason: 'fine' }));
});

test('and by its console’s button', async () => {
  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(at(1) + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: at(1), ...headers },
      body: new URLSearchParams(fields),
    });
  const signedIn = await form('/sign-in', { key: adminKey });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const stopped = await form('/agents/margaux/suspend', { reason: 'odd' }, { cookie });
  expect([stopped.status, stopped.headers.get('location')]).toEqual([303, '/agents/margaux']);
  expect(await ok(admin(0).get('/v1/agents/margaux/switch'))).toMatchObject({ mayRun: false, epoch: 3 });
  const elsewhere = { cookie, origin: 'https://elsewhere.example' };
  expect((await form('/agents/margaux/suspend', { reason: 'odd' }, elsewhere)).status).toBe(403);
});
