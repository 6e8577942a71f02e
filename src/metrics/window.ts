import { type Cell, cellStart, mergeCells } from './cell.ts';

/** The most cells one evaluation reads; a longer window reads coarser aligned cells. */
export const mostCellsPerWindow = 360;

/** Each level's cells are whole sums of the level below: 10 s, 1 min, 10 min, 1 h, 6 h, 1 d by default. */
const levelFactors = [1, 6, 60, 360, 2_160, 8_640] as const;

/**
 * A window of W is the current cell and the W/cell − 1 before it. `cellMs` is the width of the cells it
 * reads: the base step, or the finest level of which at most 360 make the window.
 */
export type WindowSpec = {
  readonly lengthMs: number;
  readonly cellMs: number;
  readonly cells: number;
  /** Of a window of the past: it is made of whole cells, the last of which ended so long ago at the least. */
  readonly agoMs?: number;
};

/** The most cells that are held for a window of the past and the time since. */
const mostCellsHeld = 4 * mostCellsPerWindow;

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

/**
 * The cells of a window of `lengthMs` that ended `agoMs` ago: the finest of which 360 make the window, and
 * four times as many that and the time since, so that an hour of last week is told to 10 minutes.
 */
export function pastWindowSpec(lengthMs: number, agoMs: number, stepMs: number): WindowSpec | WindowFault {
  if (lengthMs < stepMs) return { fault: 'shorter_than_step', stepMs };
  for (const factor of levelFactors) {
    const cellMs = factor * stepMs;
    const isHeld = (lengthMs + agoMs) / cellMs <= mostCellsHeld;
    if (lengthMs / cellMs > mostCellsPerWindow || !isHeld) continue;
    if (lengthMs % cellMs !== 0) return { fault: 'not_aligned', cellMs };
    return { lengthMs, cellMs, cells: lengthMs / cellMs, agoMs };
  }
  return { fault: 'too_long', mostMs: (levelFactors.at(-1) ?? 1) * stepMs * mostCellsPerWindow };
}

/**
 * Whether a window reads the cells of one step themselves. One of the past has a ring of its own, however
 * fine: what is kept folded of it is then kept long.
 */
export function readsBaseCells({ cellMs, agoMs }: WindowSpec, stepMs: number): boolean {
  return cellMs === stepMs && agoMs === undefined;
}

/** How many cells a ring holds for a window, so that it holds all of it at any time. */
export function cellsHeld({ cells, cellMs, agoMs }: WindowSpec): number {
  return agoMs === undefined ? cells : cells + Math.ceil(agoMs / cellMs) + 1;
}

/** How far back a window reads at the most. */
export function windowReachMs(spec: WindowSpec): number {
  return (cellsHeld(spec) + 1) * spec.cellMs;
}

/** The number of the newest cell that a window of the past reads at `now`. */
export function newestPastCell({ cellMs, agoMs = 0 }: WindowSpec, now: number): number {
  return Math.floor((now - agoMs) / cellMs) - 1;
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
