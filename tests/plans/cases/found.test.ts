import { expect, test } from 'vitest';
import { isFound } from '../../../src/plans/cases/pull/found.ts';

test('a pattern that never ends elsewhere takes no longer than its text', () => {
  const begun = performance.now();
  expect(isFound('^(a+)+$', `${'a'.repeat(60_000)}!`)).toBe(false);
  expect(isFound('(?:x|xx|x.)*y$', 'x'.repeat(60_000))).toBe(false);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test('a pattern is found anywhere in a text, and one that RE2 does not know is none', () => {
  expect(isFound('(?i)in stock', 'It is IN STOCK.')).toBe(true);
  expect(isFound('^in stock', 'It is in stock.')).toBe(false);
  expect(isFound('a(?=b)', 'ab')).toBeUndefined();
});
