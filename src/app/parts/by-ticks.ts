import type { Logger } from 'pino';
import type { Asker } from './part.ts';

/**
 * Does work again and again, `everyMs` after it was begun, never twice at once. By the ticks and not by the
 * calendar: a calendar counts, one by one, all minutes that a clock set ahead leaps over, and nothing else is
 * done meanwhile. A clock set back makes it wait no longer than usual. A failure is logged; the next time
 * comes all the same.
 */
export function byTicks(
  everyMs: number,
  { now, logger }: { readonly now: () => number; readonly logger: Pick<Logger, 'error'> },
  work: () => Promise<void>,
): Asker {
  let begunAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  const idle = async (): Promise<void> => running;
  return {
    tick: () => {
      const at = now();
      if (running !== undefined || Math.abs(at - begunAt) < everyMs) return;
      begunAt = at;
      running = work()
        .catch((err: unknown) =>
          logger.error({ err }, 'work of every so often failed; the next time tries again'),
        )
        .finally(() => {
          running = undefined;
        });
    },
    idle,
    stop: idle,
  };
}
