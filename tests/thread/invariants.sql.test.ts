import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Breakable, breakable } from '../support/breakable.ts';
import { manualClock } from '../support/clock.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, openHouse } from '../support/house.ts';
import { rulesWith } from './rules.ts';

const rules = `
- id: error-rate
  when: error_rate > 2% over 1m
  min_samples: 20
  clear: error_rate < 1% over 1m
  then: suspend
  severity: critical
  playbook: stale-answers
- id: escalations
  when: escalation_rate > 5% over 1m
  for: 30s
  then: suspend
- id: csat
  when: csat < 4.2/5 over 1m
  on_no_data: alert
  no_data_after: 10m
  then: alert
`;

/** What may happen to a house, in any order. */
type Deed =
  | { readonly kind: 'sample'; readonly metric: string; readonly value: number }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'resume'; readonly who: 'lea' | 'camille'; readonly override: boolean }
  | { readonly kind: 'step'; readonly step: 'acknowledge' | 'resolve' | 'close' }
  | { readonly kind: 'manual' }
  | { readonly kind: 'break'; readonly when: 'before_commit' | 'after_commit'; readonly skip: number };

const share = fc.constantFrom(0, 0.02, 0.03, 0.2, 0.2);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('sample' as const),
      metric: fc.constantFrom('error_rate', 'escalation_rate'),
      value: share,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('sample' as const),
      metric: fc.constant('csat'),
      value: fc.constantFrom(3, 4.2, 5),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      seconds: fc.constantFrom(1, 10, 30, 61, 700),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'suspend' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('resume' as const),
      who: fc.constantFrom('lea' as const, 'camille' as const, 'camille' as const),
      override: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      step: fc.constantFrom('acknowledge' as const, 'resolve' as const, 'close' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'manual' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('break' as const),
      when: fc.constantFrom('before_commit' as const, 'after_commit' as const),
      skip: fc.integer({ min: 0, max: 2 }),
    }),
  },
);

eachEngine('whatever happens, in whatever order', (open, engine) => {
  test('the invariants of the house hold', { timeout: 120_000 }, async () => {
    const wire = breakable(await open());
    const rulesDir = await rulesWith(rules);
    const house = await openHouse(wire, { clock: manualClock('2026-06-05T06:00:00Z'), rulesDir });
    let epoch = 0;
    let ran = true;
    try {
      // One house for all runs: each goes on from wherever the one before it ended.
      await fc.assert(
        fc.asyncProperty(fc.array(deed, { minLength: 8, maxLength: 12 }), async (deeds) => {
          for (const one of deeds) {
            await doIt(house, wire, one);
            await expectReady(house);
            const seen = await expectWhole(house);
            expect(seen.epoch).toBeGreaterThanOrEqual(epoch);
            if (!ran && seen.mayRun) expect(one).toMatchObject({ kind: 'resume', who: 'camille' });
            [epoch, ran] = [seen.epoch, seen.mayRun];
          }
        }),
        { numRuns: 8, seed: 20260605, endOnFailure: true },
      );
      expect((await house.as('viewer').get('/v1/register/verify')).body).toMatchObject({ ok: true });
      const { rows } = await wire.db.execute<{ engine: number; trips: number }>(sql`
        SELECT count(*) FILTER (WHERE kind = 'agentResumed' AND by NOT LIKE 'person:%')::int AS engine,
          count(*) FILTER (WHERE kind = 'agentTripped')::int AS trips FROM switch_events`);
      expect(rows[0]?.engine, engine).toBe(0);
      expect(rows[0]?.trips).toBeGreaterThan(2);
    } finally {
      await house.stop();
    }
  });
});

async function doIt(house: House, wire: Breakable, one: Deed): Promise<void> {
  const { as, clock } = house;
  switch (one.kind) {
    case 'sample': {
      const at = new Date(clock.now()).toISOString();
      await as('ingest').post('/v1/samples', {
        samples: [{ agent: 'margaux', metric: one.metric, value: one.value, weight: 50, at }],
      });
      return;
    }
    case 'pass':
      return house.pass(one.seconds * 1_000);
    case 'suspend':
      await as('lea').post('/v1/agents/margaux/suspend', { reason: 'I saw something' });
      return;
    case 'resume':
      await as(one.who).post('/v1/agents/margaux/resume', { reason: 'mended', override: one.override });
      return;
    case 'step': {
      const [latest] = (await as('viewer').get('/v1/incidents')).body.items;
      if (latest !== undefined) await as('lea').post(`/v1/incidents/${latest.number}/${one.step}`);
      return;
    }
    case 'manual':
      await as('lea').post('/v1/incidents', {
        source: 'manual',
        agent: 'margaux',
        title: 'Vu',
        description: 'Vu',
      });
      return;
    case 'break':
      wire.breakOnce(one.when, one.skip);
      return;
    default:
      one satisfies never;
  }
}

async function expectReady(house: House): Promise<void> {
  await eventually(async () => {
    expect((await house.as('viewer').get('/readyz')).status).toBe(200);
    await house.app.settled();
    expect((await house.as('viewer').get('/readyz')).status).toBe(200);
  });
}

/** What must be true between any two deeds. */
async function expectWhole(house: House): Promise<{ epoch: number; mayRun: boolean }> {
  const get = async (path: string) => (await house.as('viewer').get(path)).body;
  const [answer, { items: incidents }, { rules: seen }] = await Promise.all([
    get('/v1/agents/margaux/switch'),
    get('/v1/incidents?limit=500'),
    get('/v1/agents/margaux'),
  ]);
  expect(answer.mayRun).toBe(answer.reasons.length === 0);
  const numbers = incidents.map((incident: { number: number }) => incident.number).toReversed();
  expect(numbers).toEqual(numbers.map((_: number, place: number) => place + 1));
  // Those that people open have their own number and plan beside it.
  const unresolved = incidents.filter(
    ({ source, state }: { source: string; state: string }) =>
      source === 'rule' && (state === 'open' || state === 'acknowledged'),
  );
  expect(unresolved.length).toBeLessThanOrEqual(1);
  for (const reason of answer.reasons.filter(({ kind }: { kind: string }) => kind === 'trip'))
    expect(unresolved).toMatchObject([{ number: reason.incident }]);
  // What fires is known to the open incident, and what suspends has stopped the agent.
  for (const { rule, effect, state } of seen.filter(({ state }: { state: string }) => state === 'firing')) {
    expect(state).toBe('firing');
    const { triggers } = await get(`/v1/incidents/${unresolved[0]?.number}`);
    const open = triggers.filter(
      (each: { rule: string; resolvedAt?: string }) => each.rule === rule && each.resolvedAt === undefined,
    );
    expect(open, rule).toHaveLength(1);
    if (effect === 'suspend')
      expect(answer.reasons).toContainEqual(expect.objectContaining({ kind: 'trip', rule }));
  }
  return answer;
}
