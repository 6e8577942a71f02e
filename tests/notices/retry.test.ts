import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { afterFailure, retryDelayMs, retryPolicy } from '../../src/notices/retry.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempts = fc.integer({ min: 1, max: 200 });
const { longestMs, firstMs, shortestMs, giveUpMs } = retryPolicy;

describe('the wait before another attempt', () => {
  test.prop([attempts, chance])('stays between the shortest and the longest', (count, luck) => {
    const wait = retryDelayMs({ createdAt: 0, attempts: count }, luck);
    expect(wait).toBeGreaterThanOrEqual(shortestMs);
    expect(wait).toBeLessThanOrEqual(longestMs);
  });

  test.prop([attempts, chance])('is never longer than first × 2^(attempts − 1)', (count, luck) => {
    expect(retryDelayMs({ createdAt: 0, attempts: count }, luck)).toBeLessThanOrEqual(
      Math.max(shortestMs, firstMs * 2 ** (count - 1)),
    );
  });

  test.prop([attempts, chance, chance])('grows with chance: the jitter is full', (count, a, b) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const wait = (luck: number) => retryDelayMs({ createdAt: 0, attempts: count }, luck);
    expect(wait(low)).toBeLessThanOrEqual(wait(high));
    expect(wait(0)).toBe(shortestMs);
  });

  test.prop([attempts, chance, fc.integer({ min: 0, max: 10 * longestMs })])(
    'is no shorter than what the receiver asked for, as far as the longest wait',
    (count, luck, askedMs) => {
      const wait = retryDelayMs({ createdAt: 0, attempts: count, askedMs }, luck);
      expect(wait).toBeGreaterThanOrEqual(Math.min(askedMs, longestMs));
      expect(wait).toBeLessThanOrEqual(longestMs);
    },
  );
});

describe('a delivery that failed', () => {
  test('waits as long as its next attempt is within three days of its birth, and is dead after', () => {
    const now = giveUpMs - shortestMs;
    expect(afterFailure({ createdAt: 0, attempts: 40 }, now, 0)).toEqual({
      state: 'waiting',
      dueAt: giveUpMs,
    });
    expect(afterFailure({ createdAt: 0, attempts: 40 }, now + 1, 0)).toEqual({ state: 'dead' });
  });

  test.prop([fc.infiniteStream(chance)])('is tried a bounded number of times', (luck) => {
    let [now, attempts] = [0, 0];
    for (const draw of luck) {
      attempts += 1;
      const next = afterFailure({ createdAt: 0, attempts }, now, Math.max(0.01, draw));
      if (next.state === 'dead') break;
      now = next.dueAt;
    }
    expect(attempts).toBeGreaterThan(10);
    expect(attempts).toBeLessThan(2_000);
  });
});
