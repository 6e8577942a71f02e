import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  createChangedCells,
  entryFor,
  partStrays,
  strayEntry,
  type TakenCells,
  takeChanged,
} from '../../../src/metrics/memory/changed.ts';
import { markDirty } from '../../../src/metrics/memory/dirty.ts';
import {
  addBatch,
  beginRest,
  beginSlice,
  createWriteBehind,
  nextPiece,
  pieceWritten,
  unwrittenOf,
  type WriteBehind,
} from '../../../src/metrics/storage/write-behind.ts';

const stepMs = 10_000;

type Table = Map<string, { sum: number; weight: number; max: number }>;

/** What the upsert into the table of cells does. */
function write(table: Table, { cells }: TakenCells): void {
  for (let place = 0; place < cells.count; place++) {
    const key = `${cells.series[place]}/${cells.start[place]}`;
    const [sum = 0, weight = 0, max = 0] = [cells.sum[place], cells.weight[place], cells.max[place]];
    const kept = table.get(key) ?? { sum: 0, weight: 0, max };
    table.set(key, {
      sum: weight >= kept.weight ? sum : kept.sum,
      weight: Math.max(weight, kept.weight),
      max: Math.max(max, kept.max),
    });
  }
}

/** Writes the next piece, and answers how many cells it has and which batches are not needed more. */
function writePiece(pending: WriteBehind, most = Number.POSITIVE_INFINITY, table: Table = new Map()) {
  const piece = nextPiece(pending, most);
  if (piece === undefined) return undefined;
  write(table, piece);
  pieceWritten(pending, piece);
  return { count: piece.cells.count, writtenBatch: piece.writtenBatch };
}

/** The slice that is due by now, in one piece. */
function writeSlice(pending: WriteBehind, now: number) {
  beginSlice(pending, now, stepMs);
  return writePiece(pending);
}

function cellsOf(count: number, startOf: (place: number) => number, weight = 1): TakenCells {
  const changed = createChangedCells();
  for (let place = 0; place < count; place++) {
    const entry = entryFor(changed, place, startOf(place));
    changed.cells.sum[entry] = weight;
    changed.cells.weight[entry] = weight;
    markDirty(changed.cells, entry, weight, startOf(place));
  }
  const taken = takeChanged(changed);
  if (taken === undefined) throw new Error('no cells were asked for');
  return taken;
}

const event = fc.oneof(
  fc.record({ kind: fc.constant('change' as const), series: fc.nat(5), back: fc.nat(2) }),
  fc.record({ kind: fc.constant('batch' as const) }),
  fc.record({ kind: fc.constant('second' as const) }),
  fc.record({ kind: fc.constant('piece' as const) }),
  fc.record({ kind: fc.constant('read' as const), series: fc.nat(5) }),
  fc.record({ kind: fc.constant('crash' as const) }),
);

describe('cells written behind', () => {
  test.prop([fc.array(event, { maxLength: 300 })])(
    'are in the table or in a batch at any moment, and come out of a crash as they were',
    (events) => {
      const truth: Table = new Map();
      const table: Table = new Map();
      let batches: { number: number; cells: TakenCells }[] = [];
      let [pending, changed, now] = [createWriteBehind(), createChangedCells(), 0];
      const batch = (): void => {
        const cells = takeChanged(changed);
        if (cells === undefined) return;
        const number = pending.lastBatch + 1;
        batches.push({ number, cells });
        addBatch(pending, number, cells);
      };
      const piece = (): boolean => {
        const written = writePiece(pending, 3, table);
        batches = batches.filter(({ number }) => number > (written?.writtenBatch ?? 0));
        return written !== undefined;
      };
      const replayed = (): Table => {
        const replay: Table = new Map([...table].map(([key, cell]) => [key, { ...cell }]));
        for (const { cells } of batches) write(replay, cells);
        return replay;
      };
      for (const one of events) {
        switch (one.kind) {
          case 'change': {
            const start = Math.floor(now / stepMs - one.back) * stepMs;
            const key = `${one.series}/${start}`;
            const cell = truth.get(key) ?? { sum: 0, weight: 0, max: Number.NEGATIVE_INFINITY };
            const value = now / 1000;
            truth.set(key, {
              sum: cell.sum + value,
              weight: cell.weight + 1,
              max: Math.max(cell.max, value),
            });
            const entry = entryFor(changed, one.series, start);
            changed.cells.sum[entry] = cell.sum + value;
            changed.cells.weight[entry] = cell.weight + 1;
            markDirty(changed.cells, entry, value, now);
            break;
          }
          case 'batch':
            batch();
            break;
          case 'second':
            now += 1_000;
            beginSlice(pending, now, stepMs);
            break;
          case 'piece':
            piece();
            break;
          case 'read': {
            batch();
            const unwritten = unwrittenOf(pending, new Set([one.series]));
            if (unwritten !== undefined) write(table, unwritten);
            for (const [key, cell] of truth)
              if (key.startsWith(`${one.series}/`)) expect(table.get(key)).toEqual(cell);
            break;
          }
          case 'crash': {
            batch();
            for (const [key, cell] of replayed()) table.set(key, cell);
            [batches, pending, changed] = [[], createWriteBehind(), createChangedCells()];
            break;
          }
          default:
            one satisfies never;
        }
        if (changed.cells.count === 0) expect(replayed()).toEqual(truth);
      }
      batch();
      for (let round = 0; round < 2; round++) {
        beginRest(pending);
        while (piece());
      }
      expect(batches).toEqual([]);
      expect(table).toEqual(truth);
    },
  );

  test('are written in eight slices, a second apart, after the step in which they came', () => {
    const pending = createWriteBehind();
    addBatch(
      pending,
      1,
      cellsOf(16_000, () => 0),
    );
    const slices: number[] = [];
    for (let now = 10_000; now < 30_000; now += 500) {
      const slice = writeSlice(pending, now);
      if (slice !== undefined) slices.push(slice.count);
      if (now < 17_000) expect(slice?.writtenBatch).toBeUndefined();
      if (now === 17_000) expect(slice?.writtenBatch).toBe(1);
    }
    expect(slices).toEqual(Array(8).fill(2_000));
  });

  test('that come while a round is under way wait for the next one, and so do their batches', () => {
    const pending = createWriteBehind();
    addBatch(
      pending,
      1,
      cellsOf(1_000, () => 0),
    );
    addBatch(
      pending,
      2,
      cellsOf(1_001, () => 10_000),
    );
    expect(writeSlice(pending, 20_000)?.writtenBatch).toBeUndefined();
    addBatch(
      pending,
      3,
      cellsOf(1, () => 20_000),
    );
    const written = [];
    for (let now = 21_000; now < 30_000; now += 1_000) written.push(writeSlice(pending, now)?.writtenBatch);
    expect(written.filter(Boolean)).toEqual([2]);
    expect(writeSlice(pending, 30_000)?.writtenBatch).toBe(3);
    expect(writeSlice(pending, 40_000)).toBeUndefined();
  });

  test('are parted from strays, which may be written once only', () => {
    const changed = createChangedCells();
    for (const [series, start] of [
      [1, 10_000],
      [1, 0],
      [2, 10_000],
    ] as const)
      entryFor(changed, series, start);
    strayEntry(changed, 1, -10_000);
    const taken = takeChanged(changed);
    if (taken === undefined) throw new Error('cells were changed');
    const { held, strays } = partStrays(taken);
    expect(held?.cells.count).toBe(3);
    expect(held?.twice).toBe(true);
    expect(strays?.cells.count).toBe(1);
    expect(strays?.cells.start[0]).toBe(-10_000);
    expect(partStrays(cellsOf(2, () => 0)).strays).toBeUndefined();
  });
});
