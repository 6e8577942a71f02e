import { describe, expect, test } from 'vitest';
import { switchAnswer, switchEtag } from '../../src/switches/lease.ts';
import { suspendAgent, tripSwitch, untouchedSwitch } from '../../src/switches/switch.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const mandate = { leaseMs: 30_000, onUnreachable: 'suspend' } as const;
const running = untouchedSwitch('margaux', t0 - 60_000);
const trip = {
  rule: 'error-rate',
  cause: 'fired',
  firedAt: t0,
  value: 0.023,
  threshold: 0.02,
  incident: 4,
} as const;
const by = { kind: 'person', person: 'lea', key: '3f2a' } as const;

describe('the answer an agent reads', () => {
  test('lets an untouched agent run for the length of the lease', () => {
    expect(switchAnswer(running, mandate, t0)).toEqual({
      agent: 'margaux',
      mayRun: true,
      mode: 'normal',
      share: 1,
      epoch: 0,
      since: '2026-06-05T06:01:00.000Z',
      reasons: [],
      validUntil: '2026-06-05T06:02:30.000Z',
      onUnreachable: 'suspend',
    });
  });

  test('names every trip and the hold, and the incident of the first', () => {
    const tripped = tripSwitch(running, trip, t0)?.state ?? running;
    const held = suspendAgent(tripped, { by, reason: 'to be sure' }, t0 + 1_000)?.state ?? running;
    expect(switchAnswer(held, mandate, t0 + 2_000)).toMatchObject({
      mayRun: false,
      epoch: 2,
      since: '2026-06-05T06:02:00.000Z',
      incident: 4,
      reasons: [
        {
          kind: 'trip',
          rule: 'error-rate',
          cause: 'fired',
          value: 0.023,
          threshold: 0.02,
          incident: 4,
          at: '2026-06-05T06:02:00.000Z',
        },
        { kind: 'hold', by: 'person:lea', at: '2026-06-05T06:02:01.000Z' },
      ],
    });
  });

  test('never carries the free text of a hold', () => {
    const held = suspendAgent(running, { by, reason: 'a customer named Dupont' }, t0)?.state ?? running;
    expect(JSON.stringify(switchAnswer(held, mandate, t0))).not.toContain('Dupont');
  });
});

describe('its entity tag', () => {
  test('stays the same while only the lease moves', () => {
    expect(switchEtag(switchAnswer(running, mandate, t0))).toBe(
      switchEtag(switchAnswer(running, mandate, t0 + 9)),
    );
  });

  test('changes with the epoch and with the fail policy', () => {
    const tripped = tripSwitch(running, trip, t0)?.state ?? running;
    const tags = [
      switchAnswer(running, mandate, t0),
      switchAnswer(tripped, mandate, t0),
      switchAnswer(running, { ...mandate, onUnreachable: 'run' }, t0),
    ].map(switchEtag);
    expect(new Set(tags).size).toBe(3);
  });
});
