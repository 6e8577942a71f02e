import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * How long the event loop of this process was held at a stretch while `work` was done, in ms: the least of some
 * runs, because a machine that has no time for us holds it as well.
 */
export async function longestHoldMs(work: () => Promise<unknown>, runs = 3): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) least = Math.min(least, await holdOf(work));
  return least;
}

async function holdOf(work: () => Promise<unknown>): Promise<number> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  // Its timer has to have begun, and to see the end.
  while (monitor.count === 0) await wait(1);
  await work();
  const before = monitor.count;
  while (monitor.count === before) await wait(1);
  monitor.disable();
  return Math.max(0, monitor.max / 1e6 - 1);
}
