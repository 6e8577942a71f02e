import { expect, test } from 'vitest';
import { stewardsOf } from '../../src/rules/ruleset.ts';
import { people, ruleSet } from '../plans/margaux.ts';

test('a plan about no agent keeps the time of the zone that most agents live in, not of the first', () => {
  const margaux = ruleSet.agents.get('margaux');
  if (margaux === undefined) throw new Error('the example has no Margaux');
  const zones = ['America/Montreal', 'Europe/Paris', 'Europe/Paris'];
  const agents = new Map(zones.map((timezone, place) => [`a${place}`, { ...margaux, timezone }]));
  expect(stewardsOf({ people, agents }, 'lea')?.timezone).toBe('Europe/Paris');
  expect(stewardsOf({ people, agents: new Map() }, 'lea')?.timezone).toBe('UTC');
});
