/** Where the time comes from. Only composition roots read it; what decides takes `now` as an argument. */
export type Clock = {
  /** The wall clock, in milliseconds since the Unix epoch. It may be set, ahead or back. */
  readonly now: () => number;
  /** Milliseconds that only go on, whatever becomes of the wall clock: spans are counted on these. */
  readonly monotonic: () => number;
};

/** The machine's clocks. */
export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
