/** Where the time comes from. Only composition roots read it; what decides takes `now` as an argument. */
export type Clock = { readonly now: () => number };

/** The machine's wall clock, in milliseconds since the Unix epoch. */
export const systemClock: Clock = { now: () => Date.now() };
