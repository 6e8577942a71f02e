import { describe, expect, test } from 'vitest';
import { agentStanding, disobeyedAt, lastWordsMs, obedienceOf } from '../../src/switches/standing.ts';
import { type KillSwitch, untouchedSwitch } from '../../src/switches/switch.ts';
import { decided, told, worldAfter } from '../builders/decision.ts';
import { acknowledge, ruleFired, suspend } from '../builders/messages.ts';
import { tripAt } from '../builders/time.ts';
import { aWorld } from '../builders/world.ts';

const trip = { rule: 'error-rate', cause: 'fired', firedAt: tripAt, threshold: 0.02, incident: 1 } as const;
const stopped: KillSwitch = { ...untouchedSwitch('margaux', tripAt), trips: [trip], epoch: 1 };
const obeying: KillSwitch = { ...stopped, acknowledged: { epoch: 1, at: tripAt + 1_000 } };
const last = tripAt + 1_000 + lastWordsMs;

describe('an agent that says it obeys', () => {
  test('is believed while its last answers come in, and no more when its traffic goes on', () => {
    expect(disobeyedAt(obeying, undefined)).toBeUndefined();
    expect(disobeyedAt(obeying, last)).toBeUndefined();
    expect(disobeyedAt(obeying, last + 1)).toBe(last + 1);
  });

  test('and goes on, is shown as not obeying', () => {
    expect(obedienceOf(obeying, 30_000, last, last)).toMatchObject({ kind: 'obeyed' });
    expect(obedienceOf(obeying, 30_000, last, last + 1)).toEqual({ kind: 'disobeyed', at: last + 1 });
    const standing = (trafficAt: number) =>
      agentStanding(obeying, obedienceOf(obeying, 30_000, last, trafficAt), []);
    expect(standing(last)).toBe('suspended');
    expect(standing(last + 1)).toBe('disobeyed');
  });

  test('is not accused while it may run, or before it has said anything about this epoch', () => {
    const running = {
      ...untouchedSwitch('margaux', tripAt),
      epoch: 2,
      acknowledged: { epoch: 2, at: tripAt },
    };
    expect(disobeyedAt(running, last + 60_000)).toBeUndefined();
    expect(disobeyedAt(stopped, last + 60_000)).toBeUndefined();
    expect(disobeyedAt({ ...obeying, epoch: 2 }, last + 60_000)).toBeUndefined();
  });
});

describe('people', () => {
  const world = worldAfter(worldAfter(aWorld(), ruleFired()), acknowledge(1), tripAt + 1_000);
  const seen = (at: number) => ({ kind: 'suspensionNotObeyed' as const, agent: 'margaux', at });

  test('are told at once, and the register is, of an agent that goes on after its word', () => {
    const change = decided(world, seen(last + 1), last + 1);
    expect(told(change)).toEqual({ entries: ['suspensionNotObeyed'], notices: ['suspension_not_obeyed'] });
    expect(change.notices).toMatchObject([{ severity: 'critical', key: 'disobeyed:margaux:1' }]);
    expect(change.killSwitch).toBeUndefined();
  });

  test('are not told of last words, or of an epoch that came after', () => {
    expect(decided(world, seen(last), last)).toEqual({ agent: 'margaux' });
    const held = worldAfter(world, suspend(), tripAt + 2_000);
    expect(decided(held, seen(last + 1), last + 1)).toEqual({ agent: 'margaux' });
  });
});
