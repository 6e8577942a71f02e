import type { Db } from '../../../platform/database/database.ts';
import { cellLogTable } from '../tables.ts';

/** A place in a cell log: its name, and the number of a record. */
export type StoredPosition = { readonly log: string; readonly seq: number };

/** Up to where the stored cells have what a cell log holds; `undefined` before any log. */
export async function readWalPosition(db: Db): Promise<StoredPosition | undefined> {
  const [row] = await db.select({ log: cellLogTable.log, seq: cellLogTable.seq }).from(cellLogTable);
  return row;
}

/** Notes the position, in the transaction that writes the cells up to it. */
export async function saveWalPosition(tx: Db, { log, seq }: StoredPosition): Promise<void> {
  await tx
    .insert(cellLogTable)
    .values({ id: 1, log, seq })
    .onConflictDoUpdate({ target: cellLogTable.id, set: { log, seq } });
}
