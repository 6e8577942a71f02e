import type { Buckets } from '../buckets.ts';
import type { RingBank } from './bank.ts';
import { addToRing, bucketsOfCells } from './bucket-ring.ts';
import type { CoarseRing } from './coarse.ts';

/** Adds buckets to a base cell, and to the coarse cells that it is part of: sums of them know no order. */
export function addBuckets(
  bank: RingBank,
  slot: number,
  coarse: readonly CoarseRing[] | undefined,
  cell: number,
  buckets: Buckets,
): void {
  const base = bank.buckets?.[slot];
  if (base !== undefined) addToRing(base, cell, buckets);
  for (const ring of coarse ?? []) {
    const wider = ring.bank.buckets?.[ring.slot];
    if (wider !== undefined) addToRing(wider, Math.floor(cell / ring.factor), buckets);
  }
}

/** The buckets of the cells `from` … `to` of a ring; none where its metric is not told by a percentile. */
export function heldBuckets(bank: RingBank, slot: number, from: number, to: number): Buckets | undefined {
  const ring = bank.buckets?.[slot];
  return ring && bucketsOfCells(ring, from, to);
}
