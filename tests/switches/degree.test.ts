import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Actor, engineActor } from '../../src/platform/actor.ts';
import type { ResumeStep } from '../../src/rules/share.ts';
import { switchAnswer } from '../../src/switches/lease.ts';
import { resumeAgent } from '../../src/switches/resume.ts';
import { isAcknowledgementLate } from '../../src/switches/standing.ts';
import { advanceStep, fallBack, withHeld } from '../../src/switches/steps.ts';
import {
  type KillSwitch,
  mayRun,
  modeOf,
  shareOf,
  suspendAgent,
  type Trip,
  tripSwitch,
  untouchedSwitch,
} from '../../src/switches/switch.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const camille: Actor = { kind: 'person', person: 'camille', key: '9b01' };
const steps: readonly ResumeStep[] = [
  { share: 0.1, forMs: 900_000 },
  { share: 0.5, forMs: 1_800_000 },
];
const untouched = untouchedSwitch('margaux', t0 - 1_000);

function trip(rule: string, share?: number): Trip {
  const facts = { rule, cause: 'fired', firedAt: t0, threshold: 0.02, incident: 4 } as const;
  return share === undefined ? facts : { ...facts, share };
}

function tripped(...trips: Trip[]): KillSwitch {
  return trips.reduce((state, one) => tripSwitch(state, one, t0)?.state ?? state, untouched);
}

function resumed(state: KillSwitch, way = steps): KillSwitch {
  const order = { by: camille, reason: 'mended', override: false, measures: [] };
  const result = resumeAgent(
    state,
    { ...order, way: { steps: way, watched: ['any'], freshFrom: t0 } },
    t0 + 60_000,
  );
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value.state;
}

const trips = fc.array(
  fc
    .record({
      rule: fc.constantFrom('a', 'b', 'c', 'd'),
      share: fc.option(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { nil: undefined }),
    })
    .map(({ rule, share }) => trip(rule, share)),
  { maxLength: 8 },
);
const begun = fc.constantFrom(untouched, resumed(tripped(trip('a'))), tripped(trip('z', 0.4)));

describe('the share of the traffic', () => {
  test.prop([begun, trips])(
    'is that of the strictest that stands, and no trip ever raises it',
    (state, coming) => {
      let now = state;
      for (const one of coming) {
        const change = tripSwitch(now, one, t0);
        const next = change?.state ?? now;
        expect(shareOf(next)).toBeLessThanOrEqual(shareOf(now));
        expect(shareOf(next)).toBe(Math.min(shareOf(now), one.share ?? 0));
        expect(next.epoch).toBe(now.epoch + (change === undefined ? 0 : 1));
        now = next;
      }
    },
  );

  test.prop([begun, trips, fc.boolean()])(
    'is nothing exactly where the agent may not run',
    (state, coming, held) => {
      const order = { by: camille, reason: 'doubt' };
      const after = coming.reduce((one, next) => tripSwitch(one, next, t0)?.state ?? one, state);
      const last = held ? (suspendAgent(after, order, t0)?.state ?? after) : after;
      const answer = switchAnswer(last, { leaseMs: 30_000, onUnreachable: 'run' }, t0, 2_000);
      expect(answer.mayRun).toBe(answer.mode !== 'suspended');
      expect(answer.mayRun).toBe(answer.share > 0);
      expect(answer.mode === 'normal').toBe(answer.share === 1);
      expect(mayRun(last)).toBe(answer.mayRun);
      // A share is no longer promised than the last proof that a trip could have been written.
      expect(Date.parse(answer.validUntil)).toBe(t0 + 30_000 - (answer.mayRun ? 2_000 : 0));
    },
  );

  test('of an agent that nothing holds back changes nothing of the answer but what is new', () => {
    const { mode, share, ...before } = switchAnswer(
      untouched,
      { leaseMs: 30_000, onUnreachable: 'suspend' },
      t0,
    );
    expect([mode, share]).toEqual(['normal', 1]);
    expect(JSON.stringify(before)).toBe(
      '{"agent":"margaux","mayRun":true,"epoch":0,"since":"2026-06-05T06:01:59.000Z","reasons":[],"validUntil":"2026-06-05T06:02:30.000Z","onUnreachable":"suspend"}',
    );
  });

  test('stays with a stop by a person, which leaves nothing of it', () => {
    const held = suspendAgent(tripped(trip('a', 0.2)), { by: camille, reason: 'doubt' }, t0);
    expect(held?.state).toMatchObject({ epoch: 2, since: t0 });
    expect(modeOf(held?.state ?? untouched)).toBe('suspended');
  });

  test('that a rule takes twice is taken once; more of it takes the place of less', () => {
    const first = tripped(trip('a', 0.5));
    expect(tripSwitch(first, trip('a', 0.5), t0)).toBeUndefined();
    expect(tripSwitch(first, trip('a', 0.6), t0)).toBeUndefined();
    expect(tripSwitch(first, trip('a', 0.4), t0)?.state.trips).toEqual([trip('a', 0.4)]);
    expect(tripSwitch(first, trip('a'), t0)?.state.trips).toEqual([trip('a')]);
  });

  test('waits for the word of the agent as a stop does', () => {
    const reduced = tripped(trip('a', 0.2));
    expect(isAcknowledgementLate(reduced, 30_000, t0 + 30_000)).toBe(false);
    expect(isAcknowledgementLate(reduced, 30_000, t0 + 30_001)).toBe(true);
    const said = { ...reduced, acknowledged: { epoch: 1, at: t0 + 5 } };
    expect(isAcknowledgementLate(said, 30_000, t0 + 30_001)).toBe(false);
    expect(isAcknowledgementLate(untouched, 30_000, t0 + 90_000)).toBe(false);
  });
});

describe('the way back', () => {
  test('of a suspended agent begins with the first step and ends with all of its traffic', () => {
    const first = resumed(tripped(trip('a')));
    expect([shareOf(first), first.epoch, first.since]).toEqual([0.1, 2, t0 + 60_000]);
    const second = advanceStep(first, t0, t0 + 1_000_000);
    expect(second).toMatchObject({ event: { kind: 'resumeAdvanced', step: { step: 2, of: 2, share: 0.5 } } });
    const last = second && advanceStep(second.state, t0, t0 + 3_000_000);
    expect(last).toMatchObject({ event: { step: { step: 2, of: 2, share: 1 } }, state: { epoch: 4 } });
    expect(last?.state.staged).toBeUndefined();
    expect(last && modeOf(last.state)).toBe('normal');
  });

  test('of a degraded agent begins with the first step that gives it more than it has', () => {
    expect(resumed(tripped(trip('a', 0.2))).staged).toMatchObject({
      at: 0,
      from: 0.2,
      steps: [{ share: 0.5 }],
    });
    expect(resumed(tripped(trip('a', 0.5)))).toMatchObject({ trips: [], epoch: 2 });
    expect(modeOf(resumed(tripped(trip('a', 0.5))))).toBe('normal');
  });

  test('goes one step back, and not further than the first', () => {
    const first = resumed(tripped(trip('a')));
    expect(fallBack(first, 'a', t0, t0)).toBeUndefined();
    const second = advanceStep(first, t0, t0)?.state ?? first;
    expect(fallBack(second, 'a', t0, t0 + 1)).toMatchObject({
      event: { kind: 'resumeFellBack', rule: 'a', step: { step: 1, of: 2, share: 0.1 } },
      state: { staged: { at: 0, heldMs: 0, reachedAt: t0 + 1 }, epoch: 4 },
    });
  });

  test('is over when the agent is stopped, and waits while a rule leaves it a share', () => {
    const first = resumed(tripped(trip('a')));
    expect(suspendAgent(first, { by: camille, reason: 'no' }, t0)?.state.staged).toBeUndefined();
    expect(tripSwitch(first, trip('b'), t0)?.state.staged).toBeUndefined();
    const waiting = tripSwitch(first, trip('b', 0.05), t0)?.state ?? first;
    expect(shareOf(waiting)).toBe(0.05);
    expect(advanceStep(waiting, t0, t0)).toBeUndefined();
    expect(fallBack(waiting, 'a', t0, t0)).toBeUndefined();
    expect(resumed(waiting)).toMatchObject({ staged: { at: 0, rules: ['a', 'b'] }, trips: [] });
  });

  test('goes on to the next step when a person says so again', () => {
    const second = resumed(resumed(tripped(trip('a'))));
    expect(second).toMatchObject({ staged: { at: 1, from: 0 }, epoch: 3 });
    expect(modeOf(resumed(second))).toBe('normal');
  });

  test('is for a person alone to begin', () => {
    const order = { by: engineActor, reason: '', override: true, measures: [] };
    expect(resumeAgent(tripped(trip('a', 0.2)), order, t0)).toMatchObject({ ok: false });
  });

  test('keeps what was measured of its own epoch alone, and never less', () => {
    const first = resumed(tripped(trip('a')));
    expect(withHeld(first, first.epoch, 10_000).staged?.heldMs).toBe(10_000);
    expect(withHeld(first, first.epoch - 1, 10_000)).toBe(first);
    const more = withHeld(first, first.epoch, 10_000);
    expect(withHeld(more, first.epoch, 9_000)).toBe(more);
  });
});
