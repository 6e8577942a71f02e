import { type Buckets, percentile } from '../buckets.ts';
import { type Fold, resetFold } from '../fold.ts';
import { type Aggregate, isPercentile } from '../metric.ts';
import { newestPastCell, readsBaseCells, type WindowSpec } from '../window.ts';
import { bucketsOfWindow } from './bucket-ring.ts';
import { coarseRingOf, measureCoarse, measurePast } from './coarse.ts';
import { doubleAt, wholeAt } from './column.ts';
import { bankOf, type LiveCells } from './live.ts';
import { foldCells, foldWindow } from './ring.ts';

/** A window's number and Σ weight, written in place to allocate nothing. NaN: nothing was measured. */
export type Reading = { value: number; weight: number };

/** Writes a window's number at `now` into `reading`. Cells that start before `notBefore` are not read. */
export function measure(
  live: LiveCells,
  series: number,
  aggregate: Aggregate,
  spec: WindowSpec | undefined,
  now: number,
  notBefore: number,
  reading: Reading,
): void {
  if (aggregate === 'age' || spec === undefined) {
    measureAge(live, series, now, notBefore, reading);
    return;
  }
  const { fold } = live;
  const newest = Math.floor(now / spec.cellMs);
  let oldest = newest - spec.cells + 1;
  if (notBefore > oldest * spec.cellMs) oldest = Math.ceil(notBefore / spec.cellMs);
  foldSpec(live, series, spec, oldest, newest, fold);
  reading.weight = fold.weight;
  reading.value = foldValue(fold, aggregate);
  // Beside it: the function above is small enough to be inlined.
  if (Number.isNaN(reading.value) && fold.weight > 0 && isPercentile(aggregate))
    reading.value =
      percentile(windowBuckets(live, series, spec, oldest, newest), aggregate, fold) ?? Number.NaN;
}

/**
 * The same of a window of the past (`pastWindowSpec`), which nothing cuts short: a rule that starts afresh is
 * still compared with what was usual.
 */
export function measureBaseline(
  live: LiveCells,
  series: number,
  aggregate: Exclude<Aggregate, 'age'>,
  spec: WindowSpec,
  now: number,
  reading: Reading,
): void {
  const ring = coarseRingOf(live.coarse.get(series) ?? [], spec);
  const { fold } = live;
  resetFold(fold);
  if (ring !== undefined)
    measurePast(ring, bankOf(live, series), wholeAt(live.slotOf, series), spec, now, fold);
  reading.weight = fold.weight;
  reading.value = foldValue(fold, aggregate);
  if (!isPercentile(aggregate) || fold.weight <= 0) return;
  const newest = newestPastCell(spec, now);
  const buckets = windowBuckets(live, series, spec, newest - spec.cells + 1, newest);
  reading.value = percentile(buckets, aggregate, fold) ?? Number.NaN;
}

function foldSpec(
  live: LiveCells,
  series: number,
  spec: WindowSpec,
  oldest: number,
  newest: number,
  fold: Fold,
): void {
  const bank = bankOf(live, series);
  const slot = wholeAt(live.slotOf, series);
  if (spec.cellMs !== live.stepMs) {
    resetFold(fold);
    measureCoarse(live.coarse.get(series) ?? [], bank, slot, spec, oldest, newest, fold);
  } else if (spec.cells > bank.capacity) {
    // The ring does not reach back as far.
    resetFold(fold);
  } else {
    foldWindow(bank, slot, oldest, newest, fold);
  }
}

function foldValue(fold: Fold, aggregate: Exclude<Aggregate, 'age'>): number {
  if (fold.weight <= 0) return Number.NaN;
  switch (aggregate) {
    case 'mean':
      return fold.sum / fold.weight;
    case 'sum':
      return fold.sum;
    case 'count':
      return fold.weight;
    case 'min':
      return fold.min;
    case 'max':
      return fold.max;
    case 'last':
      return fold.last;
    default:
      return isPercentile(aggregate) ? Number.NaN : (aggregate satisfies never);
  }
}

function windowBuckets(
  live: LiveCells,
  series: number,
  spec: WindowSpec,
  oldest: number,
  newest: number,
): Buckets | undefined {
  const base = bankOf(live, series).buckets?.[wholeAt(live.slotOf, series)];
  const coarse = coarseRingOf(live.coarse.get(series) ?? [], spec);
  const ring = readsBaseCells(spec, live.stepMs) ? base : coarse?.bank.buckets?.[coarse.slot];
  return ring && bucketsOfWindow(ring, oldest, newest);
}

/** A feed that never sent anything is as old as the wait for it. */
function measureAge(live: LiveCells, series: number, now: number, notBefore: number, reading: Reading): void {
  const lastAt = doubleAt(live.lastAt, series);
  const isMeasured = lastAt > Number.NEGATIVE_INFINITY;
  const since = isMeasured ? lastAt : (live.awaitedSince.get(series) ?? Number.NEGATIVE_INFINITY);
  const isKnown = since >= notBefore && since > Number.NEGATIVE_INFINITY;
  reading.value = isKnown ? Math.max(0, now - since) / 1000 : Number.NaN;
  reading.weight = isKnown && isMeasured ? 1 : 0;
}

/** Whether the cell of `now` already holds something: a release then starts afresh with the next one. */
export function hasCurrentCell(live: LiveCells, series: number, now: number): boolean {
  resetFold(live.fold);
  const cell = Math.floor(now / live.stepMs);
  foldCells(bankOf(live, series), wholeAt(live.slotOf, series), cell, cell, live.fold);
  return live.fold.weight > 0;
}
