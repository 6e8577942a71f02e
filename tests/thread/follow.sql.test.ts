import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { breakable } from '../support/breakable.ts';
import { manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { expireLease } from '../support/lease.ts';
import { rulesWith } from './rules.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const stepMs = 10_000;
const alerting = `
- id: error-rate
  when: error_rate > 2% over 5m
  then: alert
- id: catalogue-freshness
  when: catalogue_freshness > 15m
  then: alert
`;

eachEngine('criteria that stand still', (open) => {
  const houses: House[] = [];
  afterEach(async () => {
    for (const house of houses.splice(0)) await house.stop();
  });

  test('are not written anew, a crash finds them where they were, and a measure wakes them', async () => {
    const [database, rulesDir] = [await open(), await rulesWith(alerting)];
    const clock = manualClock('2026-06-05T06:00:00Z');
    const wire = breakable(database);
    const before = await openHouse(wire, { clock, rulesDir });
    houses.push(before);
    const order = { source: 'manual', agent: 'margaux', title: 'Vu', description: 'Vu' };
    await ok(before.as('lea').post('/v1/incidents', { ...order, playbook: 'stale-answers' }), 201);
    for (let cell = 0; cell < 2; cell += 1) await before.pass(stepMs);
    const criterion = async (house: House) => {
      const { actions } = await ok(house.as('viewer').get('/v1/plans/1'));
      return actions.find(({ id }: { id: string }) => id === '1-3').criteria[0];
    };
    const rows = async () =>
      (await database.db.execute(sql`SELECT * FROM criterion_states ORDER BY criterion`)).rows;
    const [stored, seen] = [await rows(), await criterion(before)];

    for (let cell = 0; cell < 6; cell += 1) await before.pass(stepMs);
    expect(await rows()).toEqual(stored);
    const looked = new Date(Date.parse(seen.assessedAt) + 6 * stepMs).toISOString();
    expect(await criterion(before)).toEqual({ ...seen, assessedAt: looked });

    wire.cut();
    await expireLease(database);
    const after = await openHouse(breakable(database), { clock, rulesDir });
    houses.push(after);
    await after.app.settled();
    expect(await criterion(after)).toEqual({ ...seen, assessedAt: looked });
    expect(await rows()).toEqual(stored);

    const at = new Date(clock.now()).toISOString();
    const sample = { agent: 'margaux', metric: 'error_rate', value: 0.003, weight: 100, at };
    await ok(after.as('ingest').post('/v1/samples', { samples: [sample] }));
    await after.pass(stepMs);
    expect(await criterion(after)).toMatchObject({ value: 0.003, verdict: 'pending' });
  });
});
