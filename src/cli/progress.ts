import type { Writable } from 'node:stream';

/** Shows how far a long work is. Seen from 0 to 1; the text says what is done now. */
export type Bar = { readonly see: (fraction: number, text?: string) => void };

type BarPorts = { readonly output?: Writable & { readonly isTTY?: boolean }; readonly now?: () => number };

/** A shorter wait needs no bar. */
const patienceMs = 500;
/** Takes away what stood there. */
const restOfLine = '\u001b[K';
const width = 24;

/**
 * Does work with a bar beside it: on a terminal only, and never in what the command prints. Drawn by
 * ourselves at once, because the bar of @clack/prompts waits for timers, and a replay over memory leaves
 * them no turn.
 */
export async function withBar<T>(
  doing: string,
  work: (bar: Bar) => Promise<T>,
  { output = process.stderr, now = () => performance.now() }: BarPorts = {},
): Promise<T> {
  if (output.isTTY !== true) return work({ see: () => {} });
  const since = now();
  let shown = -1;
  const see = (fraction: number, text = doing): void => {
    const percent = Math.floor(fraction * 100);
    if (percent <= shown || now() - since < patienceMs) return;
    shown = percent;
    const full = Math.round(fraction * width);
    output.write(`\r${'█'.repeat(full)}${'░'.repeat(width - full)} ${percent} % ${text}${restOfLine}`);
  };
  try {
    return await work({ see });
  } finally {
    if (shown >= 0) output.write(`\r${restOfLine}`);
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
