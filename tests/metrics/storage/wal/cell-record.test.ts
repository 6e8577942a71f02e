import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { bucketOf, mergeBuckets } from '../../../../src/metrics/buckets.ts';
import {
  addDirty,
  createDirtyCells,
  type DirtyCells,
  markDirty,
} from '../../../../src/metrics/memory/dirty.ts';
import { decodeRecords, encodeRecord } from '../../../../src/metrics/storage/wal/cell-record.ts';

const cell = fc.record({
  series: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  start: fc.integer({ min: 0, max: 4e12 }),
  sum: fc.double({ noNaN: true }),
  weight: fc.double({ min: 0, noNaN: true }),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  at: fc.integer({ min: 0, max: 4e12 }),
  stray: fc.boolean(),
  bucketed: fc.boolean(),
});
const records = fc.array(fc.array(cell, { maxLength: 5 }), { minLength: 1, maxLength: 4 });
type Cell = typeof cell extends fc.Arbitrary<infer T> ? T : never;

function listOf(cells: readonly Cell[]): DirtyCells {
  const list = createDirtyCells(1);
  for (const { series, start, sum, weight, value, at, stray, bucketed } of cells) {
    const entry = addDirty(list, series, start, stray);
    list.sum[entry] = sum;
    list.weight[entry] = weight;
    markDirty(list, entry, value, at);
    if (bucketed) list.buckets[entry] = mergeBuckets(bucketOf(value, 3), bucketOf(at, 0.25));
  }
  return list;
}

function written(all: readonly (readonly Cell[])[]): Buffer[] {
  return all.map((cells, place) => {
    const list = listOf(cells);
    return Buffer.concat(encodeRecord(place + 1, list.series.slice(0, list.count), list));
  });
}

/** What a reader makes of bytes, as plain values. */
function read(bytes: Uint8Array) {
  return decodeRecords(bytes).map(({ seq, cells }) => ({ seq, cells: plain(cells) }));
}

function plain(list: DirtyCells) {
  return Array.from({ length: list.count }, (_, place) => [
    list.buckets[place],
    ...[
      list.series,
      list.start,
      list.sum,
      list.weight,
      list.min,
      list.max,
      list.last,
      list.lastAt,
      list.stray,
    ].map((column) => column[place]),
  ]);
}

describe('a segment of the cell log', () => {
  test.prop([records])('gives back every record as it was', (all) => {
    const expected = all.map((cells, place) => ({ seq: place + 1, cells: plain(listOf(cells)) }));
    expect(read(Buffer.concat(written(all)))).toEqual(expected);
  });

  test.prop([records, fc.nat()])('ends before the first record that was not written whole', (all, cut) => {
    const pieces = written(all);
    const whole = Buffer.concat(pieces);
    const length = cut % whole.length;
    let [complete, end] = [0, 0];
    for (const piece of pieces) {
      end += piece.length;
      if (end <= length) complete += 1;
    }
    expect(read(whole.subarray(0, length)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: complete }, (_, place) => place + 1),
    );
  });

  test.prop([records, fc.nat(), fc.integer({ min: 1, max: 255 })])(
    'ends before a record with a wrong bit',
    (all, place, bits) => {
      const pieces = written(all);
      const whole = Buffer.concat(pieces);
      const at = place % whole.length;
      whole.writeUInt8(whole.readUInt8(at) ^ bits, at);
      let [broken, end] = [0, 0];
      for (const piece of pieces) {
        end += piece.length;
        if (end <= at) broken += 1;
      }
      expect(read(whole).map(({ seq }) => seq)).toEqual(
        Array.from({ length: broken }, (_, number) => number + 1),
      );
    },
  );
});
