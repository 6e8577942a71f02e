import { describe, expect, test } from 'vitest';
import type { Actor } from '../../src/platform/actor.ts';
import { type RuleMeasure, resumeAgent } from '../../src/switches/resume.ts';
import {
  type KillSwitch,
  mayRun,
  suspendAgent,
  type Trip,
  tripSwitch,
  untouchedSwitch,
} from '../../src/switches/switch.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const lea: Actor = { kind: 'person', person: 'lea', key: '3f2a' };
const camille: Actor = { kind: 'person', person: 'camille', key: '9b01' };
const errorRate: Trip = {
  rule: 'error-rate',
  cause: 'fired',
  firedAt: t0,
  value: 0.023,
  threshold: 0.02,
  incident: 4,
};
const untouched = untouchedSwitch('margaux', t0 - 1_000);

function tripped(...trips: Trip[]): KillSwitch {
  return trips.reduce((state, trip) => tripSwitch(state, trip, trip.firedAt)?.state ?? state, untouched);
}

function resume(state: KillSwitch, measures: readonly RuleMeasure[] = [], override = false, by = camille) {
  return resumeAgent(state, { by, reason: 'the feed is mended', override, measures }, t0 + 60_000);
}

describe('a trip', () => {
  test('stops an agent and raises the epoch by one', () => {
    const change = tripSwitch(untouched, errorRate, t0);
    expect(change?.state).toEqual({ agent: 'margaux', trips: [errorRate], epoch: 1, since: t0 });
    expect(change?.event).toEqual({ kind: 'agentTripped', at: t0, by: { kind: 'engine' }, trip: errorRate });
  });

  test('of a rule that holds the agent already changes nothing', () => {
    expect(tripSwitch(tripped(errorRate), { ...errorRate, firedAt: t0 + 1 }, t0 + 1)).toBeUndefined();
  });

  test('of a second rule joins the first without moving the start of the suspension', () => {
    const csat: Trip = { ...errorRate, rule: 'csat', firedAt: t0 + 5_000 };
    expect(tripped(errorRate, csat)).toMatchObject({ trips: [errorRate, csat], epoch: 2, since: t0 });
  });
});

describe('a hold', () => {
  test('stops an agent whatever the rules say', () => {
    const change = suspendAgent(untouched, { by: lea, reason: 'odd answers' }, t0);
    expect(change?.state).toMatchObject({
      hold: { by: lea, reason: 'odd answers', at: t0 },
      epoch: 1,
      since: t0,
    });
  });

  test('pressed twice is no error and keeps the first hand on record', () => {
    const held = suspendAgent(untouched, { by: lea, reason: 'odd answers' }, t0)?.state ?? untouched;
    expect(suspendAgent(held, { by: camille, reason: 'again' }, t0 + 1)).toBeUndefined();
  });

  test('stands beside a trip as a second, independent fact', () => {
    const both = suspendAgent(
      tripped(errorRate),
      { by: lea, reason: 'to be sure', incident: 4 },
      t0 + 9,
    )?.state;
    expect(both).toMatchObject({ trips: [errorRate], hold: { by: lea, incident: 4 }, epoch: 2, since: t0 });
  });
});

describe('letting an agent run', () => {
  const breach: RuleMeasure = { rule: 'error-rate', verdict: 'breach', value: 0.031, threshold: 0.02 };

  test('releases every trip and the hold at once', () => {
    const held =
      suspendAgent(tripped(errorRate), { by: lea, reason: 'to be sure' }, t0 + 9)?.state ?? untouched;
    const result = resume(held);
    expect(result).toMatchObject({
      ok: true,
      value: {
        state: { agent: 'margaux', trips: [], epoch: 3, since: t0 + 60_000 },
        event: {
          kind: 'agentResumed',
          released: ['error-rate'],
          override: false,
          reason: 'the feed is mended',
        },
      },
    });
    expect(result.ok && mayRun(result.value.state)).toBe(true);
  });

  test('is refused while a rule still measures a breach, with every such rule, its value and its threshold', () => {
    const csat: RuleMeasure = { rule: 'csat', verdict: 'breach', value: 3.9, threshold: 4.2 };
    const calm: RuleMeasure = { rule: 'escalations', verdict: 'ok', value: 0.01, threshold: 0.1 };
    expect(resume(tripped(errorRate), [breach, csat, calm])).toMatchObject({
      ok: false,
      refusal: {
        kind: 'conflict',
        code: 'still_in_breach',
        missing: [
          { at: 'error-rate', params: { value: 0.031, threshold: 0.02 } },
          { at: 'csat', params: { value: 3.9, threshold: 4.2 } },
        ],
      },
    });
  });

  test('in spite of a measured breach is possible, and is said so', () => {
    expect(resume(tripped(errorRate), [breach], true)).toMatchObject({
      ok: true,
      value: { event: { override: true } },
    });
  });

  test('with an override that nothing called for is an ordinary one', () => {
    expect(resume(tripped(errorRate), [], true)).toMatchObject({
      ok: true,
      value: { event: { override: false } },
    });
  });

  test.each(['ok', 'no_data'] as const)('is possible when its rule measures %s', (verdict) => {
    expect(resume(tripped(errorRate), [{ rule: 'error-rate', verdict, threshold: 0.02 }]).ok).toBe(true);
  });

  test('is refused when it runs already', () => {
    expect(resume(untouched)).toMatchObject({
      ok: false,
      refusal: { kind: 'conflict', code: 'already_running' },
    });
  });

  test('is never the engine’s to do', () => {
    expect(resume(tripped(errorRate), [], true, { kind: 'engine' })).toMatchObject({
      ok: false,
      refusal: { kind: 'forbidden', code: 'engine_may_not_resume' },
    });
  });
});
