import { fc } from '@fast-check/vitest';
import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import { crashingHouses } from '../../support/crashing.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok } from '../../support/house.ts';

// A busy machine must not cost a test its time.
vi.setConfig({ testTimeout: 60_000 });

const hour = 3_600_000;

const Told = fc.record(
  {
    csat: fc.integer({ min: 1, max: 5 }),
    nps: fc.integer({ min: 0, max: 10 }),
    firstContact: fc.boolean(),
    reopened: fc.boolean(),
    escalated: fc.boolean(),
    responseSeconds: fc.integer({ min: 0, max: 100 }),
    reason: fc.constantFrom('rude', 'stale'),
  },
  { requiredKeys: [] },
);

/** Facts, the post that each is told in, and when these posts are sent: a post may be sent again. */
const Interactions = fc.array(
  fc.record({
    outcome: fc.constantFrom('ok', 'error'),
    secondsAgo: fc.integer({ min: 0, max: 40 }),
    told: Told,
    parts: fc.array(fc.nat(2), { minLength: 7, maxLength: 7 }),
    turns: fc.array(fc.nat(5), { minLength: 3, maxLength: 6 }),
  }),
  { minLength: 4, maxLength: 12 },
);

eachEngine('an interaction that is told of in pieces', (open) => {
  const { start } = crashingHouses(open);

  const send = (house: House, interactions: readonly object[]) =>
    ok(house.as('ingest').post('/v1/interactions', { interactions }));

  /** All cells and reasons that interactions fed in this hour. */
  async function fed(house: House, database: Database, from: number): Promise<unknown[]> {
    await house.app.settled();
    const cells = await database.db.execute(sql`
      SELECT s.metric, c.start - ${from} AS start, c.sum, c.weight, c.min, c.max
      FROM cells c JOIN series s ON s.id = c.series
      WHERE s.agent = 'margaux' AND c.start >= ${from} AND c.start < ${from + hour} ORDER BY s.metric, c.start`);
    const reasons = await database.db.execute(sql`
      SELECT reason, start - ${from} AS start, count FROM reasons
      WHERE start >= ${from} AND start < ${from + hour} ORDER BY reason, start`);
    return [...cells.rows, ...reasons.rows];
  }

  test('ends as if it had come whole, whatever is sent again, in any order, with a crash in between', async () => {
    const { house, database, clock, crash } = await start();
    let run = 0;
    const posts = (told: typeof Interactions extends fc.Arbitrary<infer T> ? T : never, from: number) =>
      told.map(({ outcome, secondsAgo, told: facts }, number) => ({
        id: `c-${run}-${number}-${from}`,
        agent: 'margaux',
        outcome,
        at: new Date(from + 50_000 - secondsAgo * 1_000).toISOString(),
        facts: Object.entries(facts).filter(([fact]) => fact !== 'reason' || outcome === 'error'),
      }));
    await fc.assert(
      fc.asyncProperty(Interactions, fc.nat(5), async (interactions, crashAt) => {
        run += 1;
        const [whole, pieces] = [clock.now() - run * 2 * hour, clock.now() - (run * 2 + 1) * hour];
        const entire = posts(interactions, whole).map(({ facts, ...post }) => ({
          ...post,
          ...Object.fromEntries(facts),
        }));
        const { merged, duplicates } = await send(house(), entire);
        expect({ merged, duplicates }).toEqual({ merged: 0, duplicates: 0 });
        const parts = posts(interactions, pieces).flatMap(({ facts, ...post }, number) =>
          (interactions[number]?.turns ?? []).map((turn, part) => {
            const mine = facts.filter((_, fact) => interactions[number]?.parts[fact] === part % 3);
            return { turn, post: { ...post, ...Object.fromEntries(mine) } };
          }),
        );
        for (let turn = 0; turn <= 5; turn++) {
          const now = parts.filter((part) => part.turn === turn).map(({ post }) => post);
          // At once, in two requests: an answer that was lost.
          await Promise.all([send(house(), now), send(house(), now.slice(0, 3))]);
          if (turn === crashAt) await crash();
        }
        const again = await send(house(), entire);
        expect(again).toMatchObject({ accepted: entire.length, merged: 0, duplicates: entire.length });
        expect(await fed(house(), database, pieces)).toEqual(await fed(house(), database, whole));
      }),
      { numRuns: 3 },
    );
  });

  test('counts a satisfaction that comes days later in the cell of the contact, once; the first one stays', async () => {
    const { house, database, clock, crash } = await start();
    const at = clock.now();
    const contact = { id: 'c-1', agent: 'margaux', outcome: 'ok' };
    expect(await send(house(), [contact])).toMatchObject({ accepted: 1, merged: 0, duplicates: 0 });
    clock.advance(50 * hour);
    await crash();
    const rated = [
      { ...contact, csat: 2 },
      { ...contact, csat: 5 },
      { ...contact, outcome: 'error', reason: 'rude' },
    ];
    expect(await send(house(), rated)).toMatchObject({ accepted: 3, merged: 1, duplicates: 2, rejected: [] });
    await crash();
    expect(await send(house(), rated)).toMatchObject({ accepted: 3, merged: 0, duplicates: 3 });
    expect(await fed(house(), database, at)).toMatchObject([
      { metric: 'csat', start: 0, sum: 2, weight: 1 },
      { metric: 'error_rate', start: 0, sum: 0, weight: 1 },
    ]);
    expect(await fed(house(), database, clock.now())).toEqual([]);
    const metrics = await ok(house().as('viewer').get('/metrics'));
    expect(metrics).toContain('filrouge_samples_total{source="interactions",outcome="repeated"} 3');
  });

  test('takes nothing more of one that was counted before facts were noted', async () => {
    const { house, database, clock } = await start();
    await database.db.execute(
      sql`INSERT INTO interactions (agent, id, at) VALUES ('margaux', 'old', ${clock.now()})`,
    );
    const rated = { id: 'old', agent: 'margaux', outcome: 'error', csat: 2, reason: 'rude' };
    expect(await send(house(), [rated])).toMatchObject({ accepted: 1, merged: 0, duplicates: 1 });
    expect(await fed(house(), database, clock.now())).toEqual([]);
  });

  test('is kept also when it is one of many, each with a reason of its own, and each once', async () => {
    const { house, database } = await start();
    const interactions = Array.from({ length: 17_000 }, (_, n) => ({
      id: `many-${n}`,
      agent: 'margaux',
      outcome: 'error',
      reason: `reason-${n}`,
    }));
    expect(await send(house(), interactions)).toMatchObject({ accepted: 17_000, duplicates: 0 });
    expect(await send(house(), interactions.slice(-1))).toMatchObject({ duplicates: 1 });
    const { rows } = await database.db.execute(
      sql`SELECT count(*)::int AS reasons, sum(count)::int AS told FROM reasons`,
    );
    expect(rows).toEqual([{ reasons: 17_000, told: 17_000 }]);
  });
});
