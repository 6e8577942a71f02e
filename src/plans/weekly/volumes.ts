import { aggregateCell, type Cell, mergeAllCells } from '../../metrics/cell.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { defined } from '../../platform/defined.ts';
import type { WeeklyFacts, WeeklySeries } from './facts.ts';
import type { MetricRow, WeeklyReport } from './report.ts';
import { sumOf, type WeeklySources } from './sources.ts';

/** So many metrics are told one by one. */
const mostRows = 100;

/** The value of each metric in the two weeks; of all agents, that of all of them together. */
export function volumeSection({ facts, set, agent, weeks }: WeeklySources): WeeklyReport['volumes'] {
  const series = facts.series ?? [];
  const rows = [...set.metrics.values()].flatMap((metric): MetricRow[] => {
    const own = series.filter(({ metric: name }) => name === metric.name);
    // What is last, and how old it is, is an agent's own.
    if (
      own.length === 0 ||
      (agent === undefined && (metric.aggregate === 'age' || metric.aggregate === 'last'))
    )
      return [];
    return [rowOf(agent ?? '', metric, own, weeks.week.until, weeks.before.until)];
  });
  return { read: facts.series !== undefined, rows: rows.slice(0, mostRows) };
}

function rowOf(
  agent: string,
  metric: NamedMetric,
  own: readonly WeeklySeries[],
  until: number,
  untilBefore: number,
): MetricRow {
  const { name, label, unit, scale, currency, better, aggregate } = metric;
  const now = cellsOf(own.map(({ days }) => days));
  const before = cellsOf(own.map(({ daysBefore }) => daysBefore));
  // How old something is belongs to a moment, not to a week.
  const valueIn = (cells: readonly Cell[], at: number) =>
    aggregate === 'age' ? undefined : aggregateCell(mergeAllCells(cells), aggregate, at);
  return {
    ...{ agent, metric: name, label, unit, better, aggregate },
    ...defined({ scale, currency, value: valueIn(now, until), before: valueIn(before, untilBefore) }),
    weight: { now: sumOf(now, ({ weight }) => weight), before: sumOf(before, ({ weight }) => weight) },
    daysMeasured: [...(own[0]?.days.keys() ?? [])].filter((day) => own.some(({ days }) => days[day])).length,
  };
}

function cellsOf(days: readonly (readonly (Cell | undefined)[])[]): readonly Cell[] {
  return days.flat().filter((cell) => cell !== undefined);
}

/**
 * How many answers of agents were measured: the weight of the metric that each interaction feeds. Absent
 * where there was none, or no metric counts them.
 */
export function answersOf(
  { series }: Pick<WeeklyFacts, 'series'>,
  metrics: ReadonlyMap<string, NamedMetric>,
): WeeklyReport['answers'] {
  const counted = (['outcome_error', 'one'] as const)
    .map((source) => [...metrics.values()].find((metric) => metric.from_interactions === source))
    .find((metric) => metric !== undefined);
  const own = (series ?? []).filter(({ metric }) => metric === counted?.name);
  const weightOf = (cells: readonly Cell[]) =>
    cells.length === 0 ? undefined : sumOf(cells, ({ weight }) => weight);
  return defined({
    now: weightOf(cellsOf(own.map(({ days }) => days))),
    before: weightOf(cellsOf(own.map(({ daysBefore }) => daysBefore))),
  });
}
