import { sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { type CellNumbers, cellFields } from '../cell.ts';
import { readBuckets } from './buckets-store.ts';
import { type CellColumns, columnsBy } from './cell-columns.ts';
import { cellsTable, seriesTable } from './tables.ts';

/**
 * Stored cells of one series with from ≤ start < until, in order, for replays: the database packs each column
 * into one value, because a row for each cell costs more than the replay itself.
 */
export async function readColumns(
  db: Db,
  agent: string,
  metric: string,
  from: number,
  until: number,
): Promise<CellColumns> {
  const packed = cellFields.map((field) => {
    const column = sql.identifier(cellsTable[field].name);
    return sql`string_agg(float8send(${column}), ''::bytea) AS ${sql.identifier(field)}`;
  });
  const [result, buckets] = await Promise.all([
    db.execute<Record<keyof CellNumbers, Uint8Array | null>>(sql`
    SELECT ${sql.join(packed, sql`, `)}
    FROM (
      SELECT c.* FROM ${cellsTable} c JOIN ${seriesTable} s ON s.id = c.series
      WHERE s.agent = ${agent} AND s.metric = ${metric} AND c.start >= ${from} AND c.start < ${until}
      ORDER BY c.start
    ) ordered`),
    readBuckets(db, agent, metric, from, until),
  ]);
  const [row] = result.rows;
  const count = (row?.start?.byteLength ?? 0) / 8;
  const column = (field: keyof CellNumbers) => numbersOf(row?.[field] ?? new Uint8Array(0));
  const own = buckets.size === 0 ? [] : Array.from(column('start'), (start) => buckets.get(start));
  return columnsBy(count, column, own);
}

function numbersOf(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float64Array(bytes.byteLength / 8);
  for (let place = 0; place < numbers.length; place++) numbers[place] = view.getFloat64(place * 8);
  return numbers;
}
