import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  bringBeforeStrays,
  createChangedCells,
  entryFor,
  giveBack,
  mergeChanged,
  partStrays,
  strayEntry,
  type TakenCells,
  takeChanged,
} from '../../../src/metrics/memory/changed.ts';
import { markDirty } from '../../../src/metrics/memory/dirty.ts';

const change = fc.record({
  series: fc.nat(4),
  cell: fc.nat(3),
  value: fc.integer({ min: -9, max: 9 }),
  /** Handed on after it, as to a log, and merged into what waits for the database. */
  handedOn: fc.boolean(),
  /** Brought to the database after it. */
  flushed: fc.boolean(),
});

type Known = { sum: number; weight: number; min: number; max: number };

/** What storage makes of a list: the entry with the most weight has the sums, the extremes are merged. */
function store(into: Map<string, Known>, { cells }: TakenCells): void {
  for (let place = 0; place < cells.count; place++) {
    const key = `${cells.series[place]}/${cells.start[place]}`;
    const [sum, weight] = [cells.sum[place] ?? 0, cells.weight[place] ?? 0];
    const [min, max] = [cells.min[place] ?? 0, cells.max[place] ?? 0];
    const before = into.get(key);
    const isLater = before === undefined || weight >= before.weight;
    into.set(key, {
      sum: isLater ? sum : before.sum,
      weight: isLater ? weight : before.weight,
      min: Math.min(before?.min ?? min, min),
      max: Math.max(before?.max ?? max, max),
    });
  }
}

describe('changed cells', () => {
  test.prop([fc.array(change, { maxLength: 200 })])(
    'come out as they went in, however often they are handed on, merged and given back',
    (changes) => {
      const [fresh, waiting] = [createChangedCells(), createChangedCells()];
      const [expected, stored] = [new Map<string, Known>(), new Map<string, Known>()];
      const handOn = (): void => {
        const taken = takeChanged(fresh);
        if (taken === undefined) return;
        mergeChanged(waiting, taken);
        giveBack(fresh, taken);
      };
      const flush = (): void => {
        const taken = takeChanged(waiting);
        if (taken === undefined) return;
        const cells = Array.from({ length: taken.cells.count }, (_, place) => [
          taken.cells.series[place],
          taken.cells.start[place],
        ]);
        if (!taken.twice) expect(new Set(cells.map(String)).size).toBe(cells.length);
        store(stored, taken);
        giveBack(waiting, taken);
      };
      for (const { series, cell, value, handedOn, flushed } of changes) {
        const key = `${series}/${cell * 10}`;
        const before = expected.get(key) ?? { sum: 0, weight: 0, min: value, max: value };
        const after = {
          sum: before.sum + value,
          weight: before.weight + 1,
          min: Math.min(before.min, value),
          max: Math.max(before.max, value),
        };
        expected.set(key, after);
        const entry = entryFor(fresh, series, cell * 10);
        fresh.cells.sum[entry] = after.sum;
        fresh.cells.weight[entry] = after.weight;
        markDirty(fresh.cells, entry, value, cell * 10 + 1);
        if (handedOn) handOn();
        if (flushed) flush();
      }
      handOn();
      flush();
      expect(stored).toEqual(expected);
    },
  );

  test('what is late is written behind the cell that it comes to, wherever that still waits', () => {
    const [held, late] = [createChangedCells(), createChangedCells()];
    for (const start of [0, 10_000]) held.cells.weight[entryFor(held, 1, start)] = 5;
    strayEntry(late, 1, 0);
    bringBeforeStrays(late, held.cells);
    const listed = ({ cells }: TakenCells) =>
      Array.from({ length: cells.count }, (_, place) => [cells.start[place], cells.stray[place]]);
    expect(listed(takeChanged(late) ?? late)).toEqual([
      [0, 1],
      [0, 0],
    ]);
    strayEntry(held, 1, 0);
    const { strays } = partStrays(takeChanged(held) ?? held);
    expect(strays && listed(strays)).toEqual([
      [0, 1],
      [0, 0],
    ]);
  });
});
