import { bringBeforeStrays } from '../../metrics/memory/changed.ts';
import { ensureSeries, findSeries, type LiveCells, record } from '../../metrics/memory/live.ts';
import { beginBatch, touch } from '../../metrics/memory/touched.ts';
import type { Recorder } from '../../metrics/recorder.ts';
import type { Sample } from '../../metrics/sample.ts';
import { isKeptApart, variantSeries } from '../../metrics/variant.ts';
import { evaluateSeries } from '../../rules/engine/engine.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Alarms } from '../evaluator/alarms.ts';
import { nextTurn } from '../evaluator/turn.ts';
import type { Cells } from './cells.ts';
import type { CellKeeping } from './keeping.ts';
import { NotDurableError } from './not-durable.ts';

/** Everything that a batch of samples goes through. */
export type Ingest = CellKeeping & {
  readonly cells: Cells;
  readonly alarms: Alarms;
  /**
   * Ids of interactions that are being counted right now, with the work: a repetition does not count, and
   * waits for that.
   */
  readonly counting: Map<string, Promise<unknown>>;
  /** Looks at the clocks before a batch; false: nothing can be measured now. */
  readonly attends: () => boolean;
};

/** Where samples have to be durable before they are answered. */
type Durable = 'in_log' | 'in_database';

/** Samples in, one by one; they are in the database when this resolves. `receivedAt` in monotonic ms. */
export function ingestSamples(ingest: Ingest, samples: readonly Sample[], receivedAt: number): Promise<void> {
  return ingestBatch(ingest, (recorder) => recordSamples(recorder, samples), receivedAt, 'in_database');
}

function recordSamples(recorder: Recorder, samples: readonly Sample[]): void {
  const { live, touched, now, seriesOf, variantOf } = recorder;
  for (const { agent, metric, value, weight, at, variant } of samples) {
    const series = seriesOf(agent, metric);
    record(live, series, value, weight, at, now);
    touch(touched, series);
    const apart = variant === undefined ? undefined : variantOf(agent, metric, variant);
    if (apart === undefined) continue;
    record(live, apart, value, weight, at, now);
    touch(touched, apart);
  }
}

/**
 * A batch in: cells, the rules that read them, whatever they bring about, and then the commit. `fill` records
 * the batch, at once; each series that it touched is evaluated once. Trips are written before the samples
 * are; the answer waits for both.
 */
export async function ingestBatch(
  ingest: Ingest,
  fill: (recorder: Recorder) => void,
  receivedAt: number,
  durable: Durable,
): Promise<void> {
  const { memory, backlog, ports, cells, alarms } = ingest;
  const { live, set } = memory.engine;
  const { touched } = backlog;
  if (!ingest.attends()) throw new NotDurableError();
  const now = ports.clock.now();
  beginBatch(touched);
  const isLogged = durable === 'in_log' && ports.cellLog !== undefined;
  // What must be in the database together with other things never passes through the log.
  const logged = live.changed;
  if (!isLogged) live.changed = memory.unflushed;
  try {
    fill({
      ...{ live, touched, now, rules: set },
      seriesOf: (agent, metric) => seriesOf(live, set, agent, metric),
      variantOf: (agent, metric, variant) =>
        set.agents.get(agent)?.variants?.includes(variant) && isKeptApart(set.metrics.get(metric))
          ? seriesOf(live, set, agent, variantSeries(metric, variant))
          : undefined,
    });
  } finally {
    live.changed = logged;
  }
  if (!isLogged) bringBeforeStrays(memory.unflushed, logged.cells);
  const events = evaluateSeries(memory.engine, touched.list.subarray(0, touched.count), now);
  const trips = alarms.handle(events, receivedAt);
  // The stop comes first: the two commits would share the machine.
  if (trips !== undefined) await trips.then(nextTurn);
  if (isLogged && (await reachesLog(ingest)) && !ports.isStoodBy()) return;
  await cells.commit().catch((error: unknown) => {
    throw new NotDurableError(error);
  });
  if (!ingest.isCurrent()) throw new NotDurableError();
}

/**
 * Brings the samples to the log. False when they have to go to the database as well: the log holds cells
 * alone, or could not be written. A process whose lease has run out answers for nothing.
 */
async function reachesLog({ ports, backlog, cells, memory }: Ingest): Promise<boolean> {
  try {
    await cells.log();
  } catch (error) {
    ports.logger.warn({ err: error }, 'the cell log could not be written; the samples go to the database');
    return false;
  }
  if (!ports.isEvaluator()) throw new NotDurableError();
  return backlog.events.length === 0 && memory.engine.changed.size === 0;
}

function seriesOf(live: LiveCells, set: RuleSet, agent: string, metric: string): number {
  const known = findSeries(live, agent, metric);
  if (known !== undefined) return known;
  const aggregate = set.metrics.get(metric)?.aggregate ?? 'mean';
  return ensureSeries(live, agent, metric, { aggregate, windows: [] });
}
