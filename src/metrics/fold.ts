import type { CellNumbers } from './cell.ts';

/** Sums over cells, filled without allocating. An empty fold has weight 0 and lastAt −∞. */
export type Fold = { -readonly [Field in Exclude<keyof CellNumbers, 'start'>]: number };

/** An empty fold, to be filled again and again. */
export function createFold(): Fold {
  return { sum: 0, weight: 0, min: 0, max: 0, last: 0, lastAt: 0 };
}

/** Empties a fold. */
export function resetFold(fold: Fold): void {
  fold.sum = 0;
  fold.weight = 0;
  fold.min = Number.POSITIVE_INFINITY;
  fold.max = Number.NEGATIVE_INFINITY;
  fold.last = 0;
  fold.lastAt = Number.NEGATIVE_INFINITY;
}
