import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exposition } from '../../src/platform/exposition.ts';
import { type DelayMonitor, watchLoopDelay } from '../../src/platform/loop-delay.ts';
import { longestHoldMs } from '../support/loop.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** A loop whose delays are told by the test; the monitors that watch it see those since they began. */
function watchedLoop() {
  const monitors: { delays: number[]; isOn: boolean }[] = [];
  const warnings: object[] = [];
  const begin = (): DelayMonitor => {
    const monitor = { delays: [] as number[], isOn: true };
    monitors.push(monitor);
    const sorted = () => monitor.delays.map((ms) => (ms + 10) * 1e6).sort((a, b) => a - b);
    return {
      get max() {
        return sorted().at(-1) ?? 0;
      },
      percentile: (percent) => sorted()[Math.ceil((percent / 100) * monitor.delays.length) - 1] ?? 0,
      reset: () => {
        monitor.delays = [];
      },
      disable: () => {
        monitor.isOn = false;
      },
    };
  };
  const registry = new Registry();
  const stop = watchLoopDelay(registry, { warn: (facts: object) => void warnings.push(facts) }, begin);
  const quantiles = async () => {
    const lines = (await exposition(registry)).split('\n').filter((line) => line.includes('quantile='));
    return Object.fromEntries(lines.map((line) => [line.split('"')[1], Number(line.split(' ')[1])]));
  };
  const hold = (ms: number) => {
    for (const { delays } of monitors) delays.push(ms);
  };
  return { hold, quantiles, stop, warnings, monitors };
}

test('the longest hold is told for half a minute at least, and for a minute at most', async () => {
  const { hold, quantiles } = watchedLoop();
  for (let n = 0; n < 98; n++) hold(1);
  hold(20);
  hold(150);
  expect(await quantiles()).toEqual({ 0.5: 0.001, 0.9: 0.001, 0.99: 0.02, 1: 0.15 });
  vi.advanceTimersByTime(30_000);
  expect((await quantiles())[1]).toBe(0.15);
  vi.advanceTimersByTime(30_000);
  expect((await quantiles())[1]).toBe(0);
});

test('reading it takes nothing from the next reader', async () => {
  const { hold, quantiles } = watchedLoop();
  hold(50);
  expect(await quantiles()).toEqual(await quantiles());
});

test('a hold of more than 200 ms is told in the log, once', () => {
  const { hold, warnings } = watchedLoop();
  hold(200);
  vi.advanceTimersByTime(30_000);
  expect(warnings).toEqual([]);
  hold(201);
  hold(900);
  vi.advanceTimersByTime(90_000);
  expect(warnings).toEqual([{ longestMs: 900, ofLastMs: 30_000 }]);
});

test('it ends with the process that it watches', () => {
  const { stop, monitors } = watchedLoop();
  stop();
  expect(monitors.map(({ isOn }) => isOn)).toEqual([false, false]);
  expect(vi.getTimerCount()).toBe(0);
});

test('what tests measure a hold by sees one, and none where there is none', async () => {
  const burn = async (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };
  expect(await longestHoldMs(() => burn(60), 1)).toBeGreaterThan(50);
  expect(await longestHoldMs(() => burn(0))).toBeLessThan(40);
});
