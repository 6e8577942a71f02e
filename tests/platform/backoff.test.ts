import { expect, test } from 'vitest';
import { backoffMs } from '../../src/platform/backoff.ts';

const backoff = { firstMs: 100, longestMs: 5_000 };
const waits = (given: typeof backoff & { factor?: number }) =>
  [0, 1, 2, 3, 6, 7].map((failures) => backoffMs(failures, given));

test('the wait before another attempt doubles with each failure, from none up to the longest', () => {
  expect(waits(backoff)).toEqual([0, 100, 200, 400, 3_200, 5_000]);
});

test('the wait before another attempt may grow by another factor', () => {
  expect(waits({ ...backoff, factor: 4 })).toEqual([0, 100, 400, 1_600, 5_000, 5_000]);
});

test('what has failed for years still waits no longer than the longest wait', () => {
  expect(backoffMs(1_000_000, backoff)).toBe(5_000);
});

test('with full jitter a wait lies anywhere between nothing and the wait without it', () => {
  expect([0, 0.25, 0.9999].map((chance) => backoffMs(3, backoff, chance))).toEqual([0, 100, 400]);
});
