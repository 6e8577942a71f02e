import { expect, test } from 'vitest';
import { decided, worldAfter } from '../../builders/decision.ts';
import { lea } from '../../builders/people.ts';
import { second, tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const about = { agent: 'margaux', rule: 'error-rate' };
const stages = [
  { stage: 'samples', at: tripAt },
  { stage: 'notice', at: tripAt + second },
];
const passed = { ...about, kind: 'proofPassed', by: lea, ruleSet: 'in-force', samples: 12, stages } as const;

test('a drill reaches the people whom an alarm would reach, and changes nothing else', () => {
  expect(decided(aWorld(), { ...about, kind: 'ruleDrilled', key: 'drill:1' })).toEqual({
    agent: 'margaux',
    notices: [
      {
        key: 'drill:1',
        kind: 'drill',
        severity: 'info',
        agent: 'margaux',
        people: ['lea', 'camille'],
        data: { agentName: 'margaux', timezone: 'UTC', rule: 'error-rate' },
      },
    ],
  });
});

test('a proof test that passed is on record with the person and the time of every stage', () => {
  expect(decided(aWorld(), passed).entries).toEqual([
    {
      kind: 'proofPassed',
      actor: 'person:lea',
      agent: 'margaux',
      data: { rule: 'error-rate', ruleSet: 'in-force', samples: 12, stages },
    },
  ]);
});

test('the last passed proof of each rule is the one that is remembered', () => {
  const twice = worldAfter(worldAfter(aWorld(), passed), { ...passed, ruleSet: 'newer' }, tripAt + second);
  expect([...twice.proofs]).toMatchObject([
    ['error-rate', { passedAt: tripAt + second, ruleSetHash: 'newer' }],
  ]);
});

test('a proof test stops nobody: the agent’s own switch, incidents and plans stay as they are', () => {
  expect(Object.keys(decided(aWorld(), passed)).sort()).toEqual(['agent', 'entries', 'proof']);
});
