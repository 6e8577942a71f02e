/**
 * Numbers for label sets, found by their bytes alone: no text is made for a series that was seen before. Open addressing;
 * the bytes of all label sets stand one after the other in `arena`, and are compared, so that no two sets share a number.
 */
export type LabelIndex = {
  count: number;
  /** Numbers by hash, −1 where there is none; its length is a power of two, at least twice `count`. */
  slots: Int32Array;
  hashes: Int32Array;
  starts: Int32Array;
  arena: Uint8Array;
  used: number;
  /** Random, so that nobody can choose labels that collide. */
  readonly seed: number;
};

/** An empty index. */
export function createLabelIndex(seed: number): LabelIndex {
  return {
    count: 0,
    slots: new Int32Array(1_024).fill(-1),
    hashes: new Int32Array(512),
    starts: new Int32Array(513),
    arena: new Uint8Array(32_768),
    used: 0,
    seed,
  };
}

/** The number of the label set that stands at these places of `bytes`; a new one when it was never seen. */
export function labelNumber(index: LabelIndex, bytes: Uint8Array, from: number, to: number): number {
  const hash = hashOf(index.seed, bytes, from, to);
  const mask = index.slots.length - 1;
  let slot = hash & mask;
  for (;;) {
    const number = index.slots[slot] as number;
    if (number < 0) break;
    if (index.hashes[number] === hash && isSame(index, number, bytes, from, to)) return number;
    slot = (slot + 1) & mask;
  }
  return addLabels(index, hash, bytes, from, to);
}

function isSame(index: LabelIndex, number: number, bytes: Uint8Array, from: number, to: number): boolean {
  const { arena, starts } = index;
  const start = starts[number] as number;
  if ((starts[number + 1] as number) - start !== to - from) return false;
  for (let at = from, mine = start; at < to; at++, mine++) if (arena[mine] !== bytes[at]) return false;
  return true;
}

/** FNV-1a, four bytes at a time, with a last mix. */
function hashOf(seed: number, bytes: Uint8Array, from: number, to: number): number {
  let hash = seed | 0;
  let at = from;
  for (const whole = to - 3; at < whole; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  }
  for (; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return hash ^ (hash >>> 15);
}

function addLabels(index: LabelIndex, hash: number, bytes: Uint8Array, from: number, to: number): number {
  const number = index.count++;
  if (number === index.hashes.length) {
    index.hashes = longer(index.hashes, number * 2);
    index.starts = longer(index.starts, number * 2 + 1);
  }
  if (index.used + to - from > index.arena.length) {
    const arena = new Uint8Array(Math.ceil((index.used + to - from) * 1.5));
    arena.set(index.arena);
    index.arena = arena;
  }
  index.arena.set(bytes.subarray(from, to), index.used);
  index.used += to - from;
  index.hashes[number] = hash;
  index.starts[number + 1] = index.used;
  if (index.count * 2 > index.slots.length) rehash(index);
  else place(index, number);
  return number;
}

function rehash(index: LabelIndex): void {
  index.slots = new Int32Array(index.slots.length * 2).fill(-1);
  for (let number = 0; number < index.count; number++) place(index, number);
}

function place(index: LabelIndex, number: number): void {
  const mask = index.slots.length - 1;
  let slot = (index.hashes[number] as number) & mask;
  while ((index.slots[slot] as number) >= 0) slot = (slot + 1) & mask;
  index.slots[slot] = number;
}

function longer(from: Int32Array, length: number): Int32Array {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
