import { crc32 } from 'node:zlib';
import { cellFields } from '../../cell.ts';
import { createDirtyCells, type DirtyCells } from '../../memory/dirty.ts';
import { putBuckets, putNumber, type Reader, takeBuckets, takeNumber } from '../buckets-code.ts';

/**
 * One record of the cell log: changed cells by the database numbers of their series, column by column as
 * memory holds them, behind a head of 16 bytes: the length of the body, its CRC-32, and the record's sequence
 * number. All of it is little-endian, as every machine that Node runs on. Where cells have buckets, these
 * follow, with the places of their cells, then how many bytes they take; the highest bit of the length says
 * so.
 */
const headBytes = 16;
const withBuckets = 0x8000_0000;
/** Seven doubles, a series number and whether it is a stray. */
const cellBytes = cellFields.length * 8 + 4 + 1;

/** The pieces of a record, to be written one after the other. `series` are database numbers. */
export function encodeRecord(seq: number, series: Int32Array, cells: DirtyCells): Uint8Array[] {
  const { count } = cells;
  const body = [
    ...cellFields.map((column) => bytesOf(cells[column], count)),
    bytesOf(series, count),
    bytesOf(cells.stray, count),
  ];
  const buckets = encodeBuckets(cells);
  if (buckets !== undefined) body.push(buckets, bytesOf(Int32Array.of(buckets.byteLength), 1));
  const length = count * cellBytes + (buckets === undefined ? 0 : withBuckets + buckets.byteLength + 4);
  const head = new DataView(new ArrayBuffer(headBytes));
  head.setUint32(0, length, true);
  head.setUint32(4, checkOf(seq, buckets !== undefined, body), true);
  head.setFloat64(8, seq, true);
  return [new Uint8Array(head.buffer), ...body];
}

function encodeBuckets({ buckets }: DirtyCells): Uint8Array | undefined {
  const bytes: number[] = [];
  buckets.forEach((own, place) => {
    if (own === undefined) return;
    putNumber(bytes, place);
    putBuckets(bytes, own);
  });
  return bytes.length === 0 ? undefined : Uint8Array.from(bytes);
}

/** A record that was read whole. `cells.series` are database numbers. */
export type LoggedCells = { readonly seq: number; readonly cells: DirtyCells };

/** The records of a segment, up to the first that was not written to its end. */
export function decodeRecords(segment: Uint8Array): LoggedCells[] {
  const records: LoggedCells[] = [];
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  for (let at = 0; at + headBytes <= segment.byteLength; ) {
    const told = view.getUint32(at, true);
    const [length, hasBuckets] = [told % withBuckets, told >= withBuckets];
    const seq = view.getFloat64(at + 8, true);
    const from = at + headBytes;
    if ((!hasBuckets && length % cellBytes !== 0) || from + length > segment.byteLength) break;
    const body = segment.subarray(from, from + length);
    if (checkOf(seq, hasBuckets, [body]) !== view.getUint32(at + 4, true)) break;
    const own = hasBuckets ? view.getUint32(from + length - 4, true) + 4 : 0;
    const cells = decodeCells(body.subarray(0, length - own));
    if (hasBuckets) decodeBuckets(body.subarray(length - own, length - 4), cells);
    records.push({ seq, cells });
    at = from + length;
  }
  return records;
}

function decodeCells(body: Uint8Array): DirtyCells {
  const count = body.byteLength / cellBytes;
  const cells = createDirtyCells(count);
  cells.count = count;
  let at = 0;
  const fill = (column: Float64Array | Int32Array | Uint8Array): void => {
    const bytes = bytesOf(column, count);
    bytes.set(body.subarray(at, at + bytes.byteLength));
    at += bytes.byteLength;
  };
  for (const column of cellFields) fill(cells[column]);
  fill(cells.series);
  fill(cells.stray);
  return cells;
}

function decodeBuckets(bytes: Uint8Array, { buckets }: DirtyCells): void {
  const reader: Reader = { bytes, at: 0 };
  while (reader.at < bytes.byteLength) buckets[takeNumber(reader)] = takeBuckets(reader);
}

/** Empty pieces are left out: zlib takes one as the wish to begin anew. */
function checkOf(seq: number, hasBuckets: boolean, body: readonly Uint8Array[]): number {
  const pieces = body.filter(({ byteLength }) => byteLength > 0);
  const head = hasBuckets ? Float64Array.of(seq, withBuckets) : Float64Array.of(seq);
  return pieces.reduce((check, piece) => crc32(piece, check), crc32(head));
}

function bytesOf(column: Float64Array | Int32Array | Uint8Array, count: number): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, count * column.BYTES_PER_ELEMENT);
}
