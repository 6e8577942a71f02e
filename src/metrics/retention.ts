const dayMs = 86_400_000;

/**
 * Cells are kept for a little over a year, ids of interactions for a month: longer than anybody repeats them.
 * What is older is not taken, because nobody would know it again.
 */
export const keptMs = { cells: 400 * dayMs, interactions: 30 * dayMs };
