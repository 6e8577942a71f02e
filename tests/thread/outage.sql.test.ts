import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { leaseTiming } from '../../src/platform/lease/lease.ts';
import { manualClock } from '../support/clock.ts';
import { postgresMaker } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, openHouse } from '../support/house.ts';
import { proxyTo, type Wire } from '../support/proxy.ts';
import { countedOf } from './sender.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const fresh = postgresMaker();
let proxy: Wire;
let beside: Database;
let house: House;

beforeEach(async () => {
  const url = await fresh();
  proxy = await proxyTo(url);
  beside = await openDatabase({ url });
  house = await openHouse(await openDatabase({ url: proxy.url }), {
    clock: manualClock('2026-06-05T06:00:00Z'),
    lease: leaseTiming,
  });
});
afterEach(async () => {
  await house.stop();
  await proxy.close();
  await beside.close();
});

/** Ten contacts, one of them wrong. */
async function send(from: number): Promise<number> {
  const interactions = Array.from({ length: 10 }, (_, place) => ({
    id: `c-${from + place}`,
    agent: 'margaux',
    at: new Date(house.clock.now()).toISOString(),
    outcome: place === 0 ? 'error' : 'ok',
  }));
  return (await house.as('margaux').post('/v1/interactions', { interactions })).status;
}

/** Sends again until it is taken; whatever is not taken is refused with 503. */
async function taken(from: number): Promise<void> {
  await eventually(async () => {
    const status = await send(from);
    if (status !== 200) expect(status).toBe(503);
    expect(status).toBe(200);
  });
}

async function expectOneTripOf(contacts: number): Promise<void> {
  await eventually(async () => {
    // A trip whose write has failed is tried again when its time has come.
    await house.pass(1_000);
    expect((await house.as('margaux').get('/v1/agents/margaux/switch')).body).toMatchObject({
      mayRun: false,
      epoch: 1,
      incident: 1,
    });
    expect((await house.as('viewer').get('/v1/incidents/1')).body.evidence).toBeDefined();
  });
  await house.app.settled();
  expect(await countedOf(beside)).toEqual({ interactions: contacts, weight: contacts });
  expect((await house.as('viewer').get('/v1/incidents')).body.items).toHaveLength(1);
  expect((await house.as('viewer').get('/v1/plans')).body.items).toHaveLength(1);
  expect((await house.as('viewer').get('/v1/register/verify')).body).toMatchObject({ ok: true });
}

test('connections that the server ends in the middle of writes lose nothing and count nothing twice', async () => {
  const terminate = () =>
    beside.db.execute(sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND query NOT LIKE 'LISTEN%'`);
  for (let batch = 0; batch < 12; batch += 1) {
    await Promise.all([taken(batch * 10), terminate()]);
  }
  await expectOneTripOf(120);
});

test('a database that stops answering is not guessed at, and everything goes on when it answers again', async () => {
  for (let batch = 0; batch < 4; batch += 1) await taken(batch * 10);
  proxy.stall();
  // The breach comes just now: it can neither be stored nor acknowledged.
  const breaching = send(40);
  await eventually(async () =>
    expect((await house.as('margaux').get('/v1/agents/margaux/switch')).status).toBe(503),
  );
  expect((await fetch(`${house.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${house.url}/healthz`)).status).toBe(200);
  proxy.resume();
  const status = await breaching;
  if (status !== 200) expect(status).toBe(503);
  await taken(40);
  await expectOneTripOf(50);
});
