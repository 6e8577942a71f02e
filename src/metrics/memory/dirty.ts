import type { Buckets } from '../buckets.ts';
import { type CellNumbers, cellFields } from '../cell.ts';
import { doubleAt, longer } from './column.ts';

/**
 * Cells changed since they were last handed to storage, column by column and in the order of their first
 * change. `sum` and `weight` are those of the whole cell as memory holds it; `min`, `max` and `last` are
 * those of the changes alone, which storage merges (the merge is idempotent: the same change applied twice is
 * the change applied once). `stray` cells are older than memory holds: all their columns are changes, and
 * storage adds them to what it has. `buckets` are those of the whole cell, as its sums are; the list is as
 * long as the last entry that has some, and empty where none has.
 */
export type DirtyCells = {
  count: number;
  series: Int32Array;
  stray: Uint8Array;
  buckets: (Buckets | undefined)[];
} & Record<keyof CellNumbers, Float64Array>;

/** An empty list with room for `size` cells. */
export function createDirtyCells(size = 64): DirtyCells {
  const column = () => new Float64Array(size);
  return {
    count: 0,
    series: new Int32Array(size),
    start: column(),
    sum: column(),
    weight: column(),
    min: column(),
    max: column(),
    last: column(),
    lastAt: column(),
    stray: new Uint8Array(size),
    buckets: [],
  };
}

/** Appends an entry without changes yet and returns its index. */
export function addDirty(dirty: DirtyCells, series: number, start: number, stray: boolean): number {
  if (dirty.count === dirty.series.length) growDirty(dirty, dirty.count * 2);
  const index = dirty.count++;
  dirty.series[index] = series;
  dirty.start[index] = start;
  dirty.sum[index] = 0;
  dirty.weight[index] = 0;
  dirty.min[index] = Number.POSITIVE_INFINITY;
  dirty.max[index] = Number.NEGATIVE_INFINITY;
  dirty.last[index] = 0;
  dirty.lastAt[index] = Number.NEGATIVE_INFINITY;
  dirty.stray[index] = stray ? 1 : 0;
  return index;
}

/** Notes a sample's extremes on an entry. */
export function markDirty(dirty: DirtyCells, index: number, value: number, at: number): void {
  if (value < doubleAt(dirty.min, index)) dirty.min[index] = value;
  if (value > doubleAt(dirty.max, index)) dirty.max[index] = value;
  if (at >= doubleAt(dirty.lastAt, index)) {
    dirty.last[index] = value;
    dirty.lastAt[index] = at;
  }
}

/** The entries from `from` up to `until`, on the same memory. Nothing can be added to them. */
export function partOf(dirty: DirtyCells, from: number, until: number): DirtyCells {
  const part = (column: Float64Array) => column.subarray(from, until);
  return {
    count: until - from,
    series: dirty.series.subarray(from, until),
    start: part(dirty.start),
    sum: part(dirty.sum),
    weight: part(dirty.weight),
    min: part(dirty.min),
    max: part(dirty.max),
    last: part(dirty.last),
    lastAt: part(dirty.lastAt),
    stray: dirty.stray.subarray(from, until),
    buckets: dirty.buckets.slice(from, until),
  };
}

function growDirty(dirty: DirtyCells, size: number): void {
  dirty.series = longer(Int32Array, dirty.series, size);
  dirty.stray = longer(Uint8Array, dirty.stray, size);
  for (const field of cellFields) dirty[field] = longer(Float64Array, dirty[field], size);
}
