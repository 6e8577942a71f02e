import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database/database.ts';
import type { Buckets } from '../buckets.ts';
import type { Cell } from '../cell.ts';
import { type Reader, takeBuckets } from './buckets-code.ts';
import { createCellView } from './cell-columns.ts';
import { cellBucketsTable, cellsTable, seriesTable } from './tables.ts';

/** Stored cells as the database packs them: all of a step in one value. */
export type PackedCells = {
  readonly start: number;
  readonly cells: Uint8Array;
  /** Of those that have some: the number of the series in four bytes, then the buckets. */
  readonly buckets?: Uint8Array | null;
};

/** Bytes of a packed cell: the number of its series in four, then numbers of eight. */
const [sumsBytes, wholeBytes] = [28, 52];

/**
 * The stored cells of every series from `from` (inclusive) on, in the order of their starts: for a restart.
 * The database packs them, because a million rows would take seconds to be read as rows; it does so in one
 * pass over the table, which stands in that order, if it may keep all of it in memory. `whole` are the
 * metrics whose extremes and last values are wanted: of the others the sums alone come along, half as many
 * bytes. Buckets come along where some metric is told by a percentile.
 */
export function readWindows(
  { transaction }: Pick<Database, 'transaction'>,
  from: number,
  whole: readonly string[],
  withBuckets: boolean,
): Promise<readonly PackedCells[]> {
  const cells = sql`
    SELECT start, string_agg(${packedCell(whole)}, ''::bytea) AS cells
    FROM ${cellsTable} WHERE start >= ${from} GROUP BY start`;
  const buckets = sql`
    SELECT start, string_agg(int4send(series) || buckets, ''::bytea) AS buckets
    FROM ${cellBucketsTable} WHERE start >= ${from} GROUP BY start`;
  return transaction(async (tx) => {
    const [, packed] = await Promise.all([
      // Who only reads blocks nobody, and a process that has much to do may be slow to say that it has read.
      tx.execute(sql`SELECT set_config('work_mem', '256MB', true),
        set_config('idle_in_transaction_session_timeout', '60s', true)`),
      tx.execute<PackedCells>(
        withBuckets
          ? sql`SELECT start, cells, buckets FROM (${cells}) c LEFT JOIN (${buckets}) b USING (start) ORDER BY start`
          : sql`${cells} ORDER BY start`,
      ),
    ]);
    return packed.rows;
  });
}

/** A cell with all its numbers is told by a negative number of its series. */
function packedCell(whole: readonly string[]): SQL {
  const sums = sql`float8send(sum) || float8send(weight) || int8send(last_at)`;
  if (whole.length === 0) return sql`int4send(series) || ${sums}`;
  return sql`CASE
    WHEN series IN (SELECT id FROM ${seriesTable} WHERE metric = ANY(${sql.param([...whole])}::text[]))
    THEN int4send(-series) || ${sums} || float8send(min) || float8send(max) || float8send(last)
    ELSE int4send(series) || ${sums} END`;
}

/** Gives each packed cell with the number of its series. The object is reused: copy it to keep it. */
export function unpackCells(
  packed: readonly PackedCells[],
  take: (series: number, cell: Readonly<Cell>) => void,
): void {
  const cell = createCellView();
  for (const { start, cells, buckets } of packed) {
    const known = buckets ? bucketsBySeries(buckets) : undefined;
    const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength);
    cell.start = Number(start);
    for (let at = 0; at < cells.byteLength; ) {
      const series = view.getInt32(at);
      cell.sum = view.getFloat64(at + 4);
      cell.weight = view.getFloat64(at + 12);
      cell.lastAt = view.getInt32(at + 20) * 0x1_0000_0000 + view.getUint32(at + 24);
      const isWhole = series < 0;
      cell.min = isWhole ? view.getFloat64(at + 28) : Number.POSITIVE_INFINITY;
      cell.max = isWhole ? view.getFloat64(at + 36) : Number.NEGATIVE_INFINITY;
      cell.last = isWhole ? view.getFloat64(at + 44) : 0;
      cell.buckets = known?.get(Math.abs(series));
      take(Math.abs(series), cell);
      at += isWhole ? wholeBytes : sumsBytes;
    }
  }
}

function bucketsBySeries(bytes: Uint8Array): ReadonlyMap<number, Buckets> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader: Reader = { bytes, at: 0 };
  const bySeries = new Map<number, Buckets>();
  while (reader.at < bytes.byteLength) {
    const series = view.getInt32(reader.at);
    reader.at += 4;
    bySeries.set(series, takeBuckets(reader));
  }
  return bySeries;
}
