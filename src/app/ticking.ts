import type { Clock } from '../platform/clock.ts';

/**
 * Calls `tick` right after each multiple of `tickMs` by the clock, until the returned function is called.
 * Cells begin at such instants: a sample whose sender's clock is a little ahead of ours is evaluated as soon
 * as its cell has begun, not up to a tick later.
 */
export function startTicking(clock: Pick<Clock, 'now'>, tickMs: number, tick: () => void): () => void {
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(run, untilNextTickMs(clock.now(), tickMs));
  };
  const run = (): void => {
    tick();
    next();
  };
  next();
  return () => clearTimeout(timer);
}

/** From `now` to just after a multiple of `tickMs`: the next one, unless that is nearer than half a tick. */
export function untilNextTickMs(now: number, tickMs: number): number {
  const next = tickMs - (now % tickMs) + 1;
  return next < tickMs / 2 ? next + tickMs : next;
}
