import { expect, test, vi } from 'vitest';
import { startTicking, untilNextTickMs } from '../../src/app/ticking.ts';

test('ticks come just after each multiple of the tick, where cells begin', () => {
  expect(untilNextTickMs(10_000, 1_000)).toBe(1_001);
  expect(untilNextTickMs(10_001, 1_000)).toBe(1_000);
  expect(untilNextTickMs(10_501, 1_000)).toBe(500);
});

test('a tick that would come sooner than half a tick after the last is left out', () => {
  expect(untilNextTickMs(10_502, 1_000)).toBe(1_499);
  expect(untilNextTickMs(10_999, 1_000)).toBe(1_002);
});

test('a tick that comes late does not move those after it', () => {
  vi.useFakeTimers({ now: 9_400 });
  try {
    const at: number[] = [];
    const stop = startTicking({ now: Date.now }, 1_000, () => {
      at.push(Date.now());
      if (at.length === 2) vi.setSystemTime(Date.now() + 300);
    });
    vi.advanceTimersByTime(3_500);
    stop();
    vi.advanceTimersByTime(3_000);
    expect(at).toEqual([10_001, 11_001, 12_001, 13_001]);
  } finally {
    vi.useRealTimers();
  }
});
