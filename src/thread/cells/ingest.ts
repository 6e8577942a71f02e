import { type Interaction, interactionMetrics, interactionValue } from '../../metrics/interaction.ts';
import { bringBeforeStrays } from '../../metrics/memory/changed.ts';
import { ensureSeries, findSeries, type LiveCells, record } from '../../metrics/memory/live.ts';
import { beginBatch, touch } from '../../metrics/memory/touched.ts';
import type { Recorder } from '../../metrics/recorder.ts';
import type { Sample } from '../../metrics/sample.ts';
import { countedInteractions, interactionKey } from '../../metrics/storage/interactions-store.ts';
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
  readonly counting: Map<string, Promise<void>>;
  /** Looks at the clocks before a batch; false: nothing can be measured now. */
  readonly attends: () => boolean;
};

/** Where samples have to be durable before they are answered. */
type Durable = 'in_log' | 'in_database';

/** Samples in, one by one; they are in the database when this resolves. `receivedAt` in monotonic ms. */
export function ingestSamples(ingest: Ingest, samples: readonly Sample[], receivedAt: number): Promise<void> {
  return ingestBatch(ingest, (recorder) => recordSamples(recorder, samples), receivedAt, 'in_database');
}

function recordSamples({ live, touched, now, seriesOf }: Recorder, samples: readonly Sample[]): void {
  for (const { agent, metric, value, weight, at } of samples) {
    const series = seriesOf(agent, metric);
    record(live, series, value, weight, at, now);
    touch(touched, series);
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
    fill({ live, touched, now, rules: set, seriesOf: (agent, metric) => seriesOf(live, set, agent, metric) });
  } finally {
    live.changed = logged;
  }
  if (!isLogged) bringBeforeStrays(memory.unflushed, logged.cells);
  const events = evaluateSeries(memory.engine, touched.list.subarray(0, touched.count), now);
  const trips = alarms.handle(events, receivedAt);
  // The stop comes first: the two commits would share the machine.
  if (trips !== undefined) await trips.then(nextTurn);
  if (isLogged && (await reachesLog(ingest))) return;
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

/** Interactions in: each id counts once, ever; what they say about the metrics becomes samples. */
export async function ingestInteractions(
  ingest: Ingest,
  interactions: readonly Interaction[],
  receivedAt: number,
): Promise<{ readonly repeated: number }> {
  const { counting } = ingest;
  const mine = new Map<string, Interaction>();
  const theirs = new Set<Promise<void>>();
  for (const interaction of interactions) {
    const key = interactionKey(interaction);
    const underWay = counting.get(key);
    if (underWay !== undefined) theirs.add(underWay);
    else if (!mine.has(key)) mine.set(key, interaction);
  }
  let news = 0;
  const work = countInteractions(ingest, mine, receivedAt).then((count) => {
    news = count;
  });
  for (const key of mine.keys()) counting.set(key, work);
  // Until its own work is through an id stays marked, whatever becomes of the others.
  await work.finally(() => {
    for (const key of mine.keys()) counting.delete(key);
  });
  await Promise.all(theirs);
  return { repeated: interactions.length - news };
}

async function countInteractions(
  ingest: Ingest,
  wanted: ReadonlyMap<string, Interaction>,
  receivedAt: number,
): Promise<number> {
  const { ports, backlog, memory } = ingest;
  const counted = await countedInteractions(ports.database.db, [...wanted.values()]);
  const news = [...wanted].flatMap(([key, interaction]) => (counted.has(key) ? [] : [interaction]));
  // Noted as counted together with their cells, or not at all.
  if (!ingest.isCurrent()) throw new NotDurableError();
  const { set } = memory.engine;
  for (const interaction of news) backlog.interactions.push(interaction);
  countReasons(ingest, news);
  await ingestSamples(ingest, samplesOf(set, news), receivedAt);
  return news.length;
}

function samplesOf(set: RuleSet, interactions: readonly Interaction[]): Sample[] {
  const fed = interactionMetrics(set.metrics.values());
  return interactions.flatMap((interaction) =>
    fed.flatMap(({ metric, source }) => {
      const value = interactionValue(interaction, source);
      const { agent, at } = interaction;
      return value === undefined ? [] : [{ agent, metric, value, weight: 1, at }];
    }),
  );
}

function countReasons({ backlog, memory }: Ingest, interactions: readonly Interaction[]): void {
  const { stepMs } = memory.engine.set;
  for (const { agent, at, outcome, reason } of interactions) {
    if (outcome !== 'error' || reason === undefined) continue;
    const start = Math.floor(at / stepMs) * stepMs;
    const key = JSON.stringify([agent, start, reason]);
    const before = backlog.reasons.get(key);
    backlog.reasons.set(key, { agent, start, reason, count: (before?.count ?? 0) + 1 });
  }
}
