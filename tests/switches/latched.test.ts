import { expect, test } from 'vitest';
import { latchedAgents, mandateOver } from '../../src/switches/latched.ts';
import { type KillSwitch, untouchedSwitch } from '../../src/switches/switch.ts';
import { aMandate } from '../builders/rules.ts';
import { tripAt } from '../builders/time.ts';

const trip = { rule: 'error-rate', cause: 'fired', firedAt: tripAt, threshold: 0.02, incident: 1 } as const;
const running = (agent: string): KillSwitch => untouchedSwitch(agent, tripAt);
const tripped = (agent: string): KillSwitch => ({ ...running(agent), trips: [trip], epoch: 1 });
const set = { agents: new Map([['margaux', aMandate()]]) };

test('the rules know whom they name; a suspended agent that they dropped is told to stop all the same', () => {
  expect(mandateOver(set, 'margaux', undefined)).toBe(set.agents.get('margaux'));
  expect(mandateOver(set, 'margaux', tripped('margaux'))).toBe(set.agents.get('margaux'));
  expect(mandateOver(set, 'gone', tripped('gone'))).toMatchObject({
    agent: 'gone',
    onUnreachable: 'suspend',
  });
});

test('of an agent that they dropped while it ran, or never named, nobody knows anything', () => {
  expect(mandateOver(set, 'gone', running('gone'))).toBeUndefined();
  expect(mandateOver(set, 'gone', undefined)).toBeUndefined();
});

test('suspended agents that the rules dropped are those that a set is warned of', () => {
  expect(latchedAgents(set, ['margaux', 'gone'].map(tripped))).toEqual(['gone']);
  expect(latchedAgents(set, ['margaux', 'gone'].map(running))).toEqual([]);
});
