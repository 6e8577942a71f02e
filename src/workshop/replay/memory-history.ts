import { type Cell, mergeCells } from '../../metrics/cell.ts';
import {
  type CellColumns,
  columnsOf,
  columnsWithin,
  createColumns,
} from '../../metrics/storage/cell-columns.ts';
import { coarsen } from '../../metrics/window.ts';
import {
  type History,
  type HistorySlice,
  type KnownIncident,
  noSwitchRecord,
  type Period,
  spansOf,
} from './history.ts';

/** Cells by agent and metric, ordered by start. */
export type CellsBySeries = ReadonlyMap<string, ReadonlyMap<string, readonly Cell[]>>;

/** A history that is in memory whole: from a file, or from a generator. Nothing is known of any switch. */
export function memoryHistory(series: CellsBySeries, incidents: readonly KnownIncident[] = []): History {
  const columns = new Map([...series].map(([agent, byMetric]) => [agent, mapValues(byMetric, columnsOf)]));
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
    slices: (agent, metrics, span) => slicesOf(columns.get(agent), metrics, span),
    switchRecord: async () => noSwitchRecord,
    incidents: async (span) =>
      incidents.filter((incident) => incident.from < span.until && incident.until >= span.from),
  };
}

const none = createColumns(0);

function* slicesOf(
  byMetric: ReadonlyMap<string, CellColumns> | undefined,
  metrics: readonly string[],
  { from, until }: Period,
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
export function createCellCollector(stepMs: number): {
  readonly add: (agent: string, metric: string, cell: Cell) => void;
  readonly series: () => CellsBySeries;
} {
  const byAgent = new Map<string, Map<string, Cell[]>>();
  const inOrder = (cells: readonly Cell[]): Cell[] =>
    coarsen(
      cells.toSorted((left, right) => left.start - right.start),
      stepMs,
    );
  return {
    add: (agent, metric, cell) => {
      const byMetric = byAgent.get(agent) ?? new Map<string, Cell[]>();
      byAgent.set(agent, byMetric);
      const cells = byMetric.get(metric) ?? [];
      byMetric.set(metric, cells);
      const last = cells.at(-1);
      if (last?.start === cell.start) cells[cells.length - 1] = mergeCells(last, cell);
      else cells.push(cell);
    },
    series: () => new Map([...byAgent].map(([agent, byMetric]) => [agent, mapValues(byMetric, inOrder)])),
  };
}

function mapValues<T, U>(map: ReadonlyMap<string, T>, change: (value: T) => U): Map<string, U> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
