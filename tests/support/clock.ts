import type { Clock } from '../../src/platform/clock.ts';

/** A clock that stands still until a test moves it. */
export type ManualClock = Clock & {
  /** Moves the clock by so many milliseconds and says what it shows then. */
  readonly advance: (ms: number) => number;
  /** Puts the clock to a time, in epoch ms or as ISO 8601: the time until then passes. */
  readonly set: (at: number | string) => void;
  /** Somebody sets the wall clock by so many milliseconds, ahead or back, while no time passes. */
  readonly step: (ms: number) => void;
};

/** A manual clock that starts at a time, in epoch ms or as ISO 8601. */
export function manualClock(start: number | string): ManualClock {
  let at = new Date(start).getTime();
  let stepped = 0;
  return {
    now: () => at,
    monotonic: () => at - stepped,
    advance: (ms) => {
      at += ms;
      return at;
    },
    set: (to) => {
      at = new Date(to).getTime();
    },
    step: (ms) => {
      at += ms;
      stepped += ms;
    },
  };
}
