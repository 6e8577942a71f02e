import type { Clock } from '../../src/platform/clock.ts';

/** A clock that stands still until a test moves it. */
export type ManualClock = Clock & {
  /** Moves the clock by so many milliseconds and says what it shows then. */
  readonly advance: (ms: number) => number;
  /** Puts the clock to a time, in epoch ms or as ISO 8601. */
  readonly set: (at: number | string) => void;
};

/** A manual clock that starts at a time, in epoch ms or as ISO 8601. */
export function manualClock(start: number | string): ManualClock {
  let at = new Date(start).getTime();
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
      return at;
    },
    set: (to) => {
      at = new Date(to).getTime();
    },
  };
}
