import type { Db } from '../../platform/database/database.ts';
import { isRefusedData } from '../../platform/database/sql-error.ts';
import type { Fences } from '../commit.ts';

/** Rows that the database takes, and those that it refuses for their data. */
export type Sifted<T> = { readonly taken: readonly T[]; readonly refused: readonly T[] };

/**
 * Finds out which of these rows the database refuses, by halves, in transactions that write nothing: one bad
 * row must not keep the others of a group commit from being written.
 */
export async function sift<T>(
  { fenced }: Pick<Fences, 'fenced'>,
  rows: readonly T[],
  write: (tx: Db, rows: readonly T[]) => Promise<void>,
): Promise<Sifted<T>> {
  if (rows.length === 0 || (await isTaken(fenced, (tx) => write(tx, rows))))
    return { taken: rows, refused: [] };
  if (rows.length === 1) return { taken: [], refused: rows };
  const middle = Math.ceil(rows.length / 2);
  const first = await sift({ fenced }, rows.slice(0, middle), write);
  const second = await sift({ fenced }, rows.slice(middle), write);
  return { taken: [...first.taken, ...second.taken], refused: [...first.refused, ...second.refused] };
}

async function isTaken(fenced: Fences['fenced'], write: (tx: Db) => Promise<void>): Promise<boolean> {
  const undone = new Error('only tried');
  try {
    await fenced(async (tx) => {
      await write(tx);
      throw undone;
    });
  } catch (error) {
    if (error === undone) return true;
    if (!isRefusedData(error)) throw error;
  }
  return false;
}
