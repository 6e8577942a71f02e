import { sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { type CellColumns, createColumns } from './cell-columns.ts';
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
  const packed = (column: string) => sql`string_agg(float8send(${sql.identifier(column)}), ''::bytea)`;
  const result = await db.execute<Record<keyof Numbers, Uint8Array | null>>(sql`
    SELECT ${packed('start')} AS start, ${packed('sum')} AS sum, ${packed('weight')} AS weight,
      ${packed('min')} AS min, ${packed('max')} AS max, ${packed('last')} AS last, ${packed('last_at')} AS "lastAt"
    FROM (
      SELECT c.* FROM ${cellsTable} c JOIN ${seriesTable} s ON s.id = c.series
      WHERE s.agent = ${agent} AND s.metric = ${metric} AND c.start >= ${from} AND c.start < ${until}
      ORDER BY c.start
    ) ordered`);
  const [row] = result.rows;
  if (row === undefined || row.start === null) return createColumns(0);
  const numbers = (name: keyof Numbers) => numbersOf(row[name] ?? new Uint8Array(0));
  const start = numbers('start');
  return {
    count: start.length,
    start,
    sum: numbers('sum'),
    weight: numbers('weight'),
    min: numbers('min'),
    max: numbers('max'),
    last: numbers('last'),
    lastAt: numbers('lastAt'),
  };
}

type Numbers = Omit<CellColumns, 'count'>;

function numbersOf(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float64Array(bytes.byteLength / 8);
  for (let place = 0; place < numbers.length; place++) numbers[place] = view.getFloat64(place * 8);
  return numbers;
}
