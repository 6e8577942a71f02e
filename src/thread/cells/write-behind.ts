import { partStrays, type TakenCells } from '../../metrics/memory/changed.ts';
import { deferDurability, dropBatches, saveBatch } from '../../metrics/storage/batch-store.ts';
import { writeCells } from '../../metrics/storage/store.ts';
import {
  addBatch,
  countUnwritten,
  nextSlice,
  remainingSlices,
  type Slice,
  unwrittenOf,
} from '../../metrics/storage/write-behind.ts';
import type { Db } from '../../platform/database/database.ts';
import type { Memory } from '../evaluator/memory.ts';
import type { Wanted } from './backlog.ts';
import type { CellKeeping } from './keeping.ts';
import { seriesNumbers } from './wal.ts';

/**
 * So many changed cells go to the table at once, in a few milliseconds; more go to a batch first, and to the
 * table later.
 */
const mostAtOnce = 2_000;

/**
 * Changed cells on their way to the database: to the table of cells itself, or to a batch. Strays are written
 * at once, and once.
 */
export type CellsOut = { readonly toTable: TakenCells | undefined; readonly toBatch: TakenCells | undefined };

/**
 * Decides which way they go: a few of many go with the many, however often something asks for them to be
 * written.
 */
export function routeCells({ writeBehind }: Memory, cells: TakenCells): CellsOut {
  if (cells.cells.count + countUnwritten(writeBehind) <= mostAtOnce)
    return { toTable: cells, toBatch: undefined };
  const { held, strays } = partStrays(cells);
  return { toTable: strays, toBatch: held };
}

/** Writes them, in a transaction that writes everything else which changed. */
export async function writeRouted(
  { ports, memory }: Pick<CellKeeping, 'ports' | 'memory'>,
  tx: Db,
  { toTable, toBatch }: CellsOut,
): Promise<void> {
  const { engine } = ports.database;
  const batch = memory.writeBehind.lastBatch + 1;
  if (toBatch !== undefined) await saveBatch(tx, batch, seriesNumbers(memory, toBatch.cells), toBatch.cells);
  if (toTable === undefined) return;
  // A stray is added to what the table has, so the table must have all of that cell.
  const before = unwrittenOf(memory.writeBehind, strayedSeries(toTable));
  if (before !== undefined) await writeCells(tx, engine, memory.ids, before.cells, before.twice);
  await writeCells(tx, engine, memory.ids, toTable.cells, toTable.twice);
}

/** Notes what was committed. */
export function routed({ writeBehind }: Memory, { toBatch }: CellsOut): void {
  if (toBatch !== undefined) addBatch(writeBehind, writeBehind.lastBatch + 1, toBatch);
}

/**
 * Brings the table of cells on: by the slice that is due, by the agents that somebody wants to read, or by
 * all there is. Nothing is lost with it when the machine stops short, because the batches go last; so nobody
 * waits for the disk.
 */
export async function writeTable(
  { ports, memory }: CellKeeping,
  { agents, everything }: Wanted,
): Promise<void> {
  const parts: Slice[] = [];
  if (everything) parts.push(...remainingSlices(memory.writeBehind));
  else {
    const wanted =
      agents.size === 0 ? undefined : unwrittenOf(memory.writeBehind, seriesOfAgents(memory, agents));
    if (wanted !== undefined) parts.push(wanted);
    const slice = nextSlice(memory.writeBehind, ports.clock.now(), memory.engine.live.stepMs);
    if (slice !== undefined) parts.push(slice);
  }
  if (parts.length === 0) return;
  await ports.fenced(async (tx) => {
    await deferDurability(tx);
    for (const { cells, twice, writtenBatch } of parts) {
      await writeCells(tx, ports.database.engine, memory.ids, cells, twice);
      if (writtenBatch !== undefined) await dropBatches(tx, writtenBatch);
    }
  });
}

/** Whether cells of an agent, or of any, stand in batches alone. */
export function standInBatches(memory: Memory, agent: string | undefined): boolean {
  const { writeBehind } = memory;
  if (agent !== undefined)
    return unwrittenOf(writeBehind, seriesOfAgents(memory, new Set([agent]))) !== undefined;
  return countUnwritten(writeBehind) > 0;
}

function seriesOfAgents({ engine }: Memory, agents: ReadonlySet<string>): Set<number> {
  return new Set([...agents].flatMap((agent) => engine.live.byAgent.get(agent) ?? []));
}

function strayedSeries({ cells, twice }: TakenCells): Set<number> {
  const strayed = new Set<number>();
  if (!twice) return strayed;
  for (let place = 0; place < cells.count; place++)
    if (cells.stray[place] === 1) strayed.add(cells.series[place] as number);
  return strayed;
}
