import { describe, expect, test } from 'vitest';
import { acknowledgeSwitch, markEscalated, needsEscalation } from '../../src/switches/acknowledgement.ts';
import { isAcknowledged, unacknowledgedMs } from '../../src/switches/standing.ts';
import { type KillSwitch, suspendAgent, tripSwitch, untouchedSwitch } from '../../src/switches/switch.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const ackWithinMs = 30_000;
const trip = {
  rule: 'error-rate',
  cause: 'fired',
  firedAt: t0,
  value: 0.023,
  threshold: 0.02,
  incident: 4,
} as const;
const stopped: KillSwitch =
  tripSwitch(untouchedSwitch('margaux', 0), trip, t0)?.state ?? untouchedSwitch('', 0);

function acknowledged(state: KillSwitch, epoch: number, at: number): KillSwitch {
  const result = acknowledgeSwitch(state, epoch, at);
  return result.ok ? result.value : state;
}

describe('an acknowledgement', () => {
  test('of the current epoch is kept with its time', () => {
    expect(acknowledged(stopped, 1, t0 + 7).acknowledged).toEqual({ epoch: 1, at: t0 + 7 });
  });

  test('of an epoch that was never reached is invalid', () => {
    expect(acknowledgeSwitch(stopped, 2, t0)).toMatchObject({
      ok: false,
      refusal: { kind: 'invalid', code: 'epoch_ahead', facts: { epoch: 1 } },
    });
  });

  test('of an epoch before the current one is kept, but does not count as obeying', () => {
    const late = acknowledged(stopped, 0, t0 + 7);
    expect(late.acknowledged).toEqual({ epoch: 0, at: t0 + 7 });
    expect(isAcknowledged(late)).toBe(false);
  });

  test('older than the last one, or given twice, changes nothing', () => {
    const once = acknowledged(stopped, 1, t0 + 7);
    expect(acknowledged(once, 0, t0 + 9)).toBe(once);
    expect(acknowledged(once, 1, t0 + 9)).toBe(once);
  });
});

describe('a suspension that is not acknowledged', () => {
  test('escalates after the mandate’s time and not before', () => {
    expect(needsEscalation(stopped, ackWithinMs, t0 + ackWithinMs)).toBe(false);
    expect(needsEscalation(stopped, ackWithinMs, t0 + ackWithinMs + 1)).toBe(true);
  });

  test('escalates once', () => {
    expect(needsEscalation(markEscalated(stopped), ackWithinMs, t0 + 10 * ackWithinMs)).toBe(false);
  });

  test('no longer escalates once the agent obeys', () => {
    expect(needsEscalation(acknowledged(stopped, 1, t0), ackWithinMs, t0 + 10 * ackWithinMs)).toBe(false);
  });

  test('gives a further trip or hold its own time, and its own escalation', () => {
    const by = { kind: 'person', person: 'lea', key: '3f2a' } as const;
    const at = t0 + 600_000;
    const held = suspendAgent(markEscalated(stopped), { by, reason: 'doubt' }, at)?.state ?? stopped;
    expect(needsEscalation(held, ackWithinMs, at + ackWithinMs)).toBe(false);
    expect(needsEscalation(held, ackWithinMs, at + ackWithinMs + 1)).toBe(true);
  });

  test('is counted from the moment the agent was told to stop', () => {
    expect(unacknowledgedMs(stopped, t0 + 1_500)).toBe(1_500);
    expect(unacknowledgedMs(acknowledged(stopped, 1, t0 + 7), t0 + 1_500)).toBe(0);
  });

  test('does not exist while the agent may run', () => {
    expect(unacknowledgedMs(untouchedSwitch('margaux', 0), t0)).toBe(0);
    expect(needsEscalation(untouchedSwitch('margaux', 0), ackWithinMs, t0)).toBe(false);
  });
});
