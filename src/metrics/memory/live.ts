import { bucketOf } from '../buckets.ts';
import { bucketedCellOf, type Cell, cellOf, mergeCells } from '../cell.ts';
import type { Point } from '../counters.ts';
import { createFold, type Fold, resetFold } from '../fold.ts';
import { type Aggregate, type Columns, columnsOfAggregate } from '../metric.ts';
import { cellsHeld, readsBaseCells, type WindowSpec } from '../window.ts';
import { addSlot, createBank, makeRoomFor, type RingBank } from './bank.ts';
import { addTo, type Chains, createChains, firstOf, nextOf } from './chains.ts';
import { type ChangedCells, createChangedCells, entryFor, strayEntry } from './changed.ts';
import { type CoarseRing, closeCoarse, coarseRingOf, createCoarse, refoldCoarse } from './coarse.ts';
import { doubleAt, longer, wholeAt } from './column.ts';
import { markDirty } from './dirty.ts';
import { addCell, addSample, foldCells, newestCell, openCell, sumOf, weightOf } from './ring.ts';
import { addBuckets, heldBuckets } from './series-buckets.ts';

/** The demands on a series: its aggregates decide the columns, its windows the rings. */
export type SeriesNeeds = { readonly aggregate: Aggregate; readonly windows: readonly WindowSpec[] };

/** All series in memory. Made by `createLiveCells`, changed by the functions of this file alone. */
export type LiveCells = {
  readonly stepMs: number;
  /** An agent's series: a few each: looking through them is as fast as a map, in far less memory. */
  readonly byAgent: Chains;
  /** Per series: whose it is, and of what. */
  readonly agents: string[];
  readonly metrics: string[];
  readonly banks: RingBank[];
  /** Per series: the bank of its base cells, its slot there, the time of its last sample. */
  readonly bankOf: RingBank[];
  slotOf: Int32Array;
  lastAt: Float64Array;
  /**
   * Per series, the number of the first cell that is whole in memory: storage may hold more of older ones.
   */
  wholeFrom: Float64Array;
  /** The same as it was read back at the start: what is not newer may have been counted before. */
  restoredAt: Float64Array;
  /** Of series whose age is watched: since when they are waited for, which their age counts from at first. */
  readonly awaitedSince: Map<number, number>;
  /** Where counters stood when they were read back, by series (marks.ts). */
  readonly marks: Map<number, Point>;
  readonly coarse: Map<number, CoarseRing[]>;
  /** Cells that begin after now: a ring that moved on to them would forget cells its windows still read. */
  readonly ahead: Map<number, Map<number, Cell>>;
  /** Where changes are noted; an intake may put a list of its own here while it records. */
  changed: ChangedCells;
  readonly fold: Fold;
};

/** An empty memory with cells of `stepMs`. */
export function createLiveCells(stepMs: number): LiveCells {
  return {
    stepMs,
    byAgent: createChains(),
    agents: [],
    metrics: [],
    banks: [],
    bankOf: [],
    slotOf: new Int32Array(16),
    lastAt: new Float64Array(16).fill(Number.NEGATIVE_INFINITY),
    wholeFrom: new Float64Array(16).fill(Number.NEGATIVE_INFINITY),
    restoredAt: new Float64Array(0),
    awaitedSince: new Map(),
    marks: new Map(),
    coarse: new Map(),
    ahead: new Map(),
    changed: createChangedCells(),
    fold: createFold(),
  };
}

/** The index of a series, or `undefined` when nobody asked for it yet. */
export function findSeries(live: LiveCells, agent: string, metric: string): number | undefined {
  const { byAgent, metrics } = live;
  for (let one = firstOf(byAgent, agent); one >= 0; one = nextOf(byAgent, one))
    if (metrics[one] === metric) return one;
  return undefined;
}

/** The index of a series; on first use it is made, with rings for `needs`. */
export function ensureSeries(live: LiveCells, agent: string, metric: string, needs: SeriesNeeds): number {
  const known = findSeries(live, agent, metric);
  if (known !== undefined) return known;
  const series = addSeries(live, agent, metric);
  const bank = bankFor(live, baseCapacity(live.stepMs, needs), columnsOfAggregate(needs.aggregate));
  live.bankOf[series] = bank;
  live.slotOf[series] = addSlot(bank);
  for (const spec of needs.windows) ensureCoarse(live, series, spec);
  return series;
}

/**
 * Makes room for many new series at once, as their needs are: little is copied then, and nothing is empty.
 */
export function makeRoom(live: LiveCells, needs: readonly SeriesNeeds[]): void {
  const length = live.agents.length + needs.length;
  if (length > live.slotOf.length) makeColumnsLonger(live, length);
  const counts = new Map<RingBank, number>();
  for (const each of needs) {
    const bank = bankFor(live, baseCapacity(live.stepMs, each), columnsOfAggregate(each.aggregate));
    counts.set(bank, (counts.get(bank) ?? 0) + 1);
  }
  for (const [bank, count] of counts) makeRoomFor(bank, count);
}

/** The bank that holds the base cells of a series. */
export function bankOf(live: LiveCells, series: number): RingBank {
  return live.bankOf[series] as RingBank;
}

/** Whether the rings of a series hold as much as this window reads. */
export function holdsWindow(live: LiveCells, series: number, spec: WindowSpec): boolean {
  const base = bankOf(live, series);
  if (readsBaseCells(spec, live.stepMs)) return base.capacity >= spec.cells;
  const ring = coarseRingOf(live.coarse.get(series) ?? [], spec);
  return ring !== undefined && ring.bank.capacity >= cellsHeld(spec);
}

/** The cells of a series from `at` on are whole in memory: all that storage has of them was absorbed. */
export function wholeSince(live: LiveCells, series: number, at: number): void {
  live.wholeFrom[series] = Math.max(doubleAt(live.wholeFrom, series), Math.ceil(at / live.stepMs));
}

/**
 * Gives a series longer rings. `stored` are its stored cells in order, as far back as the new windows read;
 * the cells that are whole in memory are at least as new as the stored ones and take precedence.
 */
export function growSeries(
  live: LiveCells,
  series: number,
  needs: SeriesNeeds,
  stored: readonly Cell[],
): void {
  const from = bankOf(live, series);
  const fromSlot = wholeAt(live.slotOf, series);
  const newest = newestCell(from, fromSlot);
  const oldestHeld = Math.max(0, newest - from.capacity + 1, doubleAt(live.wholeFrom, series));
  const to = bankFor(live, Math.max(baseCapacity(live.stepMs, needs), from.capacity), from.columns);
  live.bankOf[series] = to;
  live.slotOf[series] = addSlot(to);
  live.coarse.delete(series);
  for (const spec of needs.windows) ensureCoarse(live, series, spec);
  for (const cell of stored) {
    if (newest < 0 || cell.start / live.stepMs < oldestHeld) absorbCell(live, series, cell);
  }
  if (newest < 0) return;
  wholeSince(live, series, oldestHeld * live.stepMs);
  for (let number = oldestHeld; number <= newest; number++) {
    resetFold(live.fold);
    foldCells(from, fromSlot, number, number, live.fold);
    const buckets = heldBuckets(from, fromSlot, number, number);
    if (live.fold.weight > 0)
      absorbCell(live, series, { start: number * live.stepMs, ...live.fold, buckets });
  }
}

function addSeries(live: LiveCells, agent: string, metric: string): number {
  const series = live.agents.length;
  live.agents.push(agent);
  live.metrics.push(metric);
  addTo(live.byAgent, agent, series);
  if (series >= live.slotOf.length) makeColumnsLonger(live, Math.ceil(series * 1.5) + 1);
  return series;
}

function makeColumnsLonger(live: LiveCells, length: number): void {
  const series = live.slotOf.length;
  live.slotOf = longer(Int32Array, live.slotOf, length);
  live.lastAt = longer(Float64Array, live.lastAt, length).fill(Number.NEGATIVE_INFINITY, series);
  live.wholeFrom = longer(Float64Array, live.wholeFrom, length).fill(Number.NEGATIVE_INFINITY, series);
}

/** The base ring holds the longest window of base cells, and two of the widest coarse cells. */
export function baseCapacity(stepMs: number, { windows }: Pick<SeriesNeeds, 'windows'>): number {
  let cells = 2;
  for (const spec of windows) {
    cells = Math.max(cells, readsBaseCells(spec, stepMs) ? spec.cells : (2 * spec.cellMs) / stepMs);
  }
  return cells;
}

function bankFor(live: LiveCells, capacity: number, columns: Columns): RingBank {
  const found = live.banks.find((bank) => bank.capacity === capacity && bank.columns === columns);
  if (found !== undefined) return found;
  const bank = createBank(live.stepMs, capacity, columns);
  live.banks.push(bank);
  return bank;
}

function ensureCoarse(live: LiveCells, series: number, spec: WindowSpec): void {
  if (readsBaseCells(spec, live.stepMs)) return;
  const rings = live.coarse.get(series) ?? [];
  const known = coarseRingOf(rings, spec);
  if (known !== undefined && known.bank.capacity >= cellsHeld(spec)) return;
  const others = rings.filter((ring) => ring !== known);
  live.coarse.set(series, [...others, createCoarse(spec, live.stepMs, bankOf(live, series).columns)]);
}

/**
 * Adds one sample: constant work, whatever the windows. `now` decides only whether the sample's cell has
 * begun: a sample ahead of its time waits beside the rings and enters them when its cell begins.
 */
export function record(
  live: LiveCells,
  series: number,
  value: number,
  weight: number,
  at: number,
  now: number,
): void {
  const { stepMs, changed } = live;
  const cell = Math.floor(at / stepMs);
  if (at > doubleAt(live.lastAt, series)) live.lastAt[series] = at;
  const bank = bankOf(live, series);
  const slot = wholeAt(live.slotOf, series);
  // A clock that was set back: the ring has begun the cell already.
  if (cell > Math.floor(now / stepMs) && cell > newestCell(bank, slot)) {
    recordAhead(live, series, cell, value, weight, at);
    return;
  }
  if (live.ahead.size > 0) bringAhead(live, series, now);
  const rings = live.coarse.size === 0 ? undefined : live.coarse.get(series);
  if (rings !== undefined) for (const ring of rings) closeCoarse(ring, bank, slot, cell);
  const position = openCell(bank, slot, cell);
  if (position >= 0) addSample(bank, position, value, weight, at);
  const own = bank.buckets === undefined ? undefined : bucketOf(value, weight);
  if (own !== undefined) addBuckets(bank, slot, rings, cell, own);
  if (rings !== undefined) for (const ring of rings) refoldCoarse(ring, bank, slot, cell, value, weight, at);
  if (position < 0 || cell < doubleAt(live.wholeFrom, series)) {
    const stray = strayEntry(changed, series, cell * stepMs);
    changed.cells.sum[stray] = value * weight + 0;
    changed.cells.weight[stray] = weight;
    if (own !== undefined) changed.cells.buckets[stray] = own;
    markDirty(changed.cells, stray, value, at);
    return;
  }
  const entry = entryFor(changed, series, cell * stepMs);
  changed.cells.sum[entry] = sumOf(bank, position);
  changed.cells.weight[entry] = weightOf(bank, position);
  if (own !== undefined) changed.cells.buckets[entry] = heldBuckets(bank, slot, cell, cell);
  markDirty(changed.cells, entry, value, at);
}

function recordAhead(
  live: LiveCells,
  series: number,
  cell: number,
  value: number,
  weight: number,
  at: number,
): void {
  const start = cell * live.stepMs;
  const made = bankOf(live, series).buckets === undefined ? cellOf : bucketedCellOf;
  const sample = made(start, value, weight, at);
  const waiting = live.ahead.get(series) ?? new Map<number, Cell>();
  const before = waiting.get(cell);
  const after = before === undefined ? sample : mergeCells(before, sample);
  waiting.set(cell, after);
  live.ahead.set(series, waiting);
  const { changed } = live;
  const entry = entryFor(changed, series, start);
  changed.cells.sum[entry] = after.sum;
  changed.cells.weight[entry] = after.weight;
  if (after.buckets !== undefined) changed.cells.buckets[entry] = after.buckets;
  markDirty(changed.cells, entry, value, at);
}

/** Lets the cells that have begun by `now` into their rings. Call it every tick; `record` does its own. */
export function bringAllAhead(live: LiveCells, now: number): void {
  for (const series of live.ahead.keys()) bringAhead(live, series, now);
}

function bringAhead(live: LiveCells, series: number, now: number): void {
  const waiting = live.ahead.get(series);
  if (waiting === undefined) return;
  const current = Math.floor(now / live.stepMs);
  const begun = [...waiting.keys()].filter((cell) => cell <= current).sort((a, b) => a - b);
  for (const number of begun) {
    const cell = waiting.get(number);
    waiting.delete(number);
    // The time of its last sample is known since that came, or was known before a clock was set back.
    const lastAt = doubleAt(live.lastAt, series);
    if (cell !== undefined) absorbCell(live, series, cell);
    live.lastAt[series] = lastAt;
  }
  if (waiting.size === 0) live.ahead.delete(series);
}

/** Adds a whole stored cell: restart, replay and backfill. A series's cells must come in order. */
export function absorbCell(live: LiveCells, series: number, cell: Cell): void {
  const number = Math.floor(cell.start / live.stepMs);
  const bank = bankOf(live, series);
  const slot = wholeAt(live.slotOf, series);
  const rings = live.coarse.size === 0 ? undefined : live.coarse.get(series);
  if (rings !== undefined) for (const ring of rings) closeCoarse(ring, bank, slot, number);
  const position = openCell(bank, slot, number);
  if (position >= 0) addCell(bank, position, cell);
  if (cell.buckets !== undefined) addBuckets(bank, slot, rings, number, cell.buckets);
  if (cell.lastAt > doubleAt(live.lastAt, series)) live.lastAt[series] = cell.lastAt;
}
