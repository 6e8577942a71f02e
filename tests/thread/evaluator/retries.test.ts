import { expect, test } from 'vitest';
import { isWaiting, type Retry, retryAfter } from '../../../src/thread/evaluator/writing/retries.ts';
import { minute, second, tripAt } from '../../builders/time.ts';

function failedTimes(times: number): Retry {
  let retry = retryAfter(undefined, tripAt);
  for (let failures = 1; failures < times; failures += 1) retry = retryAfter(retry, tripAt);
  return retry;
}

test.each([
  [1, 0],
  [2, second],
  [3, 4 * second],
  [4, 16 * second],
  [5, minute],
  [50, minute],
])(
  'after failure %i a trip is tried again in %i ms: at once, then fourfold up to a minute',
  (failures, waitMs) => {
    expect(failedTimes(failures)).toEqual({ failures, until: tripAt + waitMs });
  },
);

test('a trip waits to the last millisecond before its time, and no longer', () => {
  const retry = failedTimes(2);
  expect(isWaiting(retry, retry.until - 1)).toBe(true);
  expect(isWaiting(retry, retry.until)).toBe(false);
});

test('a clock that was set back by more than the longest wait holds no trip back', () => {
  const retry = failedTimes(5);
  expect(isWaiting(retry, retry.until - minute)).toBe(true);
  expect(isWaiting(retry, retry.until - minute - 1)).toBe(false);
});
