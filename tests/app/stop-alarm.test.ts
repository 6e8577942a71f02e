import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStopAlarm } from '../../src/app/stop-alarm.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('that no agent can be stopped is said at once, each minute while it lasts, and when it is over', () => {
  const world = { can: true };
  const said: string[] = [];
  const onChange = vi.fn();
  const stop = createStopAlarm({
    canStop: () => world.can,
    proofAgeMs: () => 3_200,
    logger: {
      error: (facts: object, message?: string) =>
        said.push(`${JSON.stringify(facts)} ${message?.slice(0, 23)}`),
      info: (message: string) => said.push(message),
    },
    onChange,
  });
  vi.advanceTimersByTime(10_000);
  expect(said).toEqual([]);
  world.can = false;
  vi.advanceTimersByTime(500);
  expect(said).toEqual(['{"sinceSeconds":3} NO AGENT CAN BE STOPPED']);
  vi.advanceTimersByTime(60_000);
  expect(said).toHaveLength(1);
  vi.advanceTimersByTime(500);
  expect(said).toHaveLength(2);
  expect(onChange).toHaveBeenCalledTimes(1);
  world.can = true;
  vi.advanceTimersByTime(500);
  expect(said.at(-1)).toBe('agents can be stopped again');
  expect(onChange).toHaveBeenCalledTimes(2);
  stop();
  world.can = false;
  vi.advanceTimersByTime(60_000);
  expect(said).toHaveLength(3);
});
