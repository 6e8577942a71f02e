import { createHash } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  addLeaf,
  addSubtree,
  emptyRange,
  growing,
  isRange,
  leafHash,
  rootOf,
} from '../../../src/platform/tlog/merkle.ts';

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hashes = (count: number) =>
  Array.from({ length: count }, (_, place) => sha(Buffer.from(`${place}`)).toString('hex'));

/** MTH of RFC 6962 2.1, by its own recursion. */
function treeHash(leaves: readonly string[]): string {
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  if (leaves.length === 0) return sha().toString('hex');
  if (leaves.length === 1) return sha(Buffer.of(0), bytes(leaves[0] ?? '')).toString('hex');
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha(
    Buffer.of(1),
    bytes(treeHash(leaves.slice(0, split))),
    bytes(treeHash(leaves.slice(split))),
  ).toString('hex');
}

describe('the Merkle tree', () => {
  test('has the root of RFC 6962 at every size', () => {
    const leaves = hashes(130);
    const range = growing(emptyRange);
    for (let size = 0; size <= leaves.length; size++) {
      expect(rootOf(range)).toBe(treeHash(leaves.slice(0, size)));
      expect(isRange(range)).toBe(true);
      if (size < leaves.length) addLeaf(range, leaves[size] ?? '');
    }
  });

  test('of no leaves is the hash of nothing, as certificate transparency has it', () => {
    expect(rootOf(emptyRange)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test.prop([fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat()])(
    'is the same by the hashes of subtrees instead of their leaves',
    (size, one, other) => {
      const leaves = hashes(size);
      const [from = 0, to = 0] = [one % size, other % (size + 1)].sort((a, b) => a - b);
      const range = growing(emptyRange);
      for (let place = 0; place < size; ) {
        const inside = place >= from && place < to;
        const width = inside ? subtreeFrom(place, to) : 1;
        if (inside) {
          const part = growing(emptyRange);
          for (const leaf of leaves.slice(place, place + width)) addLeaf(part, leaf);
          expect(part.nodes).toHaveLength(1);
          addSubtree(range, width, part.nodes[0] ?? '');
        } else addLeaf(range, leaves[place] ?? '');
        place += width;
      }
      expect(rootOf(range)).toBe(treeHash(leaves));
    },
  );

  test('takes no subtree where none of its size can begin', () => {
    const range = growing(emptyRange);
    addLeaf(range, hashes(1)[0] ?? '');
    expect(() => addSubtree(range, 2, leafHash(hashes(1)[0] ?? ''))).toThrow(RangeError);
  });

  test('knows how many nodes a size has', () => {
    const [node = ''] = hashes(1);
    expect(isRange({ size: 5, nodes: [node, node] })).toBe(true);
    expect(isRange({ size: 5, nodes: [node] })).toBe(false);
    expect(isRange({ size: 1, nodes: ['x'] })).toBe(false);
  });
});

/** The largest perfect subtree that begins at `from` and ends at `to` or before: its number of leaves. */
function subtreeFrom(from: number, to: number): number {
  let width = 1;
  while (from % (width * 2) === 0 && from + width * 2 <= to) width *= 2;
  return width;
}
