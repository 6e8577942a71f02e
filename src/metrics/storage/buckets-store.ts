import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { inPieces, inTurns } from '../../platform/in-turns.ts';
import type { Buckets } from '../buckets.ts';
import type { DirtyCells } from '../memory/dirty.ts';
import { packBuckets, unpackBuckets } from './buckets-code.ts';
import { cellBucketsTable, seriesTable } from './tables.ts';

/** Of one statement: they travel as texts. */
const mostOfStatement = 2_000;

/**
 * Writes the buckets of changed cells, each once, as memory holds them: set, and never set back, as the sums
 * of cells are. `series` are database numbers.
 */
export async function upsertBuckets(
  tx: Db,
  { series, start, weight, buckets }: Pick<DirtyCells, 'series' | 'start' | 'weight' | 'buckets'>,
): Promise<void> {
  const changed = buckets.flatMap((own, place) =>
    own === undefined
      ? []
      : [{ series: series[place], start: start[place], weight: weight[place], buckets: own }],
  );
  for (const piece of inPieces(changed, mostOfStatement)) {
    // Thousands of cells take longer to pack than anybody should wait.
    const packed = await inTurns(piece, (one) => Buffer.from(packBuckets(one.buckets)).toString('hex'));
    await tx.execute(sql`
      INSERT INTO ${cellBucketsTable} AS kept (series, start, weight, buckets)
      SELECT series, start, weight, decode(packed, 'hex') FROM unnest(
        ${sql.param(piece.map((one) => one.series))}::int[], ${sql.param(piece.map((one) => one.start))}::bigint[],
        ${sql.param(piece.map((one) => one.weight))}::float8[],
        ${sql.param(packed)}::text[]
      ) AS changed(series, start, weight, packed)
      ON CONFLICT (series, start) DO UPDATE SET weight = excluded.weight, buckets = excluded.buckets
      WHERE excluded.weight >= kept.weight`);
  }
}

/** The buckets of the cells of one series with from ≤ start < until, by start. */
export async function readBuckets(
  db: Db,
  agent: string,
  metric: string,
  from: number,
  until: number,
): Promise<ReadonlyMap<number, Buckets>> {
  const own = sql`SELECT id FROM ${seriesTable} s WHERE s.agent = ${agent} AND s.metric = ${metric}`;
  const read = await coarseBuckets(db, sql`series IN (${own})`, { from, until, stepMs: 1 });
  return new Map([...read.values()].flatMap((byStart) => [...byStart]));
}

/**
 * The buckets of the cells of some series in [from, until), in steps of `stepMs`, by the number of the series
 * and the start of the step. The database packs them, and they are merged here.
 */
export async function coarseBuckets(
  db: Db,
  which: SQL,
  { from, until, stepMs }: { readonly from: number; readonly until: number; readonly stepMs: number },
): Promise<ReadonlyMap<number, ReadonlyMap<number, Buckets>>> {
  const step = sql`${stepMs}::bigint`;
  const { rows } = await db.execute<{ series: number; start: number; packed: Uint8Array }>(sql`
    SELECT series, (start / ${step}) * ${step} AS start, string_agg(buckets, ''::bytea) AS packed
    FROM ${cellBucketsTable}
    WHERE ${which} AND start >= ${from}::bigint AND start < ${until}::bigint GROUP BY 1, 2`);
  const bySeries = new Map<number, Map<number, Buckets>>();
  // A month is a quarter of a million cells.
  const merged = await inTurns(rows, ({ packed }) => unpackBuckets(packed));
  for (const [place, { series, start }] of rows.entries()) {
    const buckets = merged[place];
    const byStart = bySeries.get(series) ?? new Map<number, Buckets>();
    if (buckets !== undefined) bySeries.set(series, byStart.set(Number(start), buckets));
  }
  return bySeries;
}
