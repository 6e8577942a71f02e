import { longer, wholeAt } from '../../memory/column.ts';

/**
 * Numbers for label sets, found by their bytes alone: no text is made for a series that was seen before. Open
 * addressing; the bytes of all label sets stand one after the other in `arena`, and are compared, so that no
 * two sets share a number.
 */
export type LabelIndex = {
  count: number;
  /** Numbers by hash, −1 where there is none; its length is a power of two, at least twice `count`. */
  slots: Int32Array;
  hashes: Int32Array;
  starts: Int32Array;
  /** The number that was asked for after a number the last time, −1 at first: senders keep to their order. */
  followers: Int32Array;
  /** How many in a row followed another number than the last time. */
  strayed: number;
  arena: Uint8Array;
  arenaView: DataView;
  used: number;
  /** Random, so that nobody can choose labels that collide. */
  readonly seed: number;
};

/** Looking at what followed last time costs as much as a look-up where senders do not keep to their order. */
const mostStrayed = 8;

/** An empty index. */
export function createLabelIndex(seed: number): LabelIndex {
  const arena = new Uint8Array(32_768);
  return {
    count: 0,
    slots: new Int32Array(1_024).fill(-1),
    hashes: new Int32Array(512),
    starts: new Int32Array(513),
    followers: new Int32Array(512).fill(-1),
    strayed: 0,
    arena,
    arenaView: new DataView(arena.buffer),
    used: 0,
    seed,
  };
}

/**
 * The number of the label set that stands at these places of `bytes`; a new one when it was never seen.
 * `previous` is the number that was asked for before, −1 when this is the first: what followed it the last
 * time is looked at first, as long as that is often right.
 */
export function labelNumber(
  index: LabelIndex,
  bytes: DataView,
  from: number,
  to: number,
  previous: number,
): number {
  if (previous < 0) return findOrAdd(index, bytes, from, to);
  const follower = wholeAt(index.followers, previous);
  if (follower >= 0 && index.strayed < mostStrayed && isSame(index, follower, bytes, from, to)) {
    index.strayed = 0;
    return follower;
  }
  const number = findOrAdd(index, bytes, from, to);
  if (number === follower) index.strayed = 0;
  else if (index.strayed < mostStrayed) index.strayed += 1;
  index.followers[previous] = number;
  return number;
}

function findOrAdd(index: LabelIndex, bytes: DataView, from: number, to: number): number {
  const hash = hashOf(index.seed, bytes, from, to);
  const mask = index.slots.length - 1;
  let slot = hash & mask;
  for (;;) {
    const number = wholeAt(index.slots, slot);
    if (number < 0) break;
    if (index.hashes[number] === hash && isSame(index, number, bytes, from, to)) return number;
    slot = (slot + 1) & mask;
  }
  return addLabels(index, hash, bytes, from, to);
}

function isSame(index: LabelIndex, number: number, bytes: DataView, from: number, to: number): boolean {
  const { arenaView, starts } = index;
  let mine = wholeAt(starts, number);
  if (wholeAt(starts, number + 1) - mine !== to - from) return false;
  let at = from;
  for (const whole = to - 3; at < whole; at += 4, mine += 4)
    if (arenaView.getInt32(mine, true) !== bytes.getInt32(at, true)) return false;
  for (; at < to; at++, mine++) if (arenaView.getUint8(mine) !== bytes.getUint8(at)) return false;
  return true;
}

/** FNV-1a over two words at a time, which do not wait for each other, with a last mix. */
function hashOf(seed: number, bytes: DataView, from: number, to: number): number {
  let hash = seed | 0;
  let other = ~seed;
  let at = from;
  for (const whole = to - 7; at < whole; at += 8) {
    hash = Math.imul(hash ^ bytes.getInt32(at, true), 0x01000193);
    other = Math.imul(other ^ bytes.getInt32(at + 4, true), 0x01000193);
    hash ^= hash >>> 15;
    other ^= other >>> 15;
  }
  hash = Math.imul(hash ^ other, 0x01000193);
  for (; at < to; at++) hash = Math.imul(hash ^ bytes.getUint8(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return hash ^ (hash >>> 15);
}

function addLabels(index: LabelIndex, hash: number, bytes: DataView, from: number, to: number): number {
  const number = index.count++;
  if (number === index.hashes.length) {
    index.hashes = longer(Int32Array, index.hashes, number * 2);
    index.starts = longer(Int32Array, index.starts, number * 2 + 1);
    index.followers = longer(Int32Array, index.followers, number * 2).fill(-1, number);
  }
  if (index.used + to - from > index.arena.length) {
    index.arena = longer(Uint8Array, index.arena, Math.ceil((index.used + to - from) * 1.5));
    index.arenaView = new DataView(index.arena.buffer);
  }
  index.arena.set(new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from), index.used);
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
  let slot = wholeAt(index.hashes, number) & mask;
  while (wholeAt(index.slots, slot) >= 0) slot = (slot + 1) & mask;
  index.slots[slot] = number;
}
