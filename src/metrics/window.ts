import { type Cell, cellStart, mergeCells } from './cell.ts';

/** The most cells one evaluation reads; a longer window reads coarser aligned cells. */
export const mostCellsPerWindow = 360;

/** Each level's cells are whole sums of the level below: 10 s, 1 min, 10 min, 1 h, 6 h, 1 d by default. */
const levelFactors = [1, 6, 60, 360, 2_160, 8_640] as const;

/**
 * A window of W is the current cell and the W/cell − 1 before it. `cellMs` is the width of the cells it
 * reads: the base step, or the finest level of which at most 360 make the window.
 */
export type WindowSpec = { readonly lengthMs: number; readonly cellMs: number; readonly cells: number };

/** Why a window cannot be had with this step. */
export type WindowFault =
  | { readonly fault: 'shorter_than_step'; readonly stepMs: number }
  | { readonly fault: 'not_aligned'; readonly cellMs: number }
  | { readonly fault: 'too_long'; readonly mostMs: number };

/** The cells that a window of `lengthMs` reads when the base step is `stepMs`. */
export function windowSpec(lengthMs: number, stepMs: number): WindowSpec | WindowFault {
  if (lengthMs < stepMs) return { fault: 'shorter_than_step', stepMs };
  for (const factor of levelFactors) {
    const cellMs = factor * stepMs;
    if (lengthMs / cellMs > mostCellsPerWindow) continue;
    if (lengthMs % cellMs !== 0) return { fault: 'not_aligned', cellMs };
    return { lengthMs, cellMs, cells: lengthMs / cellMs };
  }
  return { fault: 'too_long', mostMs: (levelFactors.at(-1) ?? 1) * stepMs * mostCellsPerWindow };
}

/** The start of the oldest cell that the window still reads at `now`. */
export function windowStart(spec: WindowSpec, now: number): number {
  return cellStart(now, spec.cellMs) - (spec.cells - 1) * spec.cellMs;
}

/** Cells summed into aligned cells of width `cellMs`, in order. */
export function coarsen(cells: readonly Cell[], cellMs: number): Cell[] {
  const coarse: Cell[] = [];
  for (const cell of cells) {
    const start = cellStart(cell.start, cellMs);
    const open = coarse.at(-1);
    if (open?.start === start) coarse[coarse.length - 1] = mergeCells(open, cell);
    else coarse.push({ ...cell, start });
  }
  return coarse;
}
