const dayMs = 86_400_000;

/**
 * Cells are kept for a little over a year, ids of interactions for a month: longer than anybody repeats them.
 * Older samples and interactions are refused, because a repetition would not be recognised.
 */
export const keptMs = { cells: 400 * dayMs, interactions: 30 * dayMs };
