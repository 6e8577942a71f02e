import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import type { Cell } from '../cell.ts';
import { coarseBuckets } from './buckets-store.ts';
import { cellsTable, seriesTable } from './tables.ts';

/** A coarse cell of a named series. */
export type NamedCell = Cell & { readonly agent: string; readonly metric: string };

type Row = {
  readonly series: number;
  readonly agent: string;
  readonly metric: string;
  readonly start: number;
  readonly sum: number;
  readonly weight: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
  readonly last_at: number;
};

/**
 * The cells of a series in [from, until), summed into cells of `stepMs` by the database: a month is a few
 * hundred rows.
 */
export function coarseCells(
  db: Db,
  series: { readonly agent: string; readonly metric: string },
  span: { readonly from: number; readonly until: number; readonly stepMs: number },
): Promise<NamedCell[]> {
  const own = sql`SELECT ${seriesTable.id} FROM ${seriesTable}
    WHERE ${seriesTable.agent} = ${series.agent} AND ${seriesTable.metric} = ${series.metric}`;
  return summed(db, sql`series = (${own})`, span);
}

/** The same for every series there is. */
export function allCoarseCells(
  db: Db,
  span: { readonly from: number; readonly until: number; readonly stepMs: number },
): Promise<NamedCell[]> {
  return summed(db, sql`true`, span);
}

async function summed(
  db: Db,
  which: SQL,
  { from, until, stepMs }: { readonly from: number; readonly until: number; readonly stepMs: number },
): Promise<NamedCell[]> {
  const step = sql`${stepMs}::bigint`;
  const buckets = await coarseBuckets(db, which, { from, until, stepMs });
  // The greatest pair of time and value holds the value of the latest time.
  const rows = await db.execute<Row>(sql`
    SELECT ${seriesTable.agent} AS agent, ${seriesTable.metric} AS metric, summed.*
    FROM (
      SELECT ${cellsTable.series} AS series, (${cellsTable.start} / ${step}) * ${step} AS start,
        sum(${cellsTable.sum}) AS sum, sum(${cellsTable.weight}) AS weight,
        min(${cellsTable.min}) AS min, max(${cellsTable.max}) AS max,
        (max(ARRAY[${cellsTable.lastAt}, ${cellsTable.last}]))[2] AS last, max(${cellsTable.lastAt}) AS last_at
      FROM ${cellsTable}
      WHERE ${which} AND ${cellsTable.start} >= ${from}::bigint AND ${cellsTable.start} < ${until}::bigint
      GROUP BY 1, 2
    ) AS summed JOIN ${seriesTable} ON ${seriesTable.id} = summed.series
    ORDER BY summed.series, summed.start`);
  return rows.rows.map(({ series, agent, metric, start, sum, weight, min, max, last, last_at }) => ({
    buckets: buckets.get(series)?.get(Number(start)),
    agent,
    metric,
    start: Number(start),
    sum: Number(sum),
    weight: Number(weight),
    min: Number(min),
    max: Number(max),
    last: Number(last),
    lastAt: Number(last_at),
  }));
}

/** The last cell of a series that begins before an instant: where an age grows from. */
export async function lastCellBefore(
  db: Db,
  series: { readonly agent: string; readonly metric: string },
  before: number,
): Promise<Cell | undefined> {
  const { start, sum, weight, min, max, last, lastAt } = cellsTable;
  const [cell] = await db
    .select({ start, sum, weight, min, max, last, lastAt })
    .from(cellsTable)
    .innerJoin(seriesTable, eq(seriesTable.id, cellsTable.series))
    .where(and(eq(seriesTable.agent, series.agent), eq(seriesTable.metric, series.metric), lt(start, before)))
    .orderBy(desc(start))
    .limit(1);
  return cell;
}

/** Whether anything was ever measured. */
export async function anyCell(db: Db): Promise<boolean> {
  const rows = await db.execute(sql`SELECT 1 FROM ${cellsTable} LIMIT 1`);
  return rows.rows.length > 0;
}
