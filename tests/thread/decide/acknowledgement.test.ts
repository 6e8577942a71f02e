import { describe, expect, test } from 'vitest';
import { decided, refusal, worldAfter } from '../../builders/decision.ts';
import { acknowledge, acknowledgementMissed, resume, ruleFired, suspend } from '../../builders/messages.ts';
import { aMandate, aRuleSet } from '../../builders/rules.ts';
import { minute, second, tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

const stopped = worldAfter(aWorld({ rules: [firing({}, { verdict: 'ok' })] }), ruleFired());
const twice = worldAfter(stopped, suspend(), tripAt + minute);

describe('the agent’s word', () => {
  test('an agent that acknowledges its suspension is on record with the epoch that it obeys', () => {
    const change = decided(stopped, acknowledge(1), tripAt + second);
    expect(change.killSwitch).toMatchObject({ kind: 'acknowledged', after: { acknowledged: { epoch: 1 } } });
    expect(change.entries).toMatchObject([
      { kind: 'switchAcknowledged', actor: 'key:77aa', data: { epoch: 1, mayRun: false } },
    ]);
  });

  test('an epoch that was never reached cannot be acknowledged', () => {
    expect(refusal(stopped, acknowledge(2))).toMatchObject({ kind: 'invalid', code: 'epoch_ahead' });
  });

  test('an earlier epoch counts for what it says while nothing later was acknowledged', () => {
    expect(decided(twice, acknowledge(1)).killSwitch?.after.acknowledged).toMatchObject({ epoch: 1 });
  });

  test.each([1, 2])('once epoch 2 is acknowledged, epoch %i comes too late to change anything', (epoch) => {
    expect(decided(worldAfter(twice, acknowledge(2)), acknowledge(epoch))).toEqual({ agent: 'margaux' });
  });
});

describe('a suspension that is not acknowledged', () => {
  const withinMs = aMandate().ackWithinMs;
  const escalated = worldAfter(stopped, acknowledgementMissed, tripAt + withinMs + 1);

  test('exactly at the end of its time nobody is told yet', () => {
    expect(decided(stopped, acknowledgementMissed, tripAt + withinMs)).toEqual({ agent: 'margaux' });
  });

  test('a millisecond later people are told that the agent may be running', () => {
    const change = decided(stopped, acknowledgementMissed, tripAt + withinMs + 1);
    expect(change.killSwitch).toMatchObject({ kind: 'escalated', after: { escalatedEpoch: 1, epoch: 1 } });
    expect(change.entries).toMatchObject([{ kind: 'acknowledgementMissing', data: { epoch: 1, withinMs } }]);
    expect(change.notices).toMatchObject([{ kind: 'suspension_not_acknowledged', severity: 'critical' }]);
  });

  test('people are told once an epoch', () => {
    expect(decided(escalated, acknowledgementMissed, tripAt + minute)).toEqual({ agent: 'margaux' });
  });

  test('people are told again when a further suspension is not acknowledged either', () => {
    const again = worldAfter(escalated, suspend(), tripAt + minute);
    expect(decided(again, acknowledgementMissed, tripAt + minute + withinMs)).toEqual({ agent: 'margaux' });
    const change = decided(again, acknowledgementMissed, tripAt + minute + withinMs + 1);
    expect(change.killSwitch?.after).toMatchObject({ escalatedEpoch: 2 });
  });

  test.each([
    ['that was acknowledged', worldAfter(stopped, acknowledge(1))],
    ['that may run again', worldAfter(stopped, resume())],
    ['that no mandate names any more', { ...stopped, set: aRuleSet({ agents: new Map() }) }],
  ])('nobody waits for the word of an agent %s', (_, world) => {
    expect(decided(world, acknowledgementMissed, tripAt + minute)).toEqual({ agent: 'margaux' });
  });
});
