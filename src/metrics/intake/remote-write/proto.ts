import {
  type Cursor,
  cursorOf,
  MalformedError,
  readEnd,
  readInt64,
  readUint32,
  skipField,
} from '../../../platform/protobuf.ts';
import { closeSeries, pushSample, resetColumns, roomForLabels, type WriteColumns } from './columns.ts';

/** Tags (field number and wire type) of the messages in prometheus/prompb/{types,remote}.proto. */
const timeSeriesTag = 0x0a;
const labelTag = 0x0a;
const samplesTag = 0x12;
const histogramsTag = 0x22;
const valueTag = 0x09;
const timestampTag = 0x10;
const startTimestampTag = 0x18;
const nameTag = 0x0a;
const labelValueTag = 0x12;

/**
 * Reads a WriteRequest of remote write 1.0 into columns. Labels stay where they are in `bytes`. Throws
 * `MalformedError`; then the columns hold nothing of use.
 */
export function readWriteRequest(bytes: Uint8Array, columns: WriteColumns): void {
  resetColumns(columns, bytes);
  if (readAllSeries(cursorOf(bytes), columns, false)) return;
  // Labels that stand apart from one another, as protobuf allows and no known sender does: read again,
  // gathering them.
  resetColumns(columns, bytes);
  readAllSeries(cursorOf(bytes), columns, true);
  columns.labels = columns.gathered;
}

function readAllSeries(cursor: Cursor, columns: WriteColumns, gather: boolean): boolean {
  const limit = cursor.bytes.length;
  while (cursor.at < limit) {
    const tag = readUint32(cursor);
    if (tag !== timeSeriesTag) {
      skipField(cursor, tag & 7, limit);
      continue;
    }
    const end = readEnd(cursor, limit);
    if (!(gather ? gatherSeries(cursor, end, columns) : readSeries(cursor, end, columns))) return false;
  }
  return true;
}

/** False when the labels do not stand together. */
function readSeries(cursor: Cursor, end: number, columns: WriteColumns): boolean {
  let labelStart = cursor.at;
  let labelEnd = cursor.at;
  while (cursor.at < end) {
    const start = cursor.at;
    const tag = readUint32(cursor);
    if (tag === labelTag) {
      if (labelStart === labelEnd) labelStart = start;
      else if (labelEnd !== start) return false;
      cursor.at = readEnd(cursor, end);
      labelEnd = cursor.at;
    } else readOther(cursor, tag, end, columns);
  }
  closeSeries(columns, labelStart, labelEnd);
  return true;
}

function gatherSeries(cursor: Cursor, end: number, columns: WriteColumns): boolean {
  const labelStart = columns.gatheredBytes;
  while (cursor.at < end) {
    const start = cursor.at;
    const tag = readUint32(cursor);
    if (tag === labelTag) {
      cursor.at = readEnd(cursor, end);
      roomForLabels(columns, cursor.at - start).set(
        cursor.bytes.subarray(start, cursor.at),
        columns.gatheredBytes,
      );
      columns.gatheredBytes += cursor.at - start;
    } else readOther(cursor, tag, end, columns);
  }
  closeSeries(columns, labelStart, columns.gatheredBytes);
  return true;
}

function readOther(cursor: Cursor, tag: number, end: number, columns: WriteColumns): void {
  if (tag === samplesTag) readSample(cursor, readEnd(cursor, end), columns);
  else {
    if (tag === histogramsTag) columns.histograms += 1;
    skipField(cursor, tag & 7, end);
  }
}

/**
 * A Sample of either version: value 1, timestamp 2, and in 2.0 start_timestamp 3, which is 0 where there is
 * none; what else there may be is passed over.
 */
export function readSample(cursor: Cursor, end: number, columns: WriteColumns): void {
  let value = 0;
  let at = 0;
  let startedAt = 0;
  let isStale = false;
  while (cursor.at < end) {
    const tag = readUint32(cursor);
    if (tag === valueTag) {
      if (cursor.at + 8 > end) throw new MalformedError('a sample ends within its value');
      value = cursor.view.getFloat64(cursor.at, true);
      isStale = Number.isNaN(value) && isStaleMarker(cursor);
      cursor.at += 8;
    } else if (tag === timestampTag) at = readInt64(cursor);
    else if (tag === startTimestampTag) startedAt = readInt64(cursor);
    else skipField(cursor, tag & 7, end);
  }
  if (cursor.at > end) throw new MalformedError('a field is longer than its message');
  if (isStale) columns.stale += 1;
  else pushSample(columns, value, at, startedAt === 0 ? Number.NaN : startedAt);
}

/** The one NaN by which Prometheus says that a series has ended (model/value/value.go: StaleNaN). */
function isStaleMarker({ view, at }: Cursor): boolean {
  return view.getUint32(at + 4, true) === 0x7ff00000 && view.getUint32(at, true) === 2;
}

const decoder = new TextDecoder();

/** The labels of a series from their bytes, or why they are none: no name may stand twice. */
export function readLabels(bytes: Uint8Array, from: number, to: number): Map<string, string> | string {
  const labels = new Map<string, string>();
  const cursor = cursorOf(bytes);
  cursor.at = from;
  while (cursor.at < to) {
    const { name, value } = readLabel(cursor, to);
    if (labels.has(name)) return `the label ${name} stands twice in a series`;
    labels.set(name, value);
  }
  return labels;
}

/** The same bytes without the labels of these names. */
export function withoutLabels(
  bytes: Uint8Array,
  from: number,
  to: number,
  names: ReadonlySet<string>,
): Uint8Array {
  const kept: Uint8Array[] = [];
  const cursor = cursorOf(bytes);
  cursor.at = from;
  while (cursor.at < to) {
    const start = cursor.at;
    const { name } = readLabel(cursor, to);
    if (!names.has(name)) kept.push(bytes.subarray(start, cursor.at));
  }
  return Buffer.concat(kept);
}

function readLabel(cursor: Cursor, to: number): { readonly name: string; readonly value: string } {
  readUint32(cursor);
  const end = readEnd(cursor, to);
  let name = '';
  let value = '';
  while (cursor.at < end) {
    const tag = readUint32(cursor);
    if (tag === nameTag || tag === labelValueTag) {
      const textEnd = readEnd(cursor, end);
      const text = decoder.decode(cursor.bytes.subarray(cursor.at, textEnd));
      if (tag === nameTag) name = text;
      else value = text;
      cursor.at = textEnd;
    } else skipField(cursor, tag & 7, end);
  }
  return { name, value };
}
