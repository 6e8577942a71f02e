import { expect, test } from 'vitest';
import { parseDuration } from '../../src/platform/duration.ts';

test('a duration is up to a hundred years long: what is longer leads to days that no calendar has', () => {
  expect(parseDuration('36500d')).toBe(36_500 * 86_400_000);
  expect(parseDuration('36500d1ms')).toBeUndefined();
  expect(parseDuration('99999999999999999d')).toBeUndefined();
});
