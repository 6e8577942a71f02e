import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  agentsAsked,
  flagBy,
  flagKinds,
  flagNamed,
  flagsBy,
  mostAgents,
} from '../../../src/connect/ofrep/flags.ts';
import { done, type Refusal, refused } from '../../../src/platform/refusal.ts';
import type { SwitchAnswer } from '../../../src/switches/lease.ts';

const running: SwitchAnswer = {
  ...{
    agent: 'margaux',
    mayRun: true,
    mode: 'normal',
    share: 1,
    epoch: 4,
    since: '2026-06-05T06:00:00.000Z',
    reasons: [],
  },
  ...{ validUntil: '2026-06-05T06:02:30.000Z', onUnreachable: 'suspend' },
};
const stopped = { mayRun: false, mode: 'suspended', share: 0 } as const;
const unable: Refusal = { kind: 'unavailable', code: 'cannot_stop', detail: 'filrouge cannot write.' };
const gone: Refusal = { kind: 'not_found', code: 'unknown_agent', detail: 'No agent.' };
const saidBy = (kind: (typeof flagKinds)[number], answer: SwitchAnswer) => flagBy('x', kind, done(answer));

describe('a flag', () => {
  test('says of a running agent true, normal and 1, of a suspended one false, suspended and 0', () => {
    expect(flagKinds.map((kind) => saidBy(kind, running))).toMatchObject([
      { value: true, variant: 'normal' },
      { value: 'normal', variant: 'normal' },
      { value: 1, variant: 'normal' },
    ]);
    expect(
      flagKinds.map((kind) => saidBy(kind, { ...running, mayRun: false, mode: 'suspended', share: 0 })),
    ).toMatchObject([
      { value: false, variant: 'suspended' },
      { value: 'suspended', variant: 'suspended' },
      { value: 0, variant: 'suspended' },
    ]);
  });

  test('tells the epoch to acknowledge, and until when it counts', () => {
    expect(flagBy('x', 'may_run', done({ ...running, incident: 4 }))).toMatchObject({
      metadata: {
        agent: 'margaux',
        epoch: 4,
        validUntil: running.validUntil,
        onUnreachable: 'suspend',
        incident: 4,
      },
    });
  });

  test.prop([fc.constantFrom(...flagKinds), fc.boolean(), fc.constantFrom(undefined, unable, gone)])(
    'is true only of an agent that is known, may run, and could be stopped',
    (kind, mayRun, refusal) => {
      const flag = flagBy(
        'x',
        kind,
        refusal === undefined ? done({ ...running, ...(mayRun ? {} : stopped) }) : refused(refusal),
      );
      const lets = 'value' in flag && [true, 'normal', 1].includes(flag.value);
      expect(lets).toBe(mayRun && refusal === undefined);
      expect('value' in flag).toBe(refusal === undefined);
    },
  );

  test.each([
    ['agent.margaux.may_run', { agent: 'margaux', kind: 'may_run' }],
    ['agent.bot-1_a.share', { agent: 'bot-1_a', kind: 'share' }],
    ['agent.margaux.mode', { agent: 'margaux', kind: 'mode' }],
    [`agent.${'a'.repeat(63)}.mode`, { agent: 'a'.repeat(63), kind: 'mode' }],
    [`agent.${'a'.repeat(64)}.mode`, undefined],
    ['agent.margaux.may_run.', undefined],
    ['agent.margaux.constructor', undefined],
    ['agent..may_run', undefined],
    ['agent.mar gaux.may_run', undefined],
    ['Agent.margaux.may_run', undefined],
    ['margaux.may_run', undefined],
    ['', undefined],
  ])('is named by its key: %s', (key, named) => {
    expect(flagNamed(key)).toEqual(named);
  });
});

describe('a question about all flags', () => {
  const known = { isAgent: (id: string) => id === 'margaux' || id === 'leo', all: () => ['margaux', 'leo'] };
  const viewer = { role: 'viewer' } as const;

  test('with the key of an agent is about that agent, whatever its targeting key says', () => {
    const own = { role: 'agent', agents: ['margaux'] } as const;
    for (const targetingKey of ['', 'margaux', 'leo', 'customer-12'])
      expect(agentsAsked(own, targetingKey, known)).toEqual({ agents: ['margaux'] });
    expect(agentsAsked({ role: 'agent' }, 'leo', known)).toEqual({ agents: [] });
  });

  test('is else about the agent that the targeting key names, or about all', () => {
    expect(agentsAsked(viewer, 'leo', known)).toEqual({ agents: ['leo'] });
    expect(agentsAsked(viewer, '', known)).toEqual({ agents: ['margaux', 'leo'] });
    expect(agentsAsked(viewer, 'nora', known)).toMatchObject({ errorCode: 'INVALID_CONTEXT' });
  });

  test('about more agents than are answered at once has to name one', () => {
    const many = (count: number) => ({ ...known, all: () => Array.from({ length: count }, () => 'a') });
    expect(agentsAsked(viewer, '', many(mostAgents))).toHaveProperty('agents');
    expect(agentsAsked(viewer, '', many(mostAgents + 1))).toMatchObject({
      errorCode: 'TARGETING_KEY_MISSING',
    });
    expect(agentsAsked(viewer, 'leo', many(mostAgents + 1))).toEqual({ agents: ['leo'] });
  });

  test('is answered with what has no value as well, but not with agents that nobody knows', () => {
    const flags = flagsBy(
      new Map([
        ['margaux', done(running)],
        ['leo', refused(unable)],
        ['nora', refused(gone)],
      ]),
    );
    expect(flags.map((flag) => [flag.key, 'value' in flag ? flag.value : flag.errorCode])).toEqual([
      ['agent.margaux.may_run', true],
      ['agent.margaux.mode', 'normal'],
      ['agent.margaux.share', 1],
      ['agent.leo.may_run', 'GENERAL'],
      ['agent.leo.mode', 'GENERAL'],
      ['agent.leo.share', 'GENERAL'],
    ]);
  });
});
