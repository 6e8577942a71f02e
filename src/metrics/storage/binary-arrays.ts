import { doubleAt, wholeAt } from '../memory/column.ts';

/**
 * Arrays as PostgreSQL takes them in binary (array_recv in arrayfuncs.c): a head, then each element behind
 * its length. Many times cheaper to write and to read than the text form, where thousands of numbers are a
 * parameter.
 */
const headBytes = 20;
const oids = { int4: 23, int8: 20, float8: 701 } as const;

function begin(oid: number, count: number, elementBytes: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(headBytes + count * (4 + elementBytes));
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 1);
  view.setInt32(8, oid);
  view.setInt32(12, count);
  view.setInt32(16, 1);
  return { bytes, view };
}

/** An `int4[]`. */
export function int4Array(values: Int32Array, count: number): Uint8Array {
  const { bytes, view } = begin(oids.int4, count, 4);
  for (let index = 0, at = headBytes; index < count; index++, at += 8) {
    view.setInt32(at, 4);
    view.setInt32(at + 4, wholeAt(values, index));
  }
  return bytes;
}

/** An `int8[]` of whole numbers that a double holds exactly. */
export function int8Array(values: Float64Array, count: number): Uint8Array {
  const { bytes, view } = begin(oids.int8, count, 8);
  for (let index = 0, at = headBytes; index < count; index++, at += 12) {
    const value = doubleAt(values, index);
    view.setInt32(at, 8);
    view.setInt32(at + 4, Math.floor(value / 0x1_0000_0000));
    view.setUint32(at + 8, value >>> 0);
  }
  return bytes;
}

/** A `float8[]`. */
export function float8Array(values: Float64Array, count: number): Uint8Array {
  const { bytes, view } = begin(oids.float8, count, 8);
  for (let index = 0, at = headBytes; index < count; index++, at += 12) {
    view.setInt32(at, 8);
    view.setFloat64(at + 4, doubleAt(values, index));
  }
  return bytes;
}
