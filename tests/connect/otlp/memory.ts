import { readingsOfEvent } from '../../../src/connect/otlp/events.ts';
import { type OtlpRules, readingsOf } from '../../../src/connect/otlp/feeds.ts';
import { eventsOf, pointsOf } from '../../../src/connect/otlp/points.ts';
import { logsRequest, metricsRequest, readMessage } from '../../../src/connect/otlp/wire.ts';
import { createFold, resetFold } from '../../../src/metrics/fold.ts';
import { createReadingState, recordReadings } from '../../../src/metrics/intake/readings.ts';
import { bankOf, createLiveCells, ensureSeries, findSeries } from '../../../src/metrics/memory/live.ts';
import { foldCells, newestCell } from '../../../src/metrics/memory/ring.ts';
import { createTouched } from '../../../src/metrics/memory/touched.ts';
import { conditionsOf } from '../../../src/rules/rule.ts';
import { setOf, shippedFiles, withFile } from '../../rules/folder.ts';
import { otlpFiles } from './files.ts';
import { encode, type Request } from './messages.ts';

export const stepMs = 10_000;
/** Long enough for all that tests send. */
const window = { lengthMs: 86_400_000, cellMs: stepMs, cells: 86_400_000 / stepMs };

let files = await shippedFiles();
for (const { path, text } of await otlpFiles()) files = withFile(files, path, text);

export { files };

const set = setOf(files);

/** The rules by which points are read. */
export const rules: OtlpRules = {
  sources: set.otlpSources ?? [],
  hasAgent: (agent) => set.agents.has(agent),
  metric: (name) => set.metrics.get(name),
  thresholds: (_, metric) =>
    set.rules
      .flatMap(conditionsOf)
      .flatMap((condition) => (condition.metric === metric ? (condition.threshold ?? []) : [])),
};

/** A memory that hears of OpenTelemetry; it has listened since `since`. */
export function memory(since: number, changed: Partial<OtlpRules> = {}) {
  const live = createLiveCells(stepMs);
  const state = createReadingState(since);
  const by = { ...rules, ...changed };
  const { sources } = by;
  const recorder = (now: number) => ({
    live,
    touched: createTouched(),
    now,
    rules: set,
    variantOf: () => undefined,
    seriesOf: (agent: string, metric: string) =>
      ensureSeries(live, agent, metric, {
        aggregate: set.metrics.get(metric)?.aggregate ?? 'mean',
        // What is no metric is a mark.
        windows: set.metrics.has(metric) ? [window] : [],
      }),
  });
  /** What became of each point, in words. */
  const send = (request: Request, now: number, as: 'json' | 'protobuf' = 'json'): string[] => {
    const isLogs = 'resourceLogs' in request;
    const message =
      as === 'json'
        ? JSON.parse(JSON.stringify(request))
        : readMessage(encode(request), isLogs ? logsRequest : metricsRequest);
    const judged = isLogs
      ? eventsOf(message).map((one, place) => readingsOfEvent(one, place, by))
      : pointsOf(message).map((one, place) => readingsOf(one, place, by));
    const readings = judged.flatMap((one) => ('code' in one ? [] : one));
    const { outcomes } = recordReadings(state, readings, recorder(now), sources);
    const told = outcomes.map((came, index) => ({
      point: readings[index]?.point,
      text: typeof came === 'string' ? came : came.reason,
    }));
    return judged.flatMap((one, place) => {
      if ('code' in one) return [one.reason];
      const mine = told.flatMap(({ point, text }) => (point === place ? [text] : []));
      return mine.length === 0 ? ['no data'] : mine;
    });
  };
  /** The sum, weight and last value of all that was counted for a metric of an agent. */
  const counted = (metric: string, agent = 'margaux') => {
    const fold = createFold();
    resetFold(fold);
    const series = findSeries(live, agent, metric);
    if (series !== undefined) {
      const bank = bankOf(live, series);
      const newest = newestCell(bank, live.slotOf[series] ?? 0);
      if (newest >= 0) foldCells(bank, live.slotOf[series] ?? 0, newest - bank.capacity + 1, newest, fold);
    }
    return { sum: fold.sum, weight: fold.weight };
  };
  return { send, counted, live };
}
