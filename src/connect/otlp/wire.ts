import {
  type Cursor,
  cursorOf,
  MalformedError,
  readEnd,
  readInt64,
  readUint32,
  skipField,
} from '../../platform/protobuf.ts';

/** A message as its JSON form writes it. */
export type Message = { [field: string]: unknown };

/** How a field stands in the bytes; a message within a message names its own fields. */
type Form = 'text' | 'bytes' | 'flag' | 'uint' | 'int' | 'sint' | 'fixed' | 'sfixed' | 'double';
type Field = readonly [name: string, form: Form | (() => Fields), isRepeated?: true];
/** The fields of a message, by their numbers. */
export type Fields = Readonly<Record<number, Field>>;

/*
 * The fields of OTLP that are read (opentelemetry-proto 1.x), by their numbers; all others are passed over.
 * Own tables, because the one package that carries OTLP's types for JavaScript reads answers alone.
 */
const anyValue = (): Fields => ({
  1: ['stringValue', 'text'],
  2: ['boolValue', 'flag'],
  3: ['intValue', 'int'],
  4: ['doubleValue', 'double'],
  5: ['arrayValue', () => ({ 1: ['values', anyValue, true] })],
  6: ['kvlistValue', () => ({ 1: ['values', keyValue, true] })],
  7: ['bytesValue', 'bytes'],
});
const keyValue = (): Fields => ({ 1: ['key', 'text'], 2: ['value', anyValue] });
const attributes: Field = ['attributes', keyValue, true];
const resource = (): Fields => ({ 1: attributes });
const scope = (): Fields => ({ 1: ['name', 'text'], 2: ['version', 'text'], 3: attributes });

const times: Fields = { 2: ['startTimeUnixNano', 'fixed'], 3: ['timeUnixNano', 'fixed'] };
const numberPoint: Fields = {
  ...times,
  4: ['asDouble', 'double'],
  6: ['asInt', 'sfixed'],
  7: attributes,
  8: ['flags', 'uint'],
};
const histogramPoint: Fields = {
  ...times,
  4: ['count', 'fixed'],
  5: ['sum', 'double'],
  6: ['bucketCounts', 'fixed', true],
  7: ['explicitBounds', 'double', true],
  9: attributes,
  10: ['flags', 'uint'],
  12: ['max', 'double'],
};
const buckets: Fields = { 1: ['offset', 'sint'], 2: ['bucketCounts', 'int', true] };
const exponentialPoint: Fields = {
  ...times,
  1: attributes,
  4: ['count', 'fixed'],
  5: ['sum', 'double'],
  6: ['scale', 'sint'],
  7: ['zeroCount', 'fixed'],
  8: ['positive', () => buckets],
  9: ['negative', () => buckets],
  10: ['flags', 'uint'],
  13: ['max', 'double'],
};
const data = (point: Fields): Fields => ({
  1: ['dataPoints', () => point, true],
  2: ['aggregationTemporality', 'uint'],
  3: ['isMonotonic', 'flag'],
});
const metric: Fields = {
  1: ['name', 'text'],
  5: ['gauge', () => data(numberPoint)],
  7: ['sum', () => data(numberPoint)],
  9: ['histogram', () => data(histogramPoint)],
  10: ['exponentialHistogram', () => data(exponentialPoint)],
  11: ['summary', () => ({ 1: ['dataPoints', () => ({ 7: attributes }), true] })],
};

/** `ExportMetricsServiceRequest`. */
export const metricsRequest: Fields = {
  1: [
    'resourceMetrics',
    () => ({
      1: ['resource', resource],
      2: ['scopeMetrics', () => ({ 1: ['scope', scope], 2: ['metrics', () => metric, true] }), true],
    }),
    true,
  ],
};

const logRecord: Fields = {
  1: ['timeUnixNano', 'fixed'],
  6: attributes,
  9: ['traceId', 'bytes'],
  10: ['spanId', 'bytes'],
  11: ['observedTimeUnixNano', 'fixed'],
  12: ['eventName', 'text'],
};

/** `ExportLogsServiceRequest`. */
export const logsRequest: Fields = {
  1: [
    'resourceLogs',
    () => ({
      1: ['resource', resource],
      2: ['scopeLogs', () => ({ 1: ['scope', scope], 2: ['logRecords', () => logRecord, true] }), true],
    }),
    true,
  ],
};

/** A message nested more deeply says nothing that anybody means. */
const mostNested = 64;

/** Reads a message by its fields, as its JSON form would write it. */
export function readMessage(bytes: Uint8Array, fields: Fields): Message {
  return readFields(cursorOf(bytes), bytes.length, fields, 0);
}

function readFields(cursor: Cursor, end: number, fields: Fields, depth: number): Message {
  if (depth > mostNested) throw new MalformedError('it is nested too deeply');
  const message: Message = {};
  while (cursor.at < end) {
    const tag = readUint32(cursor);
    const [field, wireType] = [fields[tag >>> 3], tag & 7];
    if (field === undefined) {
      skipField(cursor, wireType, end);
      continue;
    }
    const [name, form, isRepeated] = field;
    if (isRepeated !== true) message[name] = readValue(cursor, end, wireType, form, depth);
    else {
      const kept = message[name];
      const values: unknown[] = Array.isArray(kept) ? kept : [];
      if (kept === undefined) message[name] = values;
      readRepeated(cursor, end, wireType, form, depth, values);
    }
  }
  return message;
}

/** Numbers may stand packed, one behind the other. */
function readRepeated(
  cursor: Cursor,
  end: number,
  wireType: number,
  form: Field[1],
  depth: number,
  values: unknown[],
): void {
  if (typeof form === 'function' || wireType !== 2) {
    values.push(readValue(cursor, end, wireType, form, depth));
    return;
  }
  const packedEnd = readEnd(cursor, end);
  while (cursor.at < packedEnd) values.push(readValue(cursor, packedEnd, wireTypeOf(form), form, depth));
}

function readValue(cursor: Cursor, end: number, wireType: number, form: Field[1], depth: number): unknown {
  if (typeof form === 'string' ? wireType !== wireTypeOf(form) : wireType !== 2)
    throw new MalformedError('a field is of another kind than it should be');
  if (typeof form === 'string') return readPlain(cursor, end, form);
  const innerEnd = readEnd(cursor, end);
  return readFields(cursor, innerEnd, form(), depth + 1);
}

function wireTypeOf(form: Form): number {
  switch (form) {
    case 'flag':
    case 'uint':
    case 'int':
    case 'sint':
      return 0;
    case 'fixed':
    case 'sfixed':
    case 'double':
      return 1;
    case 'text':
    case 'bytes':
      return 2;
    default:
      return form satisfies never;
  }
}

const decoder = new TextDecoder();

function readPlain(cursor: Cursor, end: number, form: Form): unknown {
  switch (form) {
    case 'text':
    case 'bytes': {
      const textEnd = readEnd(cursor, end);
      const text = decoder.decode(cursor.bytes.subarray(cursor.at, textEnd));
      cursor.at = textEnd;
      return text;
    }
    case 'flag':
      return readInt64(cursor) !== 0;
    case 'uint':
    case 'int':
      return readInt64(cursor);
    case 'sint': {
      const zigzag = readUint32(cursor);
      return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    }
    case 'fixed':
    case 'sfixed':
    case 'double':
      return readEight(cursor, end, form);
    default:
      return form satisfies never;
  }
}

/** Whole numbers become the nearest double, as they do when JSON writes them. */
function readEight(cursor: Cursor, end: number, form: 'fixed' | 'sfixed' | 'double'): number {
  const { view, at } = cursor;
  cursor.at += 8;
  if (cursor.at > end) throw new MalformedError('a field is longer than its message');
  if (form === 'double') return view.getFloat64(at, true);
  const high = form === 'fixed' ? view.getUint32(at + 4, true) : view.getInt32(at + 4, true);
  return high * 0x1_0000_0000 + view.getUint32(at, true);
}
