import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { manualClock } from '../../support/clock.ts';
import { type Client, clientOf, type House, ok, openHouse, shippedRules } from '../../support/house.ts';
import { deliver, nextStop, patterns } from './days.ts';
import { openPost } from './post.ts';

const hour = 3_600_000;
const syncEveryMs = 600_000;

/** An instant of the summer of 2026 in Paris, two hours ahead of UTC: `paris('06-02 09:12')`. */
export function paris(text: string): number {
  const [day, time] = text.split(' ');
  return Date.parse(`2026-${day}T${time}:00+02:00`);
}

/** What the agents measure as time goes by. */
export type Weather = {
  /** The share of Margaux's answers that are wrong. */
  wrong: number;
  /** The feed of the catalogue comes. */
  feed: boolean;
  /** What customers think of Leo, of 5. */
  leo: number;
  /** Margaux answers nobody. */
  silent: boolean;
};

/** The shipped rules with the people and agents of the story, to be edited. */
export async function copyOfRules(): Promise<string> {
  const rulesDir = await mkdtemp(join(tmpdir(), 'filrouge-two-months-'));
  onTestFinished(() => rm(rulesDir, { recursive: true, force: true }));
  await cp(shippedRules, rulesDir, { recursive: true });
  await cp(join(import.meta.dirname, 'rules'), rulesDir, { recursive: true });
  return rulesDir;
}

/** Opens the house of the story on a database, with real receivers of all that it sends. */
export async function openWorld(database: Database, start: number) {
  const clock = manualClock(start);
  const rulesDir = await copyOfRules();
  const post = await openPost(clock);
  const weather: Weather = { wrong: 0.004, feed: true, leo: 4.6, silent: false };
  const lasting = { ...database, close: async () => {} };
  const open = () =>
    openHouse(lasting, { clock, rulesDir, patterns, env: post.env, unwatchedAfterMs: 12 * hour });
  let house: House = await open();
  const keys = new Map<string, string>();
  for (const person of ['nadia', 'sam']) {
    const made = await ok(
      house.as('admin').post('/v1/keys', { role: 'operator', person, name: person }),
      201,
    );
    keys.set(person, made.secret);
  }

  /** The app does what it would do by itself at this instant. */
  async function settle(): Promise<void> {
    await house.pass(0);
    await deliver(house, database.db, post);
  }

  let measured = start;
  async function measure(): Promise<void> {
    const now = clock.now();
    const of = (metric: string, value: number, weight: number, agent = 'margaux', at = now) => ({
      ...{ agent, metric, value, weight, at: new Date(at).toISOString() },
    });
    const since = Math.max(measured, now - 4 * hour);
    measured = now;
    const every = (ms: number) => {
      const times: number[] = [];
      for (let at = now; at > since; at -= ms) times.unshift(at);
      return times;
    };
    const { silent, feed, wrong, leo } = weather;
    const samples = [
      ...(silent ? [] : every(hour).map((at) => of('error_rate', wrong, 120, 'margaux', at))),
      ...(silent ? [] : [of('csat', 4.6, 30)]),
      ...(feed ? every(syncEveryMs).map((at) => of('catalogue_freshness', 1, 1, 'margaux', at)) : []),
      of('csat', leo, 30, 'leo'),
    ];
    expect((await house.as('ingest').post('/v1/samples', { samples })).body).toEqual({
      accepted: samples.length,
      rejected: [],
    });
  }

  return {
    clock,
    post,
    /** Says in the golden list what happens here. */
    note: (text: string) =>
      void post.letters.push({ at: clock.now(), channel: 'story', subject: text, raw: '' }),
    weather,
    house: () => house,
    settle,
    /** Lives on until an instant: measures come, jobs run at their times, what is due is told and delivered. */
    until: async (text: string): Promise<void> => {
      const to = paris(text);
      for (let at = nextStop(house, to); at < to; at = nextStop(house, to)) {
        clock.set(at);
        await measure();
        await house.pass(0);
        await house.calendar.run();
        await deliver(house, database.db, post);
      }
      clock.set(to);
      await measure();
      await settle();
    },
    as: (who: string): Client => {
      const key = keys.get(who);
      return key === undefined ? house.as(who as 'lea') : clientOf(house.url, key);
    },
    /** Nobody runs it until an instant; then it starts again. */
    down: async (text: string): Promise<void> => {
      await house.stop();
      clock.set(paris(text));
      house = await open();
      // It looks at once, and again as soon as the first cells have ended.
      for (const ms of [0, 10_000, 10_000, 10_000]) {
        clock.advance(ms);
        await measure();
        await settle();
      }
    },
    close: async () => {
      await house.stop();
      await database.close();
    },
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;
