import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createJobs } from '../../src/platform/jobs.ts';

const everySecond = '* * * * * *';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a job runs in the evaluator, not in the others, and its failure does not end its schedule', async () => {
  const logged: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => logged.push(line) });
  const runs = { evaluator: 0, standby: 0 };
  const jobs = createJobs({ logger, isEvaluator: () => true });
  jobs.add('probe', everySecond, async () => {
    runs.evaluator += 1;
    throw new Error('this run went wrong');
  });
  const standby = createJobs({ logger, isEvaluator: () => false });
  standby.add('probe', everySecond, async () => {
    runs.standby += 1;
  });
  await vi.advanceTimersByTimeAsync(3_000);
  await Promise.all([jobs.stop(), standby.stop()]);
  expect(runs).toEqual({ evaluator: 3, standby: 0 });
  expect(logged.join()).toContain('this run went wrong');
});

test('a job is not started again while it runs, and stopping waits for it', async () => {
  const jobs = createJobs({ logger: pino({ level: 'silent' }), isEvaluator: () => true });
  const order: string[] = [];
  let finish: () => void = () => {};
  jobs.add('long', everySecond, async () => {
    order.push('started');
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    order.push('ended');
  });
  await vi.advanceTimersByTimeAsync(3_000);
  const stopping = jobs.stop().then(() => order.push('stopped'));
  finish();
  await stopping;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(order).toEqual(['started', 'ended', 'stopped']);
});
