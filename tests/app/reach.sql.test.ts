import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { createReach, type Reach } from '../../src/app/reach/reach.ts';
import type { Database } from '../../src/platform/database/database.ts';
import type { Reading } from '../../src/switches/reach.ts';
import { purgeReaders, readReaders } from '../../src/switches/reader-store.ts';
import { manualClock } from '../support/clock.ts';
import { eachEngine, onPostgres } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';

vi.setConfig({ testTimeout: 60_000 });

const leaseMs = 30_000;
const poll: Reading = { key: 'ag01', way: 'poll', isAgent: true };

/** The reach as a process has it; rounds come every few milliseconds. */
function reachIn(database: Database, clock: ReturnType<typeof manualClock>, isAlone = true): Reach {
  return createReach({
    ...{ database, clock, logger: pino({ level: 'silent' }), shareEveryMs: 20 },
    leaseMs: (agent) => (agent === 'nobody' ? undefined : leaseMs),
    isAlone: () => isAlone,
  });
}

eachEngine('who reads a switch', (open) => {
  test('is known after a restart, when nobody has asked yet', async () => {
    const database = await open();
    const clock = manualClock('2026-06-05T05:00:00Z');
    const before = reachIn(database, clock);
    await before.start();
    before.heardFrom('margaux', { ...poll, client: 'node' });
    before.heardFrom('nobody', poll);
    await before.stop();

    clock.advance(40_000);
    const after = reachIn(database, clock);
    await after.start();
    expect(after.standing('margaux')).toMatchObject({ kind: 'in_reach' });
    expect(after.readers('margaux')).toMatchObject([{ key: 'ag01', client: 'node' }]);
    expect(after.readers('nobody')).toEqual([]);
    clock.advance(20_001);
    expect(after.standing('margaux')).toMatchObject({ kind: 'not_known' });
    expect(after.standing('leo')).toMatchObject({ kind: 'not_known' });
    clock.advance(40_000);
    expect(after.standing('margaux')).toMatchObject({ kind: 'out_of_reach' });
    expect(after.standing('leo')).toEqual({ kind: 'never_read' });
    await after.stop();
    await purgeReaders(database.db, clock.now());
    expect(await readReaders(database.db)).toEqual([]);
  });

  test('a clock that is set brings nobody in reach, or out of it', async () => {
    const clock = manualClock('2026-06-05T05:00:00Z');
    const reach = reachIn(await open(), clock);
    await reach.start();
    clock.advance(120_000);
    reach.heardFrom('margaux', poll);
    clock.step(3_600_000);
    expect(reach.standing('margaux').kind).toBe('in_reach');
    clock.step(-7_200_000);
    clock.advance(60_001);
    expect(reach.standing('margaux').kind).toBe('out_of_reach');
    await reach.stop();
  });

  test('of many keys those heard last are kept, and others that look count for nothing', async () => {
    const clock = manualClock('2026-06-05T05:00:00Z');
    const reach = reachIn(await open(), clock);
    await reach.start();
    for (let each = 0; each < 40; each += 1) {
      clock.advance(1);
      reach.heardFrom('margaux', { ...poll, key: `ag${each}` });
    }
    expect(reach.readers('margaux').map(({ key }) => key)).toEqual(
      Array.from({ length: 16 }, (_, place) => `ag${place + 24}`),
    );
    clock.advance(60_001);
    reach.heardFrom('margaux', { key: 'vi01', way: 'poll', isAgent: false });
    expect(reach.standing('margaux').kind).toBe('out_of_reach');
    await reach.stop();
  });

  test('of a thousand agents that ask all the time, is written once in a minute', async () => {
    const database = await open();
    const clock = manualClock('2026-06-05T05:00:00Z');
    let statements = 0;
    const counted: Database = {
      ...database,
      get db() {
        statements += 1;
        return database.db;
      },
    };
    const reach = reachIn(counted, clock);
    for (let second = 0; second < 60; second += 10) {
      for (let each = 0; each < 1_000; each += 1) reach.heardFrom(`bot-${each}`, poll);
      clock.advance(10_000);
    }
    await reach.start();
    expect(await readReaders(database.db)).toHaveLength(1_000);
    expect(statements).toBeLessThanOrEqual(4);
    await reach.stop();
  });
});

onPostgres('several processes', (open) => {
  test('know what each other has heard', async () => {
    const database = await open();
    const clock = manualClock('2026-06-05T05:00:00Z');
    const [here, there] = [reachIn(database, clock, false), reachIn(database, clock, false)];
    await Promise.all([here.start(), there.start()]);
    clock.advance(120_000);
    expect(here.standing('margaux').kind).toBe('never_read');
    there.heardFrom('margaux', { ...poll, client: 'node' });
    await eventually(() => expect(here.standing('margaux').kind).toBe('in_reach'));
    expect(here.readers('margaux')).toMatchObject([{ key: 'ag01', client: 'node' }]);
    // The last word of who falls silent is known, too.
    clock.advance(10_000);
    there.heardFrom('margaux', poll);
    const lastAt = clock.now();
    clock.advance(31_000);
    await eventually(() => expect(here.lastAt('margaux')).toBe(lastAt));
    clock.advance(40_000);
    expect(here.standing('margaux').kind).toBe('out_of_reach');
    await Promise.all([here.stop(), there.stop()]);
  });
});

eachEngine('a house', (open) => {
  let house: House;
  afterEach(() => house.stop());

  test('shows who reads an agent, how and since when, and says when nobody does any more', async () => {
    house = await openHouse(await open());
    const reach = async () => (await ok(house.as('viewer').get('/v1/agents/margaux'))).reach;
    const metrics = async () => (await house.as('viewer').get('/metrics')).body as string;
    expect(await reach()).toMatchObject({ standing: 'not_known', readers: [] });
    expect(await metrics()).not.toContain('filrouge_agent_out_of_reach{agent="margaux"}');
    await ok(house.as('margaux').get('/v1/agents/margaux/switch'));
    await ok(house.as('margaux').post('/ofrep/v1/evaluate/flags', { context: {} }));
    await ok(house.as('viewer').get('/v1/agents/margaux/switch'));
    const { standing, readers } = await reach();
    expect(standing).toBe('in_reach');
    expect(readers.map(({ way, isAgent }: { way: string; isAgent: boolean }) => [way, isAgent])).toEqual(
      expect.arrayContaining([
        ['poll', true],
        ['ofrep', true],
        ['poll', false],
      ]),
    );
    expect(await metrics()).toContain('filrouge_agent_out_of_reach{agent="margaux"} 0');
    await house.pass(60_001);
    expect(await reach()).toMatchObject({ standing: 'out_of_reach' });
    expect(await metrics()).toContain('filrouge_agent_out_of_reach{agent="margaux"} 1');
    expect((await ok(house.as('viewer').get('/v1/agents/margaux'))).switch.outOfReach).toBe(true);
  });
});
