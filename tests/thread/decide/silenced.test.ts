import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createLiveCells } from '../../../src/metrics/memory/live.ts';
import { createEngine, restoreAlert } from '../../../src/rules/engine/engine.ts';
import { coverageAt, heldBack } from '../../../src/rules/silences/coverage.ts';
import { noSilences, type Silence } from '../../../src/rules/silences/silence.ts';
import type { Order } from '../../../src/thread/commands.ts';
import { decide } from '../../../src/thread/decide/decide.ts';
import { createSimulatedThread } from '../../../src/workshop/simulated-thread.ts';
import { decided, refusal } from '../../builders/decision.ts';
import { aFiringAlert, ruleFired, ruleNoData, ruleResolved } from '../../builders/messages.ts';
import { camille } from '../../builders/people.ts';
import { aRule, aRuleSet } from '../../builders/rules.ts';
import { minute, tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

const hour = 60 * minute;
const aSilence = (more: Partial<Silence> = {}): Silence => ({
  ...{ number: 1, of: { agent: 'margaux' }, reason: 'we deploy', by: 'person:camille' },
  ...{ from: tripAt - minute, until: tripAt + hour, stops: true },
  ...more,
});
const silencedWorld = (more: Partial<Silence> = {}, rule = {}) =>
  aWorld({ silences: { standing: [aSilence(more)], last: 1 }, rules: [firing(rule)] });
type SilenceOrder = Extract<Order, { kind: 'silenceRules' }>;
const order = (more: Partial<SilenceOrder> = {}): SilenceOrder => ({
  ...{ kind: 'silenceRules', of: { agent: 'margaux' }, reason: 'we deploy', stops: true, by: camille },
  ...{ until: tripAt + hour },
  ...more,
});

describe('a firing that is silenced', () => {
  test('is on record with its alert, and nothing else comes of it', () => {
    const { agent: _, ...change } = decided(silencedWorld(), ruleFired());
    expect(Object.keys(change).sort()).toEqual(['alertEvents', 'alerts', 'entries', 'silenced']);
    expect(change.entries?.map(({ kind }) => kind)).toEqual(['firingSilenced']);
    expect(change.silenced).toMatchObject([
      { rule: 'error-rate', firedAt: tripAt, stops: true, silences: [1] },
    ]);
  });

  test('no data that would stop the agent is silenced likewise', () => {
    const change = decided(silencedWorld({}, { onNoData: 'suspend', effect: 'alert' }), ruleNoData());
    expect(change.killSwitch).toBeUndefined();
    expect(change.silenced).toMatchObject([{ cause: 'no_data', stops: true }]);
  });

  test('trips when the silence is over, and says until when it was held back', () => {
    const change = decide(silencedWorld(), ruleFired(), tripAt + hour);
    expect(change).toMatchObject({
      value: {
        killSwitch: { after: { epoch: 1 } },
        incident: {
          after: { opened: { at: tripAt + hour }, triggers: [{ silenced: { until: tripAt + hour } }] },
        },
        silenced: [{ end: { outcome: 'tripped', incident: 1 } }],
      },
    });
  });

  test('what began to fire before the silence did trips', () => {
    expect(decided(silencedWorld({ from: tripAt + 1 }), ruleFired()).killSwitch).toBeDefined();
  });

  test('an end that comes while it is held back closes it', () => {
    const world = silencedWorld();
    const held = decided(world, ruleFired()).silenced ?? [];
    const silenced = new Map(held.map((one) => [`fired/error-rate/${tripAt}`, one]));
    const change = decided({ ...world, silenced }, ruleResolved());
    expect(change.silenced).toMatchObject([{ end: { outcome: 'over' } }]);
    expect(change.incident).toBeUndefined();
  });
});

describe('setting a silence', () => {
  const world = aWorld({ silences: noSilences });

  test('it ends at most four hours ahead, and after now', () => {
    const until = (at: number) => decide(world, order({ until: at }), tripAt);
    expect(until(tripAt + 4 * hour)).toMatchObject({ ok: true });
    expect(until(tripAt + 1)).toMatchObject({ ok: true });
    expect(until(tripAt + 4 * hour + 1)).toMatchObject({ refusal: { code: 'silence_too_long' } });
    expect(until(tripAt)).toMatchObject({ refusal: { code: 'silence_in_the_past' } });
  });

  test('it is on record without its reason', () => {
    const { silence, entries } = decided(world, order());
    expect(silence).toMatchObject({ number: 1, from: tripAt, by: 'person:camille', stops: true });
    expect(JSON.stringify(entries)).not.toContain('deploy');
  });

  test('an agent, a tag or a rule that nobody has is refused', () => {
    expect(refusal(world, order({ of: { agent: 'leo' } }))).toMatchObject({ code: 'unknown_agent' });
    expect(refusal(world, order({ of: { tag: 'none' } }))).toMatchObject({ code: 'unknown_tag' });
    expect(refusal(world, order({ rule: 'none' }))).toMatchObject({ code: 'unknown_rule' });
  });
});

/** Some silences, by their begin and length in minutes; ended early or not. */
const someSilences = fc
  .array(
    fc.record({
      from: fc.integer({ min: -30, max: 120 }),
      lasts: fc.integer({ min: 1, max: 60 }),
      endsAfter: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
    }),
    { maxLength: 5 },
  )
  .map((each) =>
    each.map(({ from, lasts, endsAfter }, place): Silence => {
      const at = tripAt + from * minute;
      const silence = aSilence({ number: place + 1, from: at, until: at + lasts * minute });
      return endsAfter === undefined || endsAfter >= lasts
        ? silence
        : { ...silence, ended: { at: at + endsAfter * minute, by: 'person:lea' } };
    }),
  );

property.prop([someSilences, fc.integer({ min: 1, max: 10 })], { numRuns: 100 })(
  'what fires and goes on trips exactly once, at the first look at which it is no longer silenced, however rare looks are',
  (standing, everyMinutes) => {
    const rule = aRule();
    const set = aRuleSet({ rules: [rule] });
    const engine = createEngine(set, createLiveCells(set.stepMs));
    engine.silences = { standing, last: standing.length };
    restoreAlert(engine, aFiringAlert());
    const thread = createSimulatedThread(engine, 'margaux');
    const what = { agent: 'margaux', rule: rule.id, stops: true };
    const silencing = { set, silences: engine.silences };
    let trips = 0;
    for (let now = tripAt; now <= tripAt + 240 * minute; now += everyMinutes * minute) {
      const given = thread.give(ruleFired(), now);
      if (given.ok && given.value.killSwitch !== undefined) trips += 1;
      const isHeld = heldBack(silencing, what, tripAt, now) !== undefined;
      expect(trips).toBe(isHeld && trips === 0 ? 0 : 1);
      // Held back only while it is silenced without a break since it began.
      if (isHeld) expect(coverageAt(silencing, what, now)).toBeDefined();
      expect(thread.state().silenced?.size ?? 0).toBe(trips === 0 ? 1 : 0);
    }
    expect(trips).toBe(1);
    expect(thread.state().incidents.size).toBe(1);
  },
);
