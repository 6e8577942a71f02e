import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { postgresMaker } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { adminKey, type Filrouge, startFilrouge } from '../support/filrouge.ts';
import { copyRules } from './rules.ts';
import { countedOf, type Sender, startSender } from './sender.ts';

const rules = `
- id: error-rate
  when: error_rate > 2% over 4s
  min_samples: 20
  then: suspend
  severity: critical
  playbook: stale-answers
`;
/** How long a process may be without an evaluator, as promised. */
const takeOverMs = 5_000;

const fresh = postgresMaker();
let database: Database;
let folder: string;
let [first, second]: Filrouge[] = [];
const defined = (process: Filrouge | undefined): Filrouge => {
  if (process === undefined) throw new Error('the process did not start');
  return process;
};

beforeAll(async () => {
  const url = await fresh();
  folder = await mkdtemp(join(tmpdir(), 'filrouge-two-'));
  await copyRules(join(folder, 'rules'), rules);
  database = await openDatabase({ url });
  const env = {
    DATABASE_URL: url,
    FILROUGE_RULES: join(folder, 'rules'),
    FILROUGE_STEP: '200ms',
    FILROUGE_TICK: '100ms',
  };
  first = await startFilrouge({ ...env, FILROUGE_DATA: join(folder, 'first') });
  second = await startFilrouge({ ...env, FILROUGE_DATA: join(folder, 'second') });
});
afterAll(async () => {
  await Promise.all([first?.kill(), second?.kill()]);
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

test('one of two processes evaluates; the other answers, and takes over from a paused or killed one without losing anything', async () => {
  const [a, b] = [defined(first), defined(second)];
  const admin = (process: Filrouge) => process.as(adminKey);
  const isEvaluator = async (process: Filrouge) =>
    /^filrouge_is_evaluator (\d)$/m.exec((await admin(process).get('/metrics')).body)?.[1] === '1';
  const switchAt = async (process: Filrouge) => (await admin(process).get('/v1/agents/margaux/switch')).body;
  const camille = (await admin(a).post('/v1/keys', { role: 'approver', person: 'camille', name: 'camille' }))
    .body.secret;

  // One evaluates, and the other says so.
  expect(await Promise.all([a, b].map(isEvaluator))).toEqual([true, false]);
  const refused = await admin(b).post('/v1/samples', {
    samples: [{ agent: 'margaux', metric: 'error_rate', value: 1 }],
  });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.body).toMatchObject({ type: 'urn:filrouge:problem:not_the_evaluator', evaluator: a.url });

  // A trip at one is heard at the other, by those who follow there.
  const heard = await followSwitch(b);
  const sender = startSender({ targets: () => [a, b], key: adminKey, from: 0 });
  await eventually(() => expect(heard.latest()).toMatchObject({ mayRun: false, epoch: 1, incident: 1 }));
  expect(await switchAt(b)).toMatchObject({ mayRun: false, epoch: 1 });
  await eventually(async () => {
    const agents = (await admin(b).get('/v1/agents')).body.items;
    expect(agents[0].rules[0]).toMatchObject({ rule: 'error-rate', state: 'firing' });
    expect((await admin(b).get('/metrics')).body).toContain('filrouge_agent_suspended{agent="margaux"} 1');
  });
  const resumed = await a.as(camille).post('/v1/agents/margaux/resume', { reason: 'drill', override: true });
  expect(resumed.body).toMatchObject({ mayRun: true, epoch: 2 });
  await eventually(() => expect(heard.latest()).toMatchObject({ epoch: 3, mayRun: false }));
  heard.stop();

  // Paused: the other one takes over; what the first had under way when it wakes changes nothing.
  await underLoad(sender, () => a.signal('SIGSTOP'));
  expect(await isEvaluator(b)).toBe(true);
  expect(await switchAt(b)).toMatchObject({ mayRun: false, epoch: 3, incident: 1 });
  const forced = await b.as(camille).post('/v1/agents/margaux/resume', { reason: 'drill', override: true });
  expect(forced.body).toMatchObject({ epoch: 4 });
  a.signal('SIGCONT');
  await eventually(async () => expect(await isEvaluator(a)).toBe(false));
  expect((await admin(a).post('/v1/samples', { samples: [] })).status).toBe(503);
  await eventually(async () => expect(await switchAt(a)).toMatchObject({ epoch: 5, mayRun: false }));
  await expectWhole();

  // Killed: the first one takes over again.
  await underLoad(sender, () => b.signal('SIGKILL'));
  expect(await isEvaluator(a)).toBe(true);
  expect(await switchAt(a)).toMatchObject({ mayRun: false, epoch: 5, incident: 1 });
  await sender.stop();
  await expectWhole();
  expect(await countedOf(database)).toEqual({
    interactions: sender.acknowledged(),
    weight: sender.acknowledged(),
  });
  a.signal('SIGTERM');
  expect(await a.ended).toBe(0);

  /** One incident with one plan, however often it was tripped, and a register without a break. */
  async function expectWhole(): Promise<void> {
    const { as } = a;
    expect((await as(adminKey).get('/v1/incidents')).body.items).toHaveLength(1);
    expect((await as(adminKey).get('/v1/plans')).body.items).toHaveLength(1);
    expect((await as(adminKey).get('/v1/register/verify')).body).toMatchObject({ ok: true });
  }
});

/** What senders lose by it, measured: the time without an acknowledgement. */
async function underLoad(sender: Sender, strike: () => void): Promise<void> {
  sender.longestGap();
  const before = sender.acknowledged();
  strike();
  await eventually(() => expect(sender.acknowledged()).toBeGreaterThan(before + 40));
  expect(sender.longestGap()).toBeLessThan(takeOverMs);
}

async function followSwitch(process: Filrouge) {
  const abort = new AbortController();
  const response = await fetch(`${process.url}/v1/agents/margaux/switch/stream`, {
    headers: { Authorization: `Bearer ${adminKey}` },
    signal: abort.signal,
  });
  let latest: unknown;
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk);
      const data = [...text.matchAll(/^data: ?(.*)$/gm)].at(-1)?.[1];
      if (data?.endsWith('}')) latest = JSON.parse(data);
    }
  };
  read().catch(() => {});
  return { latest: () => latest, stop: () => abort.abort() };
}
