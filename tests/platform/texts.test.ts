import { expect, test } from 'vitest';
import { beginningOf } from '../../src/platform/texts.ts';

test('the beginning of a text ends with a whole character', () => {
  expect(beginningOf('ab\u{1F600}c', 3)).toBe('ab');
  expect(beginningOf('ab\u{1F600}c', 4)).toBe('ab\u{1F600}');
  expect(beginningOf('abc', 3)).toBe('abc');
});
