import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingPeer } from './peer.ts';

/** Why no process can be given a clock of its own here, or `undefined` when it can. */
export const missingFaketime = missingPeer('faketime');

/** The wall clock of a process, by libfaketime: its monotonic clock stays the machine's. */
export type ProcessClock = {
  /** Settings of the process that lives by this clock. */
  readonly env: Readonly<Record<string, string>>;
  readonly now: () => number;
  /** Sets it by so many milliseconds, ahead or back. */
  readonly step: (ms: number) => void;
  /** Sets it to a time in ISO 8601. */
  readonly set: (at: string) => void;
  readonly remove: () => void;
};

/** A clock that shows the right time until somebody sets it. */
export function processClock(): ProcessClock {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-clock-'));
  const file = join(folder, 'offset');
  let offsetMs = 0;
  const put = (ms: number): void => {
    offsetMs = Math.round(ms);
    const seconds = (offsetMs / 1_000).toFixed(3);
    // In one piece: the process reads it whenever it looks at the clock.
    writeFileSync(`${file}.new`, `${offsetMs < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${file}.new`, file);
  };
  put(0);
  return {
    env: {
      LD_PRELOAD: execFileSync('faketime', ['-f', '+0s', 'printenv', 'LD_PRELOAD'], {
        encoding: 'utf8',
      }).trim(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    now: () => Date.now() + offsetMs,
    step: (ms) => put(offsetMs + ms),
    set: (at) => put(Date.parse(at) - Date.now()),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
