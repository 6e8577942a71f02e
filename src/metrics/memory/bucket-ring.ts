import { type Buckets, mergeAllBuckets, mergeBuckets } from '../buckets.ts';

/** The buckets of one series, by the number of their cell, as far back as the ring of its cells reaches. */
export type BucketRing = {
  readonly capacity: number;
  newest: number;
  readonly cells: Map<number, Buckets>;
  /** By the length of a window: the buckets of its cells from `from` up to before `to`, as last asked for. */
  readonly kept: Map<number, Kept>;
};
type Kept = { readonly from: number; readonly to: number; readonly buckets: Buckets | undefined };

/** A ring of so many cells that hold nothing yet. */
export function createBucketRing(capacity: number): BucketRing {
  return { capacity, newest: -1, cells: new Map(), kept: new Map() };
}

/** Adds buckets to a cell, if the ring still reaches back to it. */
export function addToRing(ring: BucketRing, cell: number, buckets: Buckets): void {
  const { cells, kept, capacity } = ring;
  if (ring.newest - cell >= capacity) return;
  if (cell > ring.newest) {
    ring.newest = cell;
    for (const one of cells.keys()) if (cell - one >= capacity) cells.delete(one);
  }
  // What comes after the cells that are kept together changes nothing of them.
  for (const [length, { to }] of kept) if (cell < to) kept.delete(length);
  cells.set(cell, mergeBuckets(cells.get(cell), buckets) ?? buckets);
}

/** The buckets of the cells from `from` to `to`. */
export function bucketsOfCells({ cells }: BucketRing, from: number, to: number): Buckets | undefined {
  const held: Buckets[] = [];
  for (let cell = from; cell <= to; cell++) {
    const own = cells.get(cell);
    if (own !== undefined) held.push(own);
  }
  return mergeAllBuckets(held);
}

/** The same for a window that ends with the cell of now: what lies before that is kept for the next time. */
export function bucketsOfWindow(ring: BucketRing, from: number, to: number): Buckets | undefined {
  const known = ring.kept.get(to - from);
  if (known?.from === from && known.to === to) return mergeBuckets(known.buckets, ring.cells.get(to));
  const buckets = bucketsOfCells(ring, from, to - 1);
  ring.kept.set(to - from, { from, to, buckets });
  return mergeBuckets(buckets, ring.cells.get(to));
}
