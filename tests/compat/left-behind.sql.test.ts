import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, constants } from 'node:zlib';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { App } from '../../src/app/life.ts';
import { createApp } from '../../src/app/start.ts';
import { readSettings } from '../../src/settings.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { emptyPostgresMaker } from '../support/database.ts';
import { type Client, clientOf, ok } from '../support/house.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const minute = 60_000;
const Left = z.object({ at: z.number(), keys: z.record(z.string(), z.string()) });

/** A house of today on what the older one has left behind. */
type Reopened = {
  readonly app: App;
  readonly clock: ManualClock;
  readonly as: (who: string) => Client;
  /** What each agent's customers meet: the errors of a minute, or Dan's satisfaction. */
  readonly world: Map<string, number>;
  /** Lets minutes pass up to this time of the day, each with its samples. */
  readonly until: (time: string) => Promise<void>;
};

async function unpacked(engine: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-compat-'));
  const packed = await readFile(join(import.meta.dirname, `1c486a9/${engine}.tar.br`));
  execFileSync('tar', ['-x', '--no-same-owner', '-C', folder], {
    input: brotliDecompressSync(packed, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } }),
  });
  return folder;
}

async function reopen(folder: string, databaseUrl?: string): Promise<Reopened> {
  const left = Left.parse(JSON.parse(await readFile(join(folder, 'left.json'), 'utf8')));
  const read = readSettings({
    FILROUGE_PORT: '0',
    FILROUGE_ADMIN_KEY: left.keys['admin'],
    FILROUGE_RULES: join(folder, 'rules'),
    FILROUGE_DATA: join(folder, 'data'),
    DATABASE_URL: databaseUrl,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const clock = manualClock(left.at);
  const app = await createApp(read.settings, {
    clock,
    ticksByHand: true,
    leaseTiming: { ttlMs: 60_000, askMs: 500 },
    // The clock is moved by minutes, and all of that time is measured.
    unwatchedAfterMs: Number.POSITIVE_INFINITY,
    logger: pino({ level: 'silent' }),
  });
  const { url } = await app.start();
  const as = (who: string) => clientOf(url, left.keys[who] ?? '');

  const world = new Map([
    ['anna', 0.001],
    ['bruno', 0.001],
    ['clara', 0.05],
    ['dan', 4.8],
  ]);
  const until = async (time: string): Promise<void> => {
    const end = Date.parse(`2026-06-05T${time}Z`);
    while (clock.now() < end) {
      clock.set(Math.min(Math.floor(clock.now() / minute) * minute + minute, end));
      const at = new Date(clock.now()).toISOString();
      const samples = [...world].map(([agent, value]) =>
        agent === 'dan'
          ? { agent, metric: 'csat', value, weight: 20, at }
          : { agent, metric: 'error_rate', value, weight: 100, at },
      );
      if (clock.now() % minute === 0) await ok(as('ingest').post('/v1/samples', { samples }));
      await app.tick();
      await app.settled();
    }
  };
  return { app, clock, as, world, until };
}

const freshPostgres = emptyPostgresMaker();

async function restored(dump: string): Promise<string> {
  const url = await freshPostgres();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(await readFile(dump, 'utf8')).finally(() => client.end());
  return url;
}

describe.each(['pglite', 'postgresql'])(
  'what the commit before the rebuild left behind when it was killed (%s)',
  (engine) => {
    const folders: string[] = [];
    const apps: App[] = [];
    afterAll(async () => {
      for (const app of apps) await app.stop();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    });

    test('opens as it stood, and goes on to the end of every clock and every command', async () => {
      const folder = await unpacked(engine);
      folders.push(folder);
      const url = engine === 'postgresql' ? await restored(join(folder, 'dump.sql')) : undefined;
      const { app, as, world, until } = await reopen(folder, url);
      apps.push(app);
      const rule = async (agent: string) => (await ok(as('lea').get(`/v1/agents/${agent}`))).rules[0];

      // As it stood: the register, the keys, each switch, incident, plan and clock.
      expect(await ok(as('lea').get('/v1/register/verify'))).toMatchObject({ ok: true });
      expect(await ok(as('lea').get('/v1/incidents'))).toMatchObject({
        items: [
          { number: 4, agent: 'emma', state: 'open', plan: 3 },
          { number: 3, agent: 'dan', state: 'open' },
          { number: 2, agent: 'bruno', state: 'acknowledged', plan: 2, downtimeMs: 9 * minute },
          { number: 1, agent: 'anna', state: 'closed', plan: 1, downtimeMs: 9 * minute },
        ],
      });
      expect(await ok(as('lea').get('/v1/plans'))).toMatchObject({
        items: [
          { number: 3, state: 'draft' },
          { number: 2, state: 'active', version: 6 },
          { number: 1, state: 'closed', version: 12, progress: { verified: 1 } },
        ],
      });
      const criterion = { verdict: 'holding', heldSeconds: 8_400, assessedAt: '2026-06-05T08:40:00.000Z' };
      expect(await ok(as('lea').get('/v1/plans/2'))).toMatchObject({ actions: [{ criteria: [criterion] }] });
      expect(await ok(as('lea').get('/v1/agents/anna'))).toMatchObject({
        switch: { mayRun: true, epoch: 2, acknowledgedEpoch: 2 },
      });
      expect(await ok(as('emma').get('/v1/agents/emma/switch'))).toMatchObject({
        mayRun: false,
        epoch: 1,
        reasons: [{ kind: 'trip', rule: 'error-rate' }],
      });
      expect(await ok(as('lea').get('/v1/agents/finn'))).toMatchObject({
        switch: { mayRun: false, reasons: [{ kind: 'hold' }] },
      });
      expect(await rule('clara')).toMatchObject({ state: 'pending', since: '2026-06-05T08:22:00.000Z' });
      expect(await rule('dan')).toMatchObject({ state: 'firing', since: '2026-06-05T08:02:00.000Z' });
      const notices = await ok(as('lea').get('/v1/notices'));
      expect(notices.items.map(({ kind }: { kind: string }) => kind)).toContain('agent_tripped');

      // Samples that were answered, but that the log on the disk alone had.
      const series = 'series?metric=nps&from=2026-06-05T08:40:00Z&to=2026-06-05T08:41:00Z&step=1m';
      expect(await ok(as('lea').get(`/v1/agents/anna/${series}`))).toMatchObject({
        points: [[Date.parse('2026-06-05T08:40:00Z'), 42]],
      });

      // The clock of `for: 30m` fires at its instant, not a second earlier.
      await until('08:51:59');
      expect(await rule('clara')).toMatchObject({ state: 'pending', since: '2026-06-05T08:22:00.000Z' });
      await until('08:52:00');
      expect(await rule('clara')).toMatchObject({ state: 'firing' });
      expect(await ok(as('lea').get('/v1/incidents/5'))).toMatchObject({
        agent: 'clara',
        plan: 4,
        opened: { at: '2026-06-05T08:52:00.000Z' },
      });
      expect(await ok(as('lea').get('/v1/agents/clara'))).toMatchObject({ switch: { mayRun: false } });
      world.delete('clara');

      // So does `keep_firing_for: 1h`, which began when the condition ended at 08:07.
      await until('09:06:59');
      expect(await rule('dan')).toMatchObject({ state: 'firing' });
      await until('09:07:00');
      expect(await rule('dan')).toMatchObject({ state: 'inactive', resolvedAt: '2026-06-05T09:07:00.000Z' });

      // What was open takes every command to its end.
      await ok(as('emma').post('/v1/agents/emma/switch/ack', { epoch: 1 }));
      await ok(as('lea').post('/v1/incidents/4/acknowledge'));
      await ok(as('camille').post('/v1/agents/emma/resume', { reason: 'Corrigé et vérifié.' }));
      await ok(as('camille').post('/v1/agents/finn/resume', { reason: 'Consigne relue.' }));
      world.set('emma', 0.001);
      await ok(as('lea').patch('/v1/plans/3', { rootCause: 'Une consigne.' }));
      await ok(as('lea').post('/v1/actions/3-1/checklists/contact/items/0', {}));
      await ok(as('lea').patch('/v1/actions/3-1', { status: 'done' }));
      const sign = async (plan: number, step: string) => {
        await ok(as('lea').post(`/v1/plans/${plan}/sign`, { as: 'owner', for: step }));
        await ok(as('camille').post(`/v1/plans/${plan}/sign`, { as: 'approver', for: step }));
      };
      await sign(3, 'activation');
      await ok(as('lea').post('/v1/incidents/4/resolve'));
      await until('09:40:00');
      await ok(as('lea').patch('/v1/plans/3', { closingSummary: 'Cause traitée.' }));
      await sign(3, 'closure');
      expect(await ok(as('camille').post('/v1/plans/3/close', {}))).toMatchObject({ state: 'closed' });
      expect(await ok(as('lea').post('/v1/incidents/4/close'))).toMatchObject({ state: 'closed' });

      // The criterion that held for 2 h 20 min when it was killed is met after 6 h that were measured: nothing was from
      // the last look before to the first cell after, 70 s later.
      await until('12:21:09');
      const verdict = async () => (await ok(as('lea').get('/v1/plans/2'))).actions[0].criteria[0].verdict;
      expect(await verdict()).toBe('holding');
      await until('12:21:10');
      expect(await verdict()).toBe('met');
      await ok(as('lea').patch('/v1/plans/2', { closingSummary: 'La garde tient.' }));
      await sign(2, 'closure');
      expect(await ok(as('camille').post('/v1/plans/2/close', {}))).toMatchObject({ state: 'closed' });
      expect(await ok(as('lea').get('/v1/register/verify'))).toMatchObject({ ok: true });
    });
  },
);
