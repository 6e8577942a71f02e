/** Bytes that are no message of the kind that was announced. */
export class MalformedError extends Error {}

/** A message of more parts than are read in one go: to read it would hold up everybody else. */
export class TooLargeError extends Error {}

/** Most tags, lengths and references in a message; a block of a sender at its limits has under half of it. */
const mostNumbers = 2_000_000;

/**
 * A place in a protobuf message; the reading functions move it on (protobuf.dev/programming-guides/encoding).
 * Own code, because `pbf` lets a length reach beyond the end of the message without an error.
 */
export type Cursor = {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  /** How many numbers may still be read. */
  left: number;
};

/** A cursor at the beginning of a message. */
export function cursorOf(bytes: Uint8Array): Cursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, at: 0, left: mostNumbers };
}

/** An unsigned varint of at most 32 bits: tags, lengths, references. */
export function readUint32(cursor: Cursor): number {
  const { bytes } = cursor;
  if (--cursor.left < 0) throw new TooLargeError();
  let byte = bytes[cursor.at++];
  if (byte === undefined) throw new MalformedError('the message ends within a number');
  if (byte < 0x80) return byte;
  let value = byte & 0x7f;
  for (let shift = 7; shift < 32; shift += 7) {
    byte = bytes[cursor.at++];
    if (byte === undefined) throw new MalformedError('the message ends within a number');
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) {
      if (value > 0xffffffff) break;
      return value;
    }
  }
  throw new MalformedError('a number has more than 32 bits');
}

/** A signed 64-bit varint as the nearest double: exact for every time in milliseconds. */
export function readInt64(cursor: Cursor): number {
  const { bytes } = cursor;
  let low = 0;
  let high = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new MalformedError('the message ends within a number');
    const bits = byte & 0x7f;
    if (index < 4) low |= bits << (7 * index);
    else if (index === 4) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (7 * index - 32);
    if (byte < 0x80) return (high | 0) * 0x1_0000_0000 + (low >>> 0);
  }
  throw new MalformedError('a number has more than 64 bits');
}

/** The end of the length-delimited field that begins here; the cursor stands behind the length. */
export function readEnd(cursor: Cursor, limit: number): number {
  const length = readUint32(cursor);
  const end = cursor.at + length;
  if (end > limit) throw new MalformedError('a field is longer than its message');
  return end;
}

/** Passes over a field of this wire type. */
export function skipField(cursor: Cursor, wireType: number, limit: number): void {
  switch (wireType) {
    case 0:
      readInt64(cursor);
      break;
    case 1:
      cursor.at += 8;
      break;
    case 2:
      cursor.at = readEnd(cursor, limit);
      break;
    case 5:
      cursor.at += 4;
      break;
    default:
      throw new MalformedError(`wire type ${wireType} is not known`);
  }
  if (cursor.at > limit) throw new MalformedError('a field is longer than its message');
}
