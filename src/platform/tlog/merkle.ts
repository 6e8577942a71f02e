import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962, section 2.1, over hashes in hex. A leaf's data are the 32 bytes of the hash
 * that it is given as. The tree of so many leaves is kept as its compact range: the hashes of the perfect
 * subtrees that it is made of, the largest first, one for each binary digit that is set in the number.
 */
export type CompactRange = { readonly size: number; readonly nodes: readonly string[] };

/** The tree of no leaves. */
export const emptyRange: CompactRange = { size: 0, nodes: [] };

/** A tree that grows in place, for a million leaves. */
export type GrowingRange = { size: number; readonly nodes: string[] };

/** A copy that may grow. */
export function growing({ size, nodes }: CompactRange): GrowingRange {
  return { size, nodes: [...nodes] };
}

const scratch = Buffer.alloc(65);
const leafScratch = Buffer.alloc(33);

/** The hash of a leaf whose data is a hash. */
export function leafHash(data: string): string {
  leafScratch[0] = 0;
  leafScratch.write(data, 1, 'hex');
  return hash('sha256', leafScratch, 'hex');
}

/** The hash of a node over two. */
export function nodeHash(left: string, right: string): string {
  scratch[0] = 1;
  scratch.write(left, 1, 'hex');
  scratch.write(right, 33, 'hex');
  return hash('sha256', scratch, 'hex');
}

/** Adds a leaf by its data. */
export function addLeaf(range: GrowingRange, data: string): void {
  addSubtree(range, 1, leafHash(data));
}

/**
 * Adds a perfect subtree of so many leaves (a power of two) by its hash. Throws `RangeError` where none of
 * that size can begin.
 */
export function addSubtree(range: GrowingRange, leaves: number, subtree: string): void {
  if (range.size % leaves !== 0)
    throw new RangeError(`no subtree of ${leaves} leaves begins at ${range.size}`);
  let [node, width, size] = [subtree, leaves, range.size];
  while (Math.floor(size / width) % 2 === 1) {
    node = nodeHash(range.nodes.pop() ?? '', node);
    size -= width;
    width *= 2;
  }
  range.nodes.push(node);
  range.size += leaves;
}

const ofNothing = hash('sha256', '', 'hex');

/** The root hash of a tree. */
export function rootOf({ nodes }: CompactRange): string {
  let root: string | undefined;
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place] as string;
    root = root === undefined ? node : nodeHash(node, root);
  }
  return root ?? ofNothing;
}

/** Whether so many nodes can be the tree of so many leaves. */
export function isRange({ size, nodes }: CompactRange): boolean {
  return nodes.length === digitsSet(size) && nodes.every((node) => /^[0-9a-f]{64}$/.test(node));
}

function digitsSet(size: number): number {
  let [left, set] = [size, 0];
  for (; left > 0; left = Math.floor(left / 2)) set += left % 2;
  return set;
}
