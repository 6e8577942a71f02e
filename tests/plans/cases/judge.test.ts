import { describe, expect, test } from 'vitest';
import { questionOf } from '../../../src/plans/cases/ask.ts';
import { judge, judgeSays } from '../../../src/plans/cases/judge.ts';
import { ReplayCheck, ReplaySpec } from '../../../src/rules/replay.ts';

const one = { text: 'Lampe Oslo', ref: 'c-8412', expect: 'En stock' };
const ports = {
  isFound: (pattern: string, text: string) => (pattern === '*' ? undefined : new RegExp(pattern).test(text)),
  ask: () => Promise.resolve({ outcome: 'failed', reason: 'judge: rude' } as const),
};
const judged = (check: object | object[], answer: string, about: typeof one | { text: string } = one) =>
  judge(
    [check].flat().map((each) => ReplayCheck.parse(each)),
    answer,
    about,
    ports,
  );

describe('an answer', () => {
  test.each([
    ['contains', { contains: 'en stock' }, 'La lampe est EN STOCK.', 'passed'],
    ['does not contain', { contains: 'en stock' }, 'Indisponible', 'failed'],
    ['contains what the case expects', { contains: '{expect}' }, 'Oui, en stock', 'passed'],
    ['an accent written in two ways', { contains: 'été' }, 'e\u0301te\u0301', 'passed'],
    ['lacks', { lacks: 'indisponible' }, 'En stock', 'passed'],
    ['does not lack', { lacks: 'indisponible' }, 'Indisponible !', 'failed'],
    ['an empty answer lacks anything', { lacks: 'indisponible' }, '', 'passed'],
    ['matches', { matches: '^En \\w+$' }, 'En stock', 'passed'],
    ['does not match', { matches: '^En \\w+$' }, 'Pas en stock', 'failed'],
    ['equals, at a path', { path: '$.available', equals: true }, '{"available":true}', 'passed'],
    ['the text "true" is not true', { path: '$.available', equals: true }, '{"available":"true"}', 'failed'],
    ['null is a value', { path: '$.a', equals: null }, '{"a":null}', 'passed'],
    [
      'a path through lists and quoted names',
      { path: '$.items[1]["the state"]', equals: 2 },
      '{"items":[0,{"the state":2}]}',
      'passed',
    ],
    [
      'contains, at a path',
      { path: '$.answer', contains: 'stock' },
      '{"answer":"en stock","x":"no"}',
      'passed',
    ],
    [
      'an object at a path is searched as JSON',
      { path: '$.answer', contains: '"n":1' },
      '{"answer":{"n":1}}',
      'passed',
    ],
  ])('%s', async (_, check, answer, outcome) => {
    expect((await judged(check, answer)).outcome).toBe(outcome);
  });

  test.each([
    ['is no JSON where a path is looked for', { path: '$.a', lacks: 'x' }, '<html>', 'not_json'],
    ['has nothing at the path', { path: '$.a.b', lacks: 'x' }, '{"a":{}}', 'path_missing'],
    [
      'is reached through what everything inherits',
      { path: '$.constructor', lacks: 'x' },
      '{}',
      'path_missing',
    ],
    ['is asked for a pattern that is none', { matches: 'x' }, 'x', undefined],
  ])('that %s says nothing: it neither passes nor fails', async (_, check, answer, reason) => {
    const judgement =
      reason === undefined
        ? await judge([{ matches: '*' }], answer, one, ports)
        : await judged(check, answer);
    expect(judgement).toEqual({ outcome: 'unmeasured', reason: reason ?? 'bad_pattern' });
  });

  test('a case without the word that a check needs says nothing', async () => {
    expect(await judged({ contains: '{expect}' }, 'x', { text: 'Lampe' })).toEqual({
      outcome: 'unmeasured',
      reason: 'case_incomplete',
    });
  });

  test('of several checks all must hold; one that fails decides, even beside one that says nothing', async () => {
    const silent = { path: '$.a', lacks: 'x' };
    expect((await judged([{ contains: 'a' }, { lacks: 'b' }], 'a')).outcome).toBe('passed');
    expect((await judged([silent, { lacks: 'a' }], 'a')).outcome).toBe('failed');
    expect((await judged([{ contains: 'a' }, silent], 'a')).outcome).toBe('unmeasured');
  });

  test('what failed is said in the words of the rule file', async () => {
    expect(await judged({ path: '$.answer', lacks: 'indisponible' }, '{"answer":"indisponible"}')).toEqual({
      outcome: 'failed',
      reason: '$.answer lacks "indisponible"',
    });
    expect(await judged({ judge: 'https://judge.example/' }, 'x')).toMatchObject({ reason: 'judge: rude' });
  });
});

describe('the word of a judge', () => {
  test.each([
    ['{"pass":true}', 'passed'],
    ['{"pass":false,"reason":"rude"}', 'failed'],
    ['{"pass":"yes"}', 'unmeasured'],
    ['{"reason":"fine"}', 'unmeasured'],
    ['null', 'unmeasured'],
    ['pass', 'unmeasured'],
  ])('%s: %s', (text, outcome) => {
    expect(judgeSays(text).outcome).toBe(outcome);
  });
});

describe('a question', () => {
  test('has the words of its case in it, as texts whatever they hold', () => {
    const ask = { question: '{question}', about: ['{id}', { text: 'on {text}' }], n: 1, deep: null };
    const asked = questionOf({ ask }, { text: '"},{"x":"{id}', ref: 'c-1' });
    expect('value' in asked && JSON.parse(asked.value.body)).toEqual({
      question: '"},{"x":"{id}',
      about: ['c-1', { text: 'on "},{"x":"{id}' }],
      n: 1,
      deep: null,
    });
  });

  test('of a text is a text; one whose word is missing is not asked', () => {
    expect(questionOf({ ask: 'Re: {text}' }, one)).toMatchObject({ value: { body: 'Re: Lampe Oslo' } });
    expect(questionOf({ ask: { id: '{id}' } }, { text: 'x' })).toEqual({ missing: 'id' });
  });
});

describe('a replay', () => {
  const good = { url: 'https://agent.example/replay', ask: '{question}', expect: { lacks: 'x' } };
  test.each([
    ['as it should be', {}, true],
    ['several checks', { expect: [{ lacks: 'x' }, { judge: 'https://judge.example/' }] }, true],
    ['a header by the name of its value', { headers: { Authorization: 'support-agent' } }, true],
    ['a header with its value', { headers: { Authorization: 'Bearer abc' } }, false],
    ['a header that belongs to the request', { headers: { Host: 'support-agent' } }, false],
    ['a header of filrouge', { headers: { 'Filrouge-Switch': 'support-agent' } }, false],
    ['a user and password in the address', { url: 'https://a:b@agent.example/' }, false],
    ['another protocol', { url: 'file:///etc/passwd' }, false],
    ['two things in one check', { expect: { lacks: 'x', contains: 'y' } }, false],
    ['a check of nothing', { expect: { path: '$.a' } }, false],
    ['a value without a path', { expect: { equals: 1 } }, false],
    ['a pattern that looks ahead', { expect: { matches: 'a(?=b)' } }, false],
    ['a pattern that refers back', { expect: { matches: '(a)\\1' } }, false],
    ['a pattern that repeats too often', { expect: { matches: 'a{1001}' } }, false],
    ['a pattern that is none', { expect: { matches: '(' } }, false],
    ['a pattern with a flag of RE2', { expect: { matches: '(?i)stock' } }, true],
    ['a backslash that is escaped', { expect: { matches: '\\\\1' } }, true],
    ['a time of 100 ms', { timeout: '100ms' }, true],
    ['a time below', { timeout: '99ms' }, false],
    ['a time of two minutes', { timeout: '2m' }, true],
    ['a time above', { timeout: '121s' }, false],
    ['every hour', { every: '1h' }, true],
    ['more often', { every: '59m' }, false],
  ])('%s: %o is taken: %s', (_, changed, isTaken) => {
    expect(ReplaySpec.safeParse({ ...good, ...changed }).success).toBe(isTaken);
  });
});
