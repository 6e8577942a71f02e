import { asc, lte, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import type { DirtyCells } from '../memory/dirty.ts';
import { cellBatchesTable } from './tables.ts';
import { decodeRecords, encodeRecord, type LoggedCells } from './wal/cell-record.ts';

/** Keeps changed cells as one value. `series` are the database numbers of the cells. */
export async function saveBatch(tx: Db, seq: number, series: Int32Array, cells: DirtyCells): Promise<void> {
  await tx.insert(cellBatchesTable).values({ seq, record: Buffer.concat(encodeRecord(seq, series, cells)) });
}

/** The batches the table of cells may not have yet, in order. Throws when one is not what was written. */
export async function readBatches(tx: Db): Promise<LoggedCells[]> {
  const rows = await tx.select().from(cellBatchesTable).orderBy(asc(cellBatchesTable.seq));
  return rows.map(({ seq, record }) => {
    const [cells] = decodeRecords(record);
    if (cells === undefined)
      throw new Error(`batch ${seq} of cell_batches is damaged: its check does not hold`);
    return cells;
  });
}

/** Deletes the batches up to this one: the table of cells has what is in them. */
export async function dropBatches(tx: Db, upTo: number): Promise<void> {
  await tx.delete(cellBatchesTable).where(lte(cellBatchesTable.seq, upTo));
}

/** Lets this transaction be answered before the disk has it: for what the batches keep meanwhile. */
export async function deferDurability(tx: Db): Promise<void> {
  await tx.execute(sql`SET LOCAL synchronous_commit = off`);
}
