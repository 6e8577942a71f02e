import type { Writable } from 'node:stream';
import { progress } from '@clack/prompts';

/** Shows how far a long work is. Seen from 0 to 1; the text says what is done now. */
export type Bar = { readonly see: (fraction: number, text?: string) => void };

type BarPorts = { readonly output?: Writable & { readonly isTTY?: boolean }; readonly now?: () => number };

/** Whoever waits no longer than this needs no bar. */
const patienceMs = 500;

/** Does work with a bar beside it: on a terminal only, and never in what the command prints. */
export async function withBar<T>(
  doing: string,
  work: (bar: Bar) => Promise<T>,
  { output = process.stderr, now = () => performance.now() }: BarPorts = {},
): Promise<T> {
  if (output.isTTY !== true) return work({ see: () => {} });
  const bar = progress({ max: 100, output });
  const since = now();
  let [begun, shown] = [false, 0];
  const see = (fraction: number, text = doing): void => {
    if (!begun && now() - since < patienceMs) return;
    if (!begun) bar.start(doing);
    begun = true;
    const percent = Math.floor(fraction * 100);
    if (percent > shown) bar.advance(percent - shown, text);
    shown = Math.max(shown, percent);
  };
  try {
    return await work({ see });
  } finally {
    if (begun) bar.stop(doing);
  }
}

/** The progress of a backtest on a bar; of one of several, with the part of the bar that is its own. */
export function replayed(bar: Bar, [from, to]: readonly [number, number] = [0, 1]) {
  return ({
    agent,
    done,
    of,
  }: {
    readonly agent: string;
    readonly done: number;
    readonly of: number;
  }): void => bar.see(from + (to - from) * Math.min(1, done / Math.max(1, of)), `replaying ${agent}`);
}
