import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSources } from '../../scripts/house/sources.ts';
import { noSuch } from '../../src/platform/no-such.ts';

describe('what is asked for by a name that nothing has', () => {
  test('is refused with one code and one text a thing', () => {
    expect(noSuch('agent', 'leo')).toEqual({
      kind: 'not_found',
      code: 'unknown_agent',
      detail: 'There is no agent "leo".',
    });
    expect(noSuch('plan', 4).detail).toBe('There is no plan 4.');
    expect(noSuch('rule', 'x', { over: 'margaux' }).detail).toBe('There is no rule "x" over margaux.');
  });

  test('is told what there is instead, where that may be told', () => {
    expect(noSuch('rule', 'eror', { known: ['error', 'late'] }).detail).toBe(
      'There is no rule "eror"; expected one of error, late. Did you mean error?',
    );
    expect(noSuch('playbook', 'x', { known: [] }).detail).toBe('There is no playbook "x"; there is none.');
  });

  test('is refused nowhere in other words', () => {
    const things = 'agent|rule|metric|playbook|person|incident|plan|action|improvement|criterion|task';
    const own = new RegExp(`\\b(?:no|unknown) (?:${things}) ["']?\\$\\{`, 'i');
    const elsewhere = readSources(resolve(import.meta.dirname, '../..'), ['src'])
      .filter(({ path, text }) => path !== 'src/platform/no-such.ts' && own.test(text))
      .map(({ path }) => path);
    expect(elsewhere).toEqual([]);
  });
});
