import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';

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
  // The monitor's own timer has to have begun, and to have seen the end.
  await wait(5);
  await work();
  await turn();
  await wait(2);
  monitor.disable();
  return Math.max(0, monitor.max / 1e6 - 1);
}
