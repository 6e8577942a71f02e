import { hash } from 'node:crypto';

/**
 * The digest of rows in any order: the sum of their SHA-256, in eight lanes of 32 bits. Two databases hold
 * the same rows in another order on disk.
 */
export type RowDigest = {
  readonly add: (row: string) => void;
  /** How many rows, and their digest in hex. */
  readonly told: () => { readonly rows: number; readonly digest: string };
};

/** A digest of no rows yet. */
export function createRowDigest(): RowDigest {
  const lanes = new Uint32Array(8);
  let rows = 0;
  return {
    add: (row) => {
      const own = hash('sha256', row, 'buffer');
      for (let lane = 0; lane < 8; lane += 1) lanes[lane] = (lanes[lane] ?? 0) + own.readUInt32BE(lane * 4);
      rows += 1;
    },
    told: () => ({ rows, digest: [...lanes].map((lane) => lane.toString(16).padStart(8, '0')).join('') }),
  };
}
