import type { Clock } from '../platform/clock.ts';

/**
 * Calls `tick` right after each multiple of `tickMs` by the clock, until the returned function is called. Cells begin at
 * such instants: a sample whose sender's clock is a little ahead of ours is evaluated as soon as its cell has begun, not
 * up to a tick later.
 */
export function startTicking(clock: Clock, tickMs: number, tick: () => void): () => void {
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

/** From `now` to just after the next multiple of `tickMs`: in (1, tickMs + 1]. */
export function untilNextTickMs(now: number, tickMs: number): number {
  return tickMs - (now % tickMs) + 1;
}
