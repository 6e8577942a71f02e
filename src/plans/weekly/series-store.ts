import { asc, inArray } from 'drizzle-orm';
import { type Cell, mergeAllCells } from '../../metrics/cell.ts';
import { coarseCells, lastCellBefore } from '../../metrics/storage/coarse-store.ts';
import { seriesTable } from '../../metrics/storage/tables.ts';
import type { Db } from '../../platform/database/database.ts';
import type { FactsQuery, WeeklySeries } from './facts.ts';
import type { Span } from './week.ts';

/** The reads of a report that need more than the database. */
export type SeriesPorts = {
  readonly db: Db;
  /** Resolves when the stored cells of an agent are up to the last second. */
  readonly flushCells: (agent: string) => Promise<void>;
};

/** More series than this are not summed for a report: it would read for minutes. */
const mostSeries = 200;
/** Wider than a day, so that a day comes as one cell, or as two. */
const stepMs = 7 * 86_400_000;

/** The measures of every series of one agent, or of all, by day; `undefined` where there are too many. */
export async function readSeries(
  { db, flushCells }: SeriesPorts,
  { set, weeks, agent, now }: FactsQuery,
): Promise<WeeklySeries[] | undefined> {
  const agents = agent === undefined ? [...set.agents.keys()] : [agent];
  if (agents.length > mostSeries) return undefined;
  const { agent: of, metric } = seriesTable;
  const named = await db
    .select({ agent: of, metric })
    .from(seriesTable)
    .where(inArray(of, agents))
    .orderBy(asc(of), asc(metric));
  const known = named.filter((one) => set.metrics.has(one.metric));
  if (known.length > mostSeries) return undefined;
  for (const each of new Set(known.map((one) => one.agent))) await flushCells(each);
  const found: WeeklySeries[] = [];
  for (const one of known) {
    const days = await byDay(db, one, weeks.week.days, now);
    const daysBefore = await byDay(db, one, weeks.before.days, now);
    const everMeasured =
      [...days, ...daysBefore].some((cell) => cell !== undefined) ||
      (await lastCellBefore(db, one, weeks.week.until)) !== undefined;
    found.push({ ...one, days, daysBefore, everMeasured });
  }
  return found.filter(({ everMeasured }) => everMeasured);
}

async function byDay(
  db: Db,
  series: { readonly agent: string; readonly metric: string },
  days: readonly Span[],
  now: number,
): Promise<(Cell | undefined)[]> {
  const cells: (Cell | undefined)[] = [];
  for (const { from, until } of days)
    cells.push(
      from > now ? undefined : mergeAllCells(await coarseCells(db, series, { from, until, stepMs })),
    );
  return cells;
}
