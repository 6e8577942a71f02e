import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from './failure.ts';

/** How long to wait (a slow machine takes its time), and how things stood when it was in vain. */
export type Patience = { readonly withinMs?: number; readonly came?: () => string };

const lookEveryMs = 25;

/** The first thing that `look` finds in time. Throws `Failure`, or the signal's reason when aborted. */
export async function until<T>(
  signal: AbortSignal,
  expected: string,
  look: () => T | undefined | Promise<T | undefined>,
  { withinMs = 120_000, came = () => 'nothing of the kind' }: Patience = {},
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > giveUpAt)
      throw new Failure(`${expected} within ${Math.round(withinMs / 1000)} s`, came());
    await wait(lookEveryMs);
  }
}
