/** The moment of the worked example's trip: 5 June 2026, 08:02 in Paris. */
export const tripAt = Date.UTC(2026, 5, 5, 6, 2);

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
