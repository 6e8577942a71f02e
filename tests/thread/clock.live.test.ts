import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { missingFaketime, type ProcessClock, processClock } from '../support/faketime.ts';
import { adminKey, type Filrouge, startFilrouge } from '../support/filrouge.ts';
import { ok } from '../support/house.ts';
import { copyRules } from './rules.ts';

// A busy machine takes long to start a process on the embedded database.
vi.setConfig({ testTimeout: 240_000 });

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
/** What has to become of a breach within seconds; on a busy machine a few more. */
const soon = { timeout: 10_000, interval: 20 };
const rules = `
- id: error-rate
  when: error_rate > 2% over 2s
  min_samples: 20
  then: suspend
- id: slow
  when: response_time > 20s over 1m
  for: 10m
  then: alert
- id: stale
  when: catalogue_freshness > 15m
  then: alert
`;

let rulesDir: string;
beforeAll(async () => {
  rulesDir = await mkdtemp(join(tmpdir(), 'filrouge-clock-rules-'));
  await copyRules(rulesDir, rules);
});
afterAll(() => rm(rulesDir, { recursive: true, force: true }));

/** A process with a clock of its own, a feed that is fresh and an answer time that has begun to be too long. */
async function start(timezone: string) {
  const [clock, data] = [processClock(), await mkdtemp(join(tmpdir(), 'filrouge-clock-data-'))];
  const env = {
    ...clock.env,
    TZ: timezone,
    FILROUGE_DATA: data,
    FILROUGE_RULES: rulesDir,
    FILROUGE_STEP: '1s',
    FILROUGE_TICK: '100ms',
  };
  let filrouge = await startFilrouge(env);
  const admin = () => filrouge.as(adminKey);
  const send = (metric: string, value: number) =>
    ok(admin().post('/v1/samples', { samples: [{ agent: 'margaux', metric, value, weight: 100 }] }));
  const isReady = () =>
    vi.waitFor(async () => expect((await admin().get('/readyz')).status).toBe(200), {
      ...soon,
      timeout: 20_000,
    });
  await isReady();
  await send('catalogue_freshness', 0);
  await send('response_time', 60);
  return {
    clock,
    admin,
    signal: (name: Parameters<Filrouge['signal']>[0]) => filrouge.signal(name),
    /** Ends it, and starts it again so much later. */
    away: async (ms: number) => {
      await filrouge.kill();
      clock.step(ms);
      filrouge = await startFilrouge(env);
      await isReady();
    },
    end: async () => {
      await filrouge.kill();
      clock.remove();
      await rm(data, { recursive: true, force: true });
    },
    send,
  };
}
type Scene = Awaited<ReturnType<typeof start>>;

const steps = async ({ admin }: Scene): Promise<number[]> =>
  (await ok(admin().get('/v1/register?kind=clockStepped'))).items.map(
    (entry: { data: { bySeconds: number } }) => entry.data.bySeconds,
  );

const firings = async ({ admin }: Scene): Promise<string[]> =>
  (await ok(admin().get('/v1/incidents'))).items.flatMap(({ triggers }: { triggers: { rule: string }[] }) =>
    triggers.map(({ rule }) => rule),
  );

/** Nothing has fired but what is told, a breach stops the agent within seconds, and the approver lets it run again. */
async function expectWatched(scene: Scene, firedBefore: number): Promise<string> {
  const { admin, send } = scene;
  const told = (count: number) => Array.from({ length: count }, () => 'error-rate');
  const switchOf = async () => (await ok(admin().get('/v1/agents/margaux/switch'))).mayRun;
  expect(await firings(scene)).toEqual(told(firedBefore));
  expect(await switchOf()).toBe(true);
  await vi.waitFor(async () => {
    await send('error_rate', 0.5);
    expect(await switchOf()).toBe(false);
  }, soon);
  expect(await firings(scene)).toEqual(told(firedBefore + 1));
  const [incident] = (await ok(admin().get('/v1/incidents'))).items;
  expect(Math.abs(Date.parse(incident.opened.at) - scene.clock.now())).toBeLessThan(soon.timeout);
  await ok(admin().post('/v1/agents/margaux/resume', { reason: 'drill', override: true }));
  await ok(admin().post(`/v1/incidents/${incident.number}/resolve`));
  return incident.opened.at;
}

/** The clock is set, and the process has noticed. */
async function setClock(scene: Scene, set: (clock: ProcessClock) => void): Promise<number> {
  const before = await steps(scene);
  set(scene.clock);
  await vi.waitFor(async () => expect((await steps(scene)).length).toBe(before.length + 1), soon);
  return (await steps(scene)).at(-1) ?? 0;
}

describe.skipIf(missingFaketime !== undefined)(
  `the real process and its clock ${missingFaketime ?? ''}`,
  () => {
    test.concurrent('set back and ahead: a breach stops the agent, and nothing fires by itself', async () => {
      const scene = await start('Europe/Paris');
      try {
        let fired = 0;
        for (const ms of [-20 * second, -hour, -day, 20 * second, hour, day]) {
          const found = await setClock(scene, (clock) => clock.step(ms));
          expect(Math.abs(found - ms / second)).toBeLessThanOrEqual(2);
          await expectWatched(scene, fired++);
        }
        expect(await ok(scene.admin().get('/v1/register/verify'))).toMatchObject({ ok: true });
      } finally {
        await scene.end();
      }
    });

    test.concurrent('both nights of the clock change, a leap day, a sleep, days and months away', async () => {
      const scene = await start('Europe/Paris');
      try {
        let fired = 0;
        for (const turn of ['2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z', '2028-02-29T00:00:00Z']) {
          const eve = new Date(Date.parse(turn) - 1.5 * second).toISOString();
          await setClock(scene, (clock) => clock.set(eve));
          await vi.waitFor(() => expect(scene.clock.now()).toBeGreaterThan(Date.parse(turn)), soon);
          const openedAt = await expectWatched(scene, fired++);
          expect(openedAt.slice(0, 13)).toBe(turn.slice(0, 13));
        }
        await setClock(scene, (clock) => {
          scene.signal('SIGSTOP');
          clock.step(20 * minute);
          scene.signal('SIGCONT');
        });
        await expectWatched(scene, fired++);
        for (const days of [5, 61]) {
          await scene.away(days * day);
          await expectWatched(scene, fired++);
        }
        expect(await ok(scene.admin().get('/v1/register/verify'))).toMatchObject({ ok: true });
      } finally {
        await scene.end();
      }
    });
  },
);
