import { type Cell, mergeCells } from '../../metrics/cell.ts';
import {
  type CellColumns,
  columnsOf,
  columnsWithin,
  createColumns,
} from '../../metrics/storage/cell-columns.ts';
import { type History, type HistorySlice, type KnownIncident, noSwitchRecord, spansOf } from './history.ts';

/** Cells by agent and metric, ordered by start. */
export type CellsBySeries = ReadonlyMap<string, ReadonlyMap<string, readonly Cell[]>>;

/** A history that is in memory whole: from a file, or from a generator. Nothing is known of any switch. */
export function memoryHistory(series: CellsBySeries, incidents: readonly KnownIncident[] = []): History {
  const columns = new Map([...series].map(([agent, byMetric]) => [agent, columnsByMetric(byMetric)]));
  return {
    extent: async (metrics) => {
      let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const byMetric of series.values())
        for (const metric of metrics) {
          const cells = byMetric.get(metric) ?? [];
          oldest = Math.min(oldest, cells[0]?.start ?? oldest);
          newest = Math.max(newest, cells.at(-1)?.start ?? newest);
        }
      return newest === Number.NEGATIVE_INFINITY ? undefined : { oldest, newest };
    },
    slices: (agent, metrics, { from, until }) => slicesOf(columns.get(agent), metrics, from, until),
    switchRecord: async () => noSwitchRecord,
    incidents: async (span) =>
      incidents.filter((incident) => incident.from < span.until && incident.until >= span.from),
  };
}

function columnsByMetric(byMetric: ReadonlyMap<string, readonly Cell[]>): Map<string, CellColumns> {
  return new Map([...byMetric].map(([metric, cells]) => [metric, columnsOf(cells)]));
}

const none = createColumns(0);

function* slicesOf(
  byMetric: ReadonlyMap<string, CellColumns> | undefined,
  metrics: readonly string[],
  from: number,
  until: number,
): Generator<HistorySlice> {
  for (const span of spansOf(from, until)) {
    const cells = new Map(
      metrics.map(
        (metric) => [metric, columnsWithin(byMetric?.get(metric) ?? none, span.from, span.until)] as const,
      ),
    );
    yield { ...span, cells };
  }
}

/** Collects cells of samples that come in any order. */
export function createCellCollector(): {
  readonly add: (agent: string, metric: string, cell: Cell) => void;
  readonly series: () => CellsBySeries;
} {
  type Collected = { cells: Cell[]; isOrdered: boolean };
  const byAgent = new Map<string, Map<string, Collected>>();
  return {
    add: (agent, metric, cell) => {
      const ofAgent = byAgent.get(agent) ?? new Map<string, Collected>();
      byAgent.set(agent, ofAgent);
      const found = ofAgent.get(metric) ?? { cells: [], isOrdered: true };
      ofAgent.set(metric, found);
      const last = found.cells.at(-1);
      if (last?.start === cell.start) found.cells[found.cells.length - 1] = mergeCells(last, cell);
      else {
        if (last !== undefined && cell.start < last.start) found.isOrdered = false;
        found.cells.push(cell);
      }
    },
    series: () =>
      new Map(
        [...byAgent].map(([agent, byMetric]) => [
          agent,
          new Map(
            [...byMetric].map(([metric, { cells, isOrdered }]) => [
              metric,
              isOrdered ? cells : inOrder(cells),
            ]),
          ),
        ]),
      ),
  };
}

function inOrder(cells: readonly Cell[]): Cell[] {
  const merged: Cell[] = [];
  for (const cell of cells.toSorted((left, right) => left.start - right.start)) {
    const last = merged.at(-1);
    if (last?.start === cell.start) merged[merged.length - 1] = mergeCells(last, cell);
    else merged.push(cell);
  }
  return merged;
}
