import { and, asc, desc, eq, getTableColumns, gt, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { Database, Db } from '../../platform/database/database.ts';
import { inPieces } from '../../platform/in-turns.ts';
import { type Cell, mergeCells } from '../cell.ts';
import { type DirtyCells, partOf } from '../memory/dirty.ts';
import { markStart } from '../memory/marks.ts';
import type { SeriesIds } from '../memory/series-ids.ts';
import { deleteEndedEpisodes } from './alerts-store.ts';
import { float8Array, int4Array, int8Array } from './binary-arrays.ts';
import { unpackBuckets } from './buckets-code.ts';
import { upsertBuckets } from './buckets-store.ts';
import { cellAt, columnsOf } from './cell-columns.ts';
import { cellBucketsTable, cellsTable, interactionsTable, reasonsTable, seriesTable } from './tables.ts';

/** Every series there is, with its number. */
export async function readSeries(
  db: Db,
): Promise<{ readonly id: number; readonly agent: string; readonly metric: string }[]> {
  return db.select().from(seriesTable);
}

/** Reads, and makes where missing, the database numbers of these series, into `ids` under `index`. */
export async function ensureSeriesIds(
  tx: Db,
  ids: Pick<SeriesIds, 'set'>,
  wanted: readonly { readonly index: number; readonly agent: string; readonly metric: string }[],
): Promise<void> {
  if (wanted.length === 0) return;
  const agents = sql.param(wanted.map((one) => one.agent));
  const metrics = sql.param(wanted.map((one) => one.metric));
  await tx.execute(sql`
    INSERT INTO ${seriesTable} (agent, metric)
    SELECT DISTINCT wanted.agent, wanted.metric FROM unnest(${agents}::text[], ${metrics}::text[]) AS wanted(agent, metric)
    WHERE NOT EXISTS (SELECT 1 FROM ${seriesTable} s WHERE s.agent = wanted.agent AND s.metric = wanted.metric)
    ON CONFLICT DO NOTHING`);
  const rows = await tx.execute<{ place: number; id: number }>(sql`
    SELECT wanted.place::int AS place, s.id
    FROM unnest(${agents}::text[], ${metrics}::text[]) WITH ORDINALITY AS wanted(agent, metric, place)
    JOIN ${seriesTable} s ON s.agent = wanted.agent AND s.metric = wanted.metric`);
  for (const { place, id } of rows.rows) {
    const series = wanted[Number(place) - 1];
    if (series !== undefined) ids.set(series.index, id);
  }
}

type NumberOf = Pick<SeriesIds, 'get'>;

/**
 * Writes changed cells as memory holds them: sums are set, never incremented, and never set back: they are
 * those with the greater weight, which only grows. Extremes are merged, so that a cell may be written again,
 * and in any order. Cells older than memory holds are read, added to and set, which is safe because one
 * process alone writes cells.
 */
export async function writeCells(
  tx: Db,
  engine: Database['engine'],
  ids: NumberOf,
  dirty: DirtyCells,
  twice: boolean,
): Promise<void> {
  if (!twice) {
    await upsertInParts(tx, engine, numbered(ids, dirty));
    return;
  }
  const rows: CellRow[] = [];
  const strays: CellRow[] = [];
  for (let entry = 0; entry < dirty.count; entry++)
    (dirty.stray[entry] === 0 ? rows : strays).push(rowAt(ids, dirty, entry));
  await upsertInParts(tx, engine, columnsOfRows(latestOfEach(rows)));
  // After the others: a cell may have been changed in memory first, and once more when memory had let go of
  // it.
  if (strays.length > 0) await upsertInParts(tx, engine, columnsOfRows(await mergeStrays(tx, strays)));
}

async function upsertInParts(tx: Db, engine: Database['engine'], columns: DirtyCells): Promise<void> {
  const most = mostOfStatement[engine];
  for (let from = 0; from < columns.count; from += most)
    await upsertCells(tx, engine, partOf(columns, from, Math.min(columns.count, from + most)));
  if (columns.buckets.length > 0) await upsertBuckets(tx, columns);
}

/**
 * So that no statement comes near its time limit, nor keeps everything else waiting while it is put together:
 * for PGlite, and where it is read by cells, it is made of texts.
 */
const mostOfStatement = { postgresql: 50_000, pglite: 2_000 } as const;

/** The common case: each cell once, so the columns are already there. `series` become database numbers. */
function numbered(ids: NumberOf, dirty: DirtyCells): DirtyCells {
  const series = new Int32Array(dirty.count);
  for (let entry = 0; entry < dirty.count; entry++) series[entry] = numberOf(ids, dirty, entry);
  return { ...dirty, series };
}

function numberOf(ids: NumberOf, dirty: DirtyCells, entry: number): number {
  const series = ids.get(dirty.series[entry] ?? -1);
  if (series === undefined) throw new Error(`series ${dirty.series[entry]} has no number in the database`);
  return series;
}

type CellRow = Cell & { readonly series: number };

function columnsOfRows(rows: readonly CellRow[]): DirtyCells {
  const series = Int32Array.from(rows, (row) => row.series);
  const { buckets, ...columns } = columnsOf(rows);
  return { ...columns, series, stray: new Uint8Array(rows.length), buckets: [...buckets] };
}

function rowAt(ids: NumberOf, dirty: DirtyCells, entry: number): CellRow {
  return { ...cellAt(dirty, entry), series: numberOf(ids, dirty, entry) };
}

/** One row a cell: the later entry has the whole sums and buckets, the extremes are those of both. */
function latestOfEach(rows: readonly CellRow[]): CellRow[] {
  const bySeries = new Map<number, Map<number, CellRow>>();
  for (const row of rows) {
    const cells = bySeries.get(row.series) ?? new Map<number, CellRow>();
    bySeries.set(row.series, cells);
    const before = cells.get(row.start);
    const merged =
      before === undefined
        ? row
        : { ...mergeCells(before, row), sum: row.sum, weight: row.weight, buckets: row.buckets };
    cells.set(row.start, { ...merged, series: row.series });
  }
  return [...bySeries.values()].flatMap((cells) => [...cells.values()]);
}

async function mergeStrays(tx: Db, strays: readonly CellRow[]): Promise<CellRow[]> {
  const bySeries = new Map<number, Map<number, Cell>>();
  const cellsOf = (series: number): Map<number, Cell> => {
    const cells = bySeries.get(series) ?? new Map<number, Cell>();
    bySeries.set(series, cells);
    return cells;
  };
  for (const { series, ...cell } of await readEach(tx, strays)) cellsOf(series).set(cell.start, cell);
  for (const stray of strays) {
    const cells = cellsOf(stray.series);
    const before = cells.get(stray.start);
    cells.set(stray.start, before === undefined ? stray : mergeCells(before, stray));
  }
  return [...bySeries].flatMap(([series, cells]) => [...cells.values()].map((cell) => ({ ...cell, series })));
}

/** The stored ones of these cells. */
async function readEach(tx: Db, wanted: readonly CellRow[]): Promise<CellRow[]> {
  const found: CellRow[] = [];
  for (const piece of inPieces(wanted, mostOfStatement.pglite)) {
    const { rows } = await tx.execute<StoredRow>(sql`
      SELECT c.*, b.buckets FROM ${cellsTable} c JOIN (
        SELECT DISTINCT * FROM unnest(${sql.param(piece.map(({ series }) => series))}::int[],
          ${sql.param(piece.map(({ start }) => start))}::bigint[]) AS wanted(series, start)
      ) wanted ON c.series = wanted.series AND c.start = wanted.start
      LEFT JOIN ${cellBucketsTable} b ON b.series = c.series AND b.start = c.start`);
    for (const row of rows) found.push(cellOfRow(row));
  }
  return found;
}

type StoredRow = Omit<CellRow, 'lastAt' | 'buckets'> & { last_at: number; buckets?: Uint8Array | null };

function cellOfRow({ last_at, buckets, ...row }: StoredRow): CellRow {
  const cell = { ...row, lastAt: Number(last_at), start: Number(row.start) };
  return buckets ? { ...cell, buckets: unpackBuckets(buckets) } : cell;
}

async function upsertCells(tx: Db, engine: Database['engine'], rows: DirtyCells): Promise<void> {
  const { count } = rows;
  // PGlite has no binary parameters.
  const isBinary = engine === 'postgresql';
  const times = (values: Float64Array) =>
    sql.param(isBinary ? int8Array(values, count) : Array.from(values.subarray(0, count)));
  const numbers = (values: Float64Array) =>
    sql.param(isBinary ? float8Array(values, count) : Array.from(values.subarray(0, count)));
  const series = sql.param(isBinary ? int4Array(rows.series, count) : Array.from(rows.series));
  await tx.execute(sql`
    INSERT INTO ${cellsTable} AS kept (series, start, sum, weight, min, max, last, last_at)
    SELECT * FROM unnest(
      ${series}::int[], ${times(rows.start)}::bigint[], ${numbers(rows.sum)}::float8[],
      ${numbers(rows.weight)}::float8[], ${numbers(rows.min)}::float8[], ${numbers(rows.max)}::float8[],
      ${numbers(rows.last)}::float8[], ${times(rows.lastAt)}::bigint[])
    ON CONFLICT (series, start) DO UPDATE SET
      sum = CASE WHEN excluded.weight >= kept.weight THEN excluded.sum ELSE kept.sum END,
      weight = GREATEST(kept.weight, excluded.weight),
      min = LEAST(kept.min, excluded.min), max = GREATEST(kept.max, excluded.max),
      last = CASE WHEN excluded.last_at >= kept.last_at THEN excluded.last ELSE kept.last END,
      last_at = GREATEST(kept.last_at, excluded.last_at)`);
}

const { series: _, ...numberColumns } = getTableColumns(cellsTable);
const cellColumns = { ...numberColumns, packed: cellBucketsTable.buckets };
const sameCell = and(
  eq(cellBucketsTable.series, cellsTable.series),
  eq(cellBucketsTable.start, cellsTable.start),
);

function withBuckets({ packed, ...cell }: Cell & { readonly packed: Uint8Array | null }): Cell {
  return packed === null ? cell : { ...cell, buckets: unpackBuckets(packed) };
}

/** Stored cells of one series in [from, until), in order, the first `most` of them. */
export async function readCells(
  db: Db,
  agent: string,
  metric: string,
  from: number,
  until: number,
  most?: number,
): Promise<Cell[]> {
  const read = cellsOfMetric(db, agent, metric, gte(cellsTable.start, from), lt(cellsTable.start, until));
  const ordered = read.orderBy(asc(cellsTable.start));
  return (await (most === undefined ? ordered : ordered.limit(most))).map(withBuckets);
}

/** The newest stored cell of one series that starts before `before`. */
export async function lastCellBefore(
  db: Db,
  agent: string,
  metric: string,
  before: number,
): Promise<Cell | undefined> {
  const read = cellsOfMetric(db, agent, metric, lt(cellsTable.start, before));
  return (await read.orderBy(desc(cellsTable.start)).limit(1)).map(withBuckets)[0];
}

function cellsOfMetric(db: Db, agent: string, metric: string, ...where: readonly SQL[]) {
  return db
    .select(cellColumns)
    .from(cellsTable)
    .innerJoin(seriesTable, eq(seriesTable.id, cellsTable.series))
    .leftJoin(cellBucketsTable, sameCell)
    .where(and(eq(seriesTable.agent, agent), eq(seriesTable.metric, metric), ...where));
}

/** Stored cells of one series by its database number, from `from` (inclusive), in order. */
export async function readCellsOf(db: Db, series: number, from: number): Promise<Cell[]> {
  const cells = await db
    .select(cellColumns)
    .from(cellsTable)
    .leftJoin(cellBucketsTable, sameCell)
    .where(and(eq(cellsTable.series, series), gte(cellsTable.start, from)))
    .orderBy(asc(cellsTable.start));
  return cells.map(withBuckets);
}

/**
 * The newest stored cell of every series of these metrics, up to `until`: what `age` needs after a restart.
 */
export async function readNewestCells(
  db: Db,
  metrics: readonly string[],
  until: number,
): Promise<readonly (Cell & { readonly series: number })[]> {
  if (metrics.length === 0) return [];
  const rows = await db.execute<StoredRow>(sql`
    SELECT newest.* FROM ${seriesTable} s
    CROSS JOIN LATERAL (SELECT * FROM ${cellsTable} c WHERE c.series = s.id AND c.start <= ${until}
      ORDER BY c.start DESC LIMIT 1) newest
    WHERE s.metric = ANY(${sql.param([...metrics])}::text[])`);
  return rows.rows.map(cellOfRow);
}

/** Where every counter stood when it was kept last, by the number of its series. */
export async function readMarks(
  db: Db,
): Promise<readonly { readonly series: number; readonly value: number; readonly at: number }[]> {
  return db
    .select({ series: cellsTable.series, value: cellsTable.last, at: cellsTable.sum })
    .from(cellsTable)
    .where(eq(cellsTable.start, markStart));
}

/** Deletes what is older than its retention. Returns how many rows went. */
export async function purgeMetrics(
  tx: Db,
  before: { readonly cells: number; readonly interactions: number },
): Promise<{ readonly cells: number; readonly interactions: number }> {
  const cells = await tx
    .delete(cellsTable)
    .where(and(gt(cellsTable.start, markStart), lt(cellsTable.start, before.cells)))
    .returning({ start: cellsTable.start });
  const interactions = await tx
    .delete(interactionsTable)
    .where(lt(interactionsTable.at, before.interactions))
    .returning({ at: interactionsTable.at });
  await tx
    .delete(cellsTable)
    .where(and(eq(cellsTable.start, markStart), lt(cellsTable.lastAt, before.interactions)));
  await tx.delete(cellBucketsTable).where(lt(cellBucketsTable.start, before.cells));
  await tx.delete(reasonsTable).where(lt(reasonsTable.start, before.cells));
  await deleteEndedEpisodes(tx, before.interactions);
  return { cells: cells.length, interactions: interactions.length };
}
