import { type Buckets, mergeAllBuckets } from '../buckets.ts';

/** The parts that a weight may have beside its whole: 2^-16 each (buckets.ts). */
const parts = 65_536;

/** Appends a whole number that is not negative. */
export function putNumber(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

/**
 * Appends buckets as the log and the database hold them: their count, the scale, then of each by how much its
 * key is more than the one before, and its weight. All are whole numbers in groups of seven bits, the lowest
 * first (LEB128), so that most buckets take two bytes.
 */
export function putBuckets(bytes: number[], { scale, keys, weights }: Buckets): void {
  putNumber(bytes, keys.length);
  putNumber(bytes, scale);
  let before = 0;
  for (const [place, key] of keys.entries()) {
    const more = key - before;
    // The sign goes last: the first key may be negative.
    putNumber(bytes, more < 0 ? -2 * more + 1 : 2 * more);
    before = key;
    const weight = weights[place] ?? 0;
    const whole = Math.floor(weight);
    const part = (weight - whole) * parts;
    putNumber(bytes, 2 * whole + (part > 0 ? 1 : 0));
    if (part > 0) putNumber(bytes, part);
  }
}

/** Bytes that are read from `at` on. */
export type Reader = { readonly bytes: Uint8Array; at: number };

/** Reads a whole number. */
export function takeNumber(reader: Reader): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = reader.bytes[reader.at++] ?? 0;
    value += (byte % 128) * factor;
    if (byte < 128) return value;
  }
}

/** Reads buckets. */
export function takeBuckets(reader: Reader): Buckets {
  const [count, scale] = [takeNumber(reader), takeNumber(reader)];
  const [keys, weights]: [number[], number[]] = [[], []];
  let key = 0;
  for (let place = 0; place < count; place++) {
    const more = takeNumber(reader);
    key += more % 2 === 0 ? more / 2 : (1 - more) / 2;
    keys.push(key);
    const whole = takeNumber(reader);
    weights.push(whole % 2 === 0 ? whole / 2 : (whole - 1) / 2 + takeNumber(reader) / parts);
  }
  return { scale, keys, weights };
}

/** Buckets as bytes of their own. */
export function packBuckets(buckets: Buckets): Uint8Array {
  const bytes: number[] = [];
  putBuckets(bytes, buckets);
  return Uint8Array.from(bytes);
}

/** All buckets in these bytes, packed one behind the other, merged. */
export function unpackBuckets(bytes: Uint8Array): Buckets | undefined {
  const reader: Reader = { bytes, at: 0 };
  const all: Buckets[] = [];
  while (reader.at < bytes.byteLength) all.push(takeBuckets(reader));
  return mergeAllBuckets(all);
}
