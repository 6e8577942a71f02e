import { expect, test } from 'vitest';
import type { Mandate } from '../../src/rules/ruleset.ts';
import { chosenAgents, fleetAnswer, tagsOf } from '../../src/switches/fleet.ts';

const agents = new Map(
  [
    { agent: 'margaux', tags: ['support', 'vip'] },
    { agent: 'leo', tags: ['support', 'support'] },
    { agent: 'anna' },
  ].map((mandate) => [mandate.agent, mandate as unknown as Mandate]),
);

test('all are all that the rules name', () => {
  expect(chosenAgents({ agents }, { kind: 'all' })).toEqual({ ok: true, value: ['margaux', 'leo', 'anna'] });
});

test('a tag is carried by those whose mandate names it', () => {
  expect(chosenAgents({ agents }, { kind: 'tag', tag: 'support' })).toEqual({
    ok: true,
    value: ['margaux', 'leo'],
  });
  expect([...tagsOf({ agents })]).toEqual([
    ['support', 2],
    ['vip', 1],
  ]);
});

test('a tag that nobody carries is refused with the nearest one: nothing is stopped by mistake', () => {
  expect(chosenAgents({ agents }, { kind: 'tag', tag: 'suport' })).toMatchObject({
    ok: false,
    refusal: { kind: 'not_found', code: 'unknown_tag', detail: expect.stringContaining('support') },
  });
});

test('named agents are taken as named, each once: a wrong name keeps no other running', () => {
  const choice = { kind: 'agents', agents: ['leo', 'nobody', 'leo'] } as const;
  expect(chosenAgents({ agents }, { ...choice, agents: [...choice.agents] })).toEqual({
    ok: true,
    value: ['leo', 'nobody'],
  });
});

test('the answer counts those that this stop holds, and says the epoch of what is recorded alone', () => {
  const outcomes = new Map([
    ['margaux', 'suspended'],
    ['leo', 'held_already'],
    ['anna', 'kept'],
    ['nobody', 'unknown'],
  ] as const);
  expect(fleetAnswer(outcomes, () => 3)).toEqual({
    suspended: 2,
    agents: [
      { agent: 'margaux', outcome: 'suspended', epoch: 3 },
      { agent: 'leo', outcome: 'held_already', epoch: 3 },
      { agent: 'anna', outcome: 'kept' },
      { agent: 'nobody', outcome: 'unknown' },
    ],
  });
});
