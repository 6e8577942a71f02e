import { readMarks } from '../../incidents/marks/mark-store.ts';
import type { Cell } from '../../metrics/cell.ts';
import { livesInStore } from '../../metrics/from.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { type WindowRange, windowPoints } from '../../metrics/series.ts';
import { coarseCells, lastCellBefore } from '../../metrics/storage/coarse-store.ts';
import { chartStepMs, type StoreCells } from '../../metrics/store-cells.ts';
import type { Db } from '../../platform/database/database.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { ruleSetHistory } from '../../rules/sets/store.ts';
import { downtimeSpans } from '../../switches/store.ts';
import { chartStep } from './chart-series.ts';

/** The data that charts are drawn from. */
export type ChartReads = ReturnType<typeof createChartReads>;

/** A span as a rule looks at it, in steps no finer than what is asked for. */
type ChartSpan = Omit<WindowRange, 'stepMs'> & { readonly leastStepMs?: number };

/** Reads from the database, summed there into the steps that a chart shows. */
export function createChartReads({
  db,
  ruleSet,
  flushCells,
  storeCells,
}: {
  readonly db: Db;
  readonly ruleSet: () => Pick<RuleSet, 'stepMs'>;
  /** Resolves when the stored cells of an agent are up to the last second. */
  readonly flushCells: (agent: string) => Promise<void>;
  readonly storeCells: StoreCells;
}) {
  return {
    /** A metric as a rule with this window has seen it, in as many points as a chart shows. */
    points: async (agent: string, metric: NamedMetric, span: ChartSpan) => {
      const isKept = livesInStore(metric);
      const cellMs = isKept ? chartStepMs(ruleSet().stepMs) : ruleSet().stepMs;
      const stepMs = Math.max(chartStep(span.from, span.until, cellMs), span.leastStepMs ?? 0);
      const series = { agent, metric: metric.name };
      const from = span.from - span.windowMs - stepMs;
      if (isKept) {
        const kept = await storeCells(agent, metric, { from, until: span.until, cellMs: stepMs });
        return windowPoints(kept ?? [], { ...span, stepMs }, metric.aggregate);
      }
      await flushCells(agent);
      const cells: Cell[] = await coarseCells(db, series, { from, until: span.until, stepMs });
      const before = metric.aggregate === 'age' ? await lastCellBefore(db, series, from) : undefined;
      if (before) cells.unshift(before);
      return windowPoints(cells, { ...span, stepMs }, metric.aggregate);
    },
    suspensions: (agent: string, from: number, to: number) => downtimeSpans(db, agent, { from, to }),
    /** Changes that people made to an agent. */
    marks: (agent: string, from: number, to: number) => readMarks(db, agent, { from, to, limit: 200 }),
    /** When rule sets came into force. */
    ruleChanges: async (from: number, to: number) =>
      (await ruleSetHistory(db, { from, to, limit: 200 })).map(({ inForceSince }) => inForceSince),
  };
}
