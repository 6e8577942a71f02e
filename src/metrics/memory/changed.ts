import { doubleAt, longer, wholeAt } from './column.ts';
import { addDirty, createDirtyCells, type DirtyCells } from './dirty.ts';

/** Changed cells that are still being added to: the entry of a series' newest cell is found again at once. */
export type ChangedCells = {
  cells: DirtyCells;
  /** Whether `cells` may hold a cell twice: a series went back in time, or was older than memory holds. */
  twice: boolean;
  /** Per series, the place of its newest entry; it may be of an earlier list, and is checked. */
  entryOf: Int32Array;
  /** A list that was given back, to be filled again. */
  spare: DirtyCells | undefined;
};

/** Changed cells as they are handed over: nobody adds to them any more. */
export type TakenCells = { readonly cells: DirtyCells; readonly twice: boolean };

/** Nothing changed. */
export function createChangedCells(): ChangedCells {
  return { cells: createDirtyCells(), twice: false, entryOf: new Int32Array(16), spare: undefined };
}

/** The entry of a cell, made empty when there is none. A series that goes back may have two for one cell. */
export function entryFor(changed: ChangedCells, series: number, start: number): number {
  if (series >= changed.entryOf.length)
    changed.entryOf = longer(Int32Array, changed.entryOf, Math.ceil((series + 1) * 1.5));
  const { cells } = changed;
  const entry = wholeAt(changed.entryOf, series);
  if (entry < cells.count && cells.series[entry] === series && cells.stray[entry] === 0) {
    const known = doubleAt(cells.start, entry);
    if (known === start) return entry;
    if (start < known) changed.twice = true;
  }
  const made = addDirty(cells, series, start, false);
  changed.entryOf[series] = made;
  return made;
}

/** A new entry for a change of a cell that is not whole in memory. */
export function strayEntry(changed: ChangedCells, series: number, start: number): number {
  changed.twice = true;
  return addDirty(changed.cells, series, start, true);
}

/** Hands over the changed cells and begins a new list. `undefined` when nothing changed. */
export function takeChanged(changed: ChangedCells): TakenCells | undefined {
  const { cells, twice, spare } = changed;
  if (cells.count === 0) return undefined;
  changed.cells = spare ?? createDirtyCells();
  changed.spare = undefined;
  changed.twice = false;
  return { cells, twice };
}

/** Nobody needs these any more: their room is used again. That of an exceptional batch is let go. */
export function giveBack(changed: ChangedCells, { cells }: TakenCells): void {
  if (cells.series.length > mostKeptRoom) return;
  cells.count = 0;
  if (cells.buckets.length > 0) cells.buckets = [];
  changed.spare = cells;
}

const mostKeptRoom = 65_536;

/**
 * Adds changes to those in `changed`, whichever are later: the sums of a cell are those with the greater
 * weight, which only ever grows; its extremes are merged.
 */
export function mergeChanged(changed: ChangedCells, { cells: from, twice }: TakenCells): void {
  if (twice) changed.twice = true;
  for (let place = 0; place < from.count; place++) mergeCell(changed, from, place);
}

/** Adds one of these changes to those in `changed`. */
export function mergeCell(changed: ChangedCells, from: DirtyCells, place: number): void {
  const [series, start] = [wholeAt(from.series, place), doubleAt(from.start, place)];
  const isStray = from.stray[place] === 1;
  const entry = isStray ? strayEntry(changed, series, start) : entryFor(changed, series, start);
  mergeEntry(changed.cells, entry, from, place);
}

/**
 * A stray is added to what the table of cells has, which must be all of that cell: copies what `from` knows
 * of the cells that strays of `into` belong to.
 */
export function bringBeforeStrays(into: ChangedCells, from: DirtyCells): void {
  const strayed = new Map<number, Set<number>>();
  for (let place = 0; into.twice && place < into.cells.count; place++) {
    if (into.cells.stray[place] === 0) continue;
    const series = wholeAt(into.cells.series, place);
    strayed.set(series, (strayed.get(series) ?? new Set()).add(doubleAt(into.cells.start, place)));
  }
  if (strayed.size === 0) return;
  for (let place = 0; place < from.count; place++) {
    const isBefore = strayed.get(wholeAt(from.series, place))?.has(doubleAt(from.start, place)) === true;
    if (isBefore && from.stray[place] === 0) mergeCell(into, from, place);
  }
}

/** Parts the strays from the cells that memory holds: only these may be written more than once. */
export function partStrays({ cells, twice }: TakenCells): {
  readonly held: TakenCells | undefined;
  readonly strays: TakenCells | undefined;
} {
  if (!twice || !cells.stray.subarray(0, cells.count).includes(1))
    return { held: { cells, twice }, strays: undefined };
  const [held, strays] = [createChangedCells(), createChangedCells()];
  for (let place = 0; place < cells.count; place++)
    mergeCell(cells.stray[place] === 1 ? strays : held, cells, place);
  bringBeforeStrays(strays, held.cells);
  return { held: takeChanged(held), strays: takeChanged(strays) };
}

function mergeEntry(into: DirtyCells, entry: number, from: DirtyCells, place: number): void {
  if (doubleAt(from.weight, place) >= doubleAt(into.weight, entry)) {
    into.sum[entry] = doubleAt(from.sum, place);
    into.weight[entry] = doubleAt(from.weight, place);
    // Beyond its end a list is slow to read, and most lists are empty.
    const buckets = place < from.buckets.length ? from.buckets[place] : undefined;
    if (buckets !== undefined) into.buckets[entry] = buckets;
  }
  if (doubleAt(from.min, place) < doubleAt(into.min, entry)) into.min[entry] = doubleAt(from.min, place);
  if (doubleAt(from.max, place) > doubleAt(into.max, entry)) into.max[entry] = doubleAt(from.max, place);
  if (doubleAt(from.lastAt, place) >= doubleAt(into.lastAt, entry)) {
    into.last[entry] = doubleAt(from.last, place);
    into.lastAt[entry] = doubleAt(from.lastAt, place);
  }
}
