import { createChangedCells, giveBack, mergeChanged, takeChanged } from '../../metrics/memory/changed.ts';
import type { DirtyCells } from '../../metrics/memory/dirty.ts';
import { missingIds } from '../../metrics/memory/series-ids.ts';
import { dropBatches, readBatches } from '../../metrics/storage/batch-store.ts';
import { ensureSeriesIds, writeCells } from '../../metrics/storage/store.ts';
import type { LoggedCells } from '../../metrics/storage/wal/cell-record.ts';
import {
  readWalPosition,
  type StoredPosition,
  saveWalPosition,
} from '../../metrics/storage/wal/position-store.ts';
import type { Db } from '../../platform/database/database.ts';
import { randomId } from '../../platform/ids.ts';
import type { Memory } from '../evaluator/memory.ts';
import type { ThreadPorts } from '../ports.ts';
import type { CellKeeping } from './keeping.ts';
import { NotDurableError } from './not-durable.ts';

/**
 * Changed cells on their way: memory → log on this machine's disk (durable) → database, once a second. They
 * leave the list of changes here and nowhere else, so that whoever waits for the log has waited for all that
 * was recorded before.
 */
export async function logChanges(keeping: CellKeeping): Promise<void> {
  const { memory, ports } = keeping;
  if (ports.cellLog === undefined || !keeping.isCurrent()) throw new NotDurableError();
  await numberSeries(keeping);
  const taken = takeChanged(memory.engine.live.changed);
  if (taken === undefined) return;
  mergeChanged(memory.unflushed, taken);
  await ports.cellLog.append(seriesNumbers(memory, taken.cells), taken.cells);
  giveBack(memory.engine.live.changed, taken);
}

/** Gives every series in memory its number in the database, by which log and database know it. */
export async function numberSeries({ ports, memory, health }: CellKeeping): Promise<void> {
  const { engine, ids } = memory;
  // More may come up while these are given theirs.
  for (
    let missing = missingIds(engine.live, ids);
    missing.length > 0;
    missing = missingIds(engine.live, ids)
  ) {
    const wanted = missing;
    const numbers = new Map<number, number>();
    try {
      await ports.fenced((tx) => ensureSeriesIds(tx, numbers, wanted));
    } catch (error) {
      health.failed(error);
      throw error;
    }
    // Not before the commit: a number that was rolled back is nobody's.
    for (const [series, number] of numbers) ids.set(series, number);
  }
}

/** The database numbers of the series of these cells. Throws when one has none yet. */
export function seriesNumbers({ ids }: Memory, { series, count }: DirtyCells): Int32Array {
  const numbers = new Int32Array(count);
  for (let place = 0; place < count; place++) {
    const number = ids.get(series[place] as number);
    if (number === undefined) throw new Error(`series ${series[place]} has no number in the database`);
    numbers[place] = number;
  }
  return numbers;
}

/**
 * Brings into the table of cells what batches and a log on this disk hold beyond it, once, and begins a new
 * log. What another evaluator has left in its log by taking over is older than what it wrote since, and is
 * given up.
 */
export async function replayLog(ports: ThreadPorts): Promise<void> {
  const { cellLog, fenced, logger } = ports;
  const left = (await cellLog?.read()) ?? [];
  const next = { log: randomId(), seq: 0 };
  const replayed = await fenced(async (tx, stored) => {
    const batches = await readBatches(tx);
    const missing = left.flatMap(({ log, records }) =>
      log === stored?.log ? records.filter(({ seq }) => seq > stored.seq) : [],
    );
    if (batches.length + missing.length > 0) await writeLogged(ports, tx, [...batches, ...missing]);
    await dropBatches(tx, Number.MAX_SAFE_INTEGER);
    if (cellLog !== undefined) await saveWalPosition(tx, next);
    return { stored, records: missing.length, batches: batches.length };
  }, readWalPosition);
  if (replayed.records + replayed.batches > 0) logger.info(replayed, 'replayed the cell log');
  if (cellLog === undefined) return;
  reportLeft(ports, left, replayed.stored);
  await cellLog.begin(next.log);
}

async function writeLogged(
  { database }: ThreadPorts,
  tx: Db,
  records: readonly LoggedCells[],
): Promise<void> {
  const changed = createChangedCells();
  for (const { cells } of records) mergeChanged(changed, { cells, twice: false });
  const taken = takeChanged(changed);
  if (taken === undefined) return;
  const { cells, twice } = taken;
  const itself = new Map(Array.from(cells.series.subarray(0, cells.count), (series) => [series, series]));
  await writeCells(tx, database.engine, itself, cells, twice);
}

function reportLeft(
  { logger }: ThreadPorts,
  left: readonly { readonly log: string; readonly records: readonly LoggedCells[] }[],
  stored: StoredPosition | undefined,
): void {
  const given = left.filter(({ log, records }) => log !== stored?.log && records.length > 0);
  if (given.length === 0) return;
  logger.warn(
    { logs: given.map(({ log, records }) => ({ log, records: records.length })) },
    'another evaluator has taken over since this cell log was written: what it had not brought to the database, a second of samples at most, is given up',
  );
}
