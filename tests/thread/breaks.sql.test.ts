import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { type Breakable, breakable } from '../support/breakable.ts';
import { manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, openHouse } from '../support/house.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

/** More transactions than a breach takes: samples, trip, evidence, criteria. */
const moments = [0, 1, 2, 3];

eachEngine('when the connection to the database breaks', (open) => {
  let house: House;
  let wire: Breakable;
  afterEach(() => house.stop());

  async function start(): Promise<void> {
    wire = breakable(await open());
    house = await openHouse(wire, { clock: manualClock('2026-06-05T06:00:00Z') });
  }

  /** 60 contacts, 6 of them wrong, sent again until they are taken, as a sender does. */
  async function contacts(from: number): Promise<number> {
    const at = new Date(house.clock.now()).toISOString();
    const interactions = Array.from({ length: 60 }, (_, place) => ({
      id: `c-${from + place}`,
      agent: 'margaux',
      at,
      ...(place < 6 ? { outcome: 'error', reason: 'item_unavailable' } : { outcome: 'ok' }),
    }));
    let refused = 0;
    await eventually(async () => {
      const { status, headers } = await house.as('margaux').post('/v1/interactions', { interactions });
      if (status === 200) return;
      refused += 1;
      expect({ status, retry: headers.get('retry-after') }).toEqual({ status: 503, retry: '1' });
      throw new Error('not yet');
    });
    return refused;
  }

  async function settled(): Promise<void> {
    await eventually(async () => {
      expect((await house.as('viewer').get('/readyz')).status).toBe(200);
      await house.app.settled();
      expect((await house.as('viewer').get('/v1/incidents/1')).body.evidence).toBeDefined();
    });
  }

  const rule = async () =>
    (await house.as('viewer').get('/v1/agents/margaux')).body.rules.find(
      (each: { rule: string }) => each.rule === 'error-rate',
    );

  /** All of the trip is there, once, and memory, switch board and database agree on it. */
  async function expectOneTrip(epoch: number): Promise<void> {
    const { as } = house;
    expect((await as('margaux').get('/v1/agents/margaux/switch')).body).toMatchObject({
      mayRun: false,
      epoch,
      incident: 1,
    });
    expect((await as('viewer').get('/v1/incidents')).body.items).toHaveLength(1);
    expect((await as('viewer').get('/v1/plans')).body.items).toHaveLength(1);
    expect((await as('viewer').get('/v1/register/verify')).body).toMatchObject({ ok: true });
    const kinds = (await as('viewer').get('/v1/register?incident=1')).body.items.map(
      (entry: { kind: string }) => entry.kind,
    );
    // The generated context is completed after the evidence when that tells it something new, once at most.
    const completed = kinds.filter((kind: string) => kind === 'contextCompleted');
    expect(completed.length).toBeLessThanOrEqual(1);
    expect(kinds.filter((kind: string) => !completed.includes(kind))).toEqual([
      'ruleFired',
      'incidentOpened',
      'agentTripped',
      'planDrafted',
      'evidenceGathered',
    ]);
    const { rows } = await wire.db.execute<{ key: string }>(sql`SELECT key FROM notices ORDER BY key`);
    expect(rows.map(({ key }) => key.split(':')[0])).toEqual(['fired', 'plan-drafted']);
  }

  for (const when of ['before_commit', 'after_commit'] as const) {
    for (const skip of moments) {
      test(`${when === 'before_commit' ? 'before' : 'after'} the commit of transaction ${skip + 1} of a breach, nothing is lost and nothing counts twice`, async () => {
        await start();
        wire.breakOnce(when, skip);
        await contacts(0);
        await settled();
        await house.pass(0);
        expect(await rule()).toMatchObject({ weight: 60, value: 0.1, state: 'firing' });
        await expectOneTrip(1);
        await contacts(0);
        await contacts(60);
        await house.app.settled();
        expect(await rule()).toMatchObject({ weight: 120, value: 0.1 });
        await expectOneTrip(1);
        const { rows } = await wire.db.execute<{ weight: number; counted: number; reasons: number }>(sql`
          SELECT (SELECT sum(c.weight) FROM cells c JOIN series s ON s.id = c.series WHERE s.metric = 'error_rate') AS weight,
            (SELECT count(*)::int FROM interactions) AS counted, (SELECT sum(count)::int FROM reasons) AS reasons`);
        expect(rows[0]).toEqual({ weight: 120, counted: 120, reasons: 12 });
      });
    }
  }

  test('a resume whose commit was lost or not is known for what it is, also to the agent', async () => {
    await start();
    await contacts(0);
    await settled();
    for (const when of ['before_commit', 'after_commit'] as const) {
      wire.breakOnce(when, 0);
      const order = { reason: 'mended', override: true };
      expect((await house.as('camille').post('/v1/agents/margaux/resume', order)).status).toBe(503);
      await eventually(async () => {
        expect((await house.as('viewer').get('/readyz')).status).toBe(200);
      });
      await house.app.settled();
      const mayRun = when === 'after_commit';
      expect((await house.as('margaux').get('/v1/agents/margaux/switch')).body).toMatchObject({ mayRun });
    }
  });

  test('a trip that can never be written is tried ever more rarely, loudly, and holds up nobody else', async () => {
    await start();
    const { as } = house;
    await wire.db.execute(
      sql`CREATE FUNCTION no_plan() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no plan today'; END $$`,
    );
    await wire.db.execute(
      sql`CREATE TRIGGER no_plan BEFORE INSERT ON plans FOR EACH ROW EXECUTE FUNCTION no_plan()`,
    );
    await contacts(0);
    const failing = async () =>
      Number(/filrouge_failing_trips (\d+)/.exec((await as('viewer').get('/metrics')).body)?.[1]);
    await eventually(async () => expect(await failing()).toBe(1));
    await eventually(async () => expect((await as('viewer').get('/readyz')).status).toBe(200));
    await house.app.settled();
    // Its time has not come: other samples are taken, and nothing is tried or read again.
    const begun = wire.begun();
    await contacts(60);
    await house.pass(10);
    expect(wire.begun() - begun).toBeLessThan(6);
    expect((await as('viewer').get('/v1/incidents')).body.items).toEqual([]);
    await wire.db.execute(sql`DROP FUNCTION no_plan() CASCADE`);
    await house.pass(60_000);
    await settled();
    await expectOneTrip(1);
    expect(await failing()).toBe(0);
  });
});
