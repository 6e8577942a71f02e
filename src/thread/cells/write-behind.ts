import { numbersOf } from '../../metrics/memory/chains.ts';
import { partStrays, type TakenCells } from '../../metrics/memory/changed.ts';
import { saveBatch } from '../../metrics/storage/batch-store.ts';
import { writeCells } from '../../metrics/storage/store.ts';
import { addBatch, countUnwritten, unwrittenOf } from '../../metrics/storage/write-behind.ts';
import type { Db } from '../../platform/database/database.ts';
import type { Memory } from '../evaluator/memory.ts';
import type { CellKeeping } from './keeping.ts';
import { seriesNumbers } from './wal.ts';

/**
 * So many changed cells go to the table at once; more go to a batch first, and to the table later. The
 * embedded database has one session, and a stop waits for the transaction in it: a few milliseconds, a tenth
 * of what PostgreSQL does meanwhile.
 */
const mostAtOnce = { postgresql: 2_000, pglite: 500 } as const;

/**
 * Changed cells on their way to the database: to the table of cells itself, or to a batch. Strays are written
 * at once, and once.
 */
export type CellsOut = { readonly toTable: TakenCells | undefined; readonly toBatch: TakenCells | undefined };

/**
 * Decides which way they go: a few of many go with the many, however often something asks for them to be
 * written.
 */
export function routeCells(
  { memory: { writeBehind }, ports }: Pick<CellKeeping, 'ports' | 'memory'>,
  cells: TakenCells,
): CellsOut {
  if (cells.cells.count + countUnwritten(writeBehind) <= mostAtOnce[ports.database.engine])
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

/** Whether cells of an agent, or of any, stand in batches alone. */
export function standInBatches(memory: Memory, agent: string | undefined): boolean {
  const { writeBehind } = memory;
  if (agent !== undefined) return unwrittenOf(writeBehind, seriesOfAgents(memory, [agent])) !== undefined;
  return countUnwritten(writeBehind) > 0;
}

/** All series of these agents. */
export function seriesOfAgents({ engine }: Memory, agents: readonly string[]): Set<number> {
  return new Set(agents.flatMap((agent) => numbersOf(engine.live.byAgent, agent)));
}

function strayedSeries({ cells, twice }: TakenCells): Set<number> {
  const strayed = new Set<number>();
  if (!twice) return strayed;
  for (let place = 0; place < cells.count; place++)
    if (cells.stray[place] === 1) strayed.add(cells.series[place] as number);
  return strayed;
}
