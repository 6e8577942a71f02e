import { expect, test } from 'vitest';
import { addTo, createChains } from '../../../src/metrics/memory/chains.ts';
import { createChangedCells, entryFor, takeChanged } from '../../../src/metrics/memory/changed.ts';
import { addBatch, createWriteBehind, unwrittenOf } from '../../../src/metrics/storage/write-behind.ts';
import { createTurns } from '../../../src/platform/turns.ts';
import { createCellTable } from '../../../src/thread/cells/cell-table.ts';
import type { CellKeeping } from '../../../src/thread/cells/keeping.ts';
import { NotDurableError } from '../../../src/thread/cells/not-durable.ts';

const stepMs = 10_000;

/** A table behind a batch of 2 000 cells, of as many agents, on the embedded database: slices of two pieces. */
function tableBehind() {
  const writeBehind = createWriteBehind();
  const changed = createChangedCells();
  for (let series = 0; series < 2_000; series++) entryFor(changed, series, 0);
  const cells = takeChanged(changed);
  if (cells !== undefined) addBatch(writeBehind, 1, cells);
  const byAgent = createChains();
  for (let series = 0; series < 2_000; series++) addTo(byAgent, `agent-${series}`, series);
  const turns = createTurns();
  const written: string[] = [];
  const state = { current: true, during: (): void => {}, failed: 0 };
  const keeping = {
    ports: {
      database: { engine: 'pglite' },
      clock: { now: () => stepMs },
      fenced: async () => {
        state.during();
        written.push('piece');
      },
    },
    memory: { writeBehind, engine: { live: { stepMs, byAgent } } },
    health: { failed: () => void state.failed++, succeeded: () => {} },
    isCurrent: () => state.current,
  };
  const table = createCellTable(keeping as unknown as CellKeeping, turns);
  const commit = () => turns.add(async () => void written.push('commit'));
  return { table, commit, written, state, writeBehind };
}

test('a group commit waits for one piece of the table, not for the slice', async () => {
  const { table, commit, written } = tableBehind();
  const slice = table.bringSlice();
  await Promise.all([commit(), slice]);
  expect(written).toEqual(['piece', 'commit', 'piece']);
});

test('however often something is committed, the table comes on between', async () => {
  const { table, commit, written, state } = tableBehind();
  state.during = () => void commit();
  await Promise.all([commit(), table.bring('everything')]);
  expect(written.slice(0, 8)).toEqual(Array(4).fill(['commit', 'piece']).flat());
});

test('somebody who reads an agent waits for that agent, ahead of the slice', async () => {
  const { table, written, writeBehind } = tableBehind();
  const slice = table.bringSlice();
  await table.bring(['agent-1500']);
  expect(written).toHaveLength(2);
  await slice;
  expect(written).toHaveLength(3);
  expect(unwrittenOf(writeBehind, new Set([0, 999]))).toBeUndefined();
  expect(unwrittenOf(writeBehind, new Set([1_000, 1_500]))?.cells.count).toBe(2);
});

test('cells count as written when they are, and not before', async () => {
  const { table, writeBehind, state } = tableBehind();
  const unwritten: (number | undefined)[] = [];
  state.during = () => void unwritten.push(unwrittenOf(writeBehind, new Set([0, 500, 1_000]))?.cells.count);
  await table.bringSlice();
  expect(unwritten).toEqual([3, 2]);
});

test('nothing is brought on over a memory that has ended, and a failed piece ends it', async () => {
  const { table, written, state } = tableBehind();
  state.during = () => {
    throw new Error('no room');
  };
  await expect(table.bringSlice()).rejects.toThrow('no room');
  expect(state.failed).toBe(1);
  state.current = false;
  await expect(table.bring('everything')).rejects.toThrow(NotDurableError);
  expect([written, state.failed]).toEqual([[], 1]);
});
