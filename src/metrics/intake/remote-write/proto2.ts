import {
  type Cursor,
  cursorOf,
  MalformedError,
  readEnd,
  readInt64,
  readUint32,
  skipField,
} from '../../../platform/protobuf.ts';
import { closeSeries, resetColumns, roomForLabels, startSeries, type WriteColumns } from './columns.ts';
import { readSample } from './proto.ts';

/** Tags of io.prometheus.write.v2.Request (prompb/io/prometheus/write/v2/types.proto). */
const symbolTag = 0x22;
const timeSeriesTag = 0x2a;
const packedRefsTag = 0x0a;
const refTag = 0x08;
const samplesTag = 0x12;
const histogramsTag = 0x1a;
const exemplarsTag = 0x22;
/** Of the release candidates of 2.0: for all samples of a series. */
const createdTimestampTag = 0x30;

/**
 * Reads a request of remote write 2.0 into columns. Its series name their labels by places in a table of
 * symbols; they are gathered as 1.0 writes them, so that a series is the same in both. Throws
 * `MalformedError`.
 */
export function readWriteRequest2(bytes: Uint8Array, columns: WriteColumns): void {
  resetColumns(columns, bytes);
  const symbols = readSymbols(cursorOf(bytes));
  const refs: number[] = [];
  const cursor = cursorOf(bytes);
  const limit = bytes.length;
  while (cursor.at < limit) {
    const tag = readUint32(cursor);
    if (tag === timeSeriesTag) readSeries(cursor, readEnd(cursor, limit), columns, symbols, refs);
    else skipField(cursor, tag & 7, limit);
  }
  columns.labels = columns.gathered;
}

function readSymbols(cursor: Cursor): Uint8Array[] {
  const symbols: Uint8Array[] = [];
  const limit = cursor.bytes.length;
  while (cursor.at < limit) {
    const tag = readUint32(cursor);
    if (tag !== symbolTag) {
      skipField(cursor, tag & 7, limit);
      continue;
    }
    const end = readEnd(cursor, limit);
    symbols.push(cursor.bytes.subarray(cursor.at, end));
    cursor.at = end;
  }
  return symbols;
}

function readSeries(
  cursor: Cursor,
  end: number,
  columns: WriteColumns,
  symbols: readonly Uint8Array[],
  refs: number[],
): void {
  refs.length = 0;
  let createdAt = 0;
  while (cursor.at < end) {
    const tag = readUint32(cursor);
    if (tag === packedRefsTag) {
      const packedEnd = readEnd(cursor, end);
      while (cursor.at < packedEnd) refs.push(readUint32(cursor));
    } else if (tag === refTag) refs.push(readUint32(cursor));
    else if (tag === samplesTag) readSample(cursor, readEnd(cursor, end), columns);
    else if (tag === createdTimestampTag) createdAt = readInt64(cursor);
    else {
      if (tag === histogramsTag) columns.histograms += 1;
      else if (tag === exemplarsTag) columns.exemplars += 1;
      skipField(cursor, tag & 7, end);
    }
  }
  if (createdAt !== 0) startSeries(columns, createdAt);
  if (refs.length % 2 !== 0) throw new MalformedError('a label has a name without a value');
  const from = columns.gatheredBytes;
  for (let pair = 0; pair < refs.length; pair += 2)
    gatherLabel(columns, symbolAt(symbols, refs[pair]), symbolAt(symbols, refs[pair + 1]));
  closeSeries(columns, from, columns.gatheredBytes);
}

function symbolAt(symbols: readonly Uint8Array[], ref: number | undefined): Uint8Array {
  const symbol = ref === undefined ? undefined : symbols[ref];
  if (symbol === undefined) throw new MalformedError(`there is no symbol ${ref}`);
  return symbol;
}

function gatherLabel(columns: WriteColumns, name: Uint8Array, value: Uint8Array): void {
  const length = 2 + varintBytes(name.length) + name.length + varintBytes(value.length) + value.length;
  const into = roomForLabels(columns, 1 + varintBytes(length) + length);
  let at = columns.gatheredBytes;
  into[at++] = 0x0a;
  at = writeVarint(into, at, length);
  into[at++] = 0x0a;
  at = writeVarint(into, at, name.length);
  into.set(name, at);
  at += name.length;
  into[at++] = 0x12;
  at = writeVarint(into, at, value.length);
  into.set(value, at);
  columns.gatheredBytes = at + value.length;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

function writeVarint(into: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) into[at++] = (rest % 128) | 0x80;
  into[at++] = rest;
  return at;
}
