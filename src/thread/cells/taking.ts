import { cellStart } from '../../metrics/cell.ts';
import { type Interaction, interactionMetrics, interactionValue } from '../../metrics/interaction.ts';
import { ensureSeries, findSeries, type LiveCells, record } from '../../metrics/memory/live.ts';
import { beginBatch, createTouched, type Touched, touch } from '../../metrics/memory/touched.ts';
import type { Recorder } from '../../metrics/recorder.ts';
import type { Sample } from '../../metrics/sample.ts';
import {
  countedInteractions,
  interactionKey,
  type ReasonCount,
} from '../../metrics/storage/interactions-store.ts';
import type { EffectiveEvent } from '../../rules/engine/alert-store.ts';
import { evaluateSeries } from '../../rules/engine/engine.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { handleEvents } from '../alarms.ts';
import type { Core } from '../core.ts';
import { ForgottenError } from '../forgotten.ts';
import type { Memory } from '../memory.ts';
import { nextTurn } from '../turn.ts';
import { noneWanted, type Wanted } from './settling.ts';

/** Interactions and events that wait for the next group commit, beside the cells and alerts that the engine keeps. */
export type Waiting = {
  interactions: Interaction[];
  reasons: Map<string, ReasonCount>;
  events: EffectiveEvent[];
  /** Whose cells somebody is going to read. */
  wanted: Wanted;
  /** Ids that are being counted right now, with the work: a repetition does not count, and waits for that. */
  readonly counting: Map<string, Promise<void>>;
  /** The series that the batch being taken has touched. */
  readonly touched: Touched;
};

/** Nothing waiting. */
export function createWaiting(): Waiting {
  return {
    interactions: [],
    reasons: new Map(),
    events: [],
    wanted: noneWanted(),
    counting: new Map(),
    touched: createTouched(),
  };
}

/** Samples in, one by one. */
export function takeSamples(core: Core, samples: readonly Sample[], receivedAt: number): Promise<void> {
  return takeBatch(
    core,
    ({ live, touched, now, seriesOf }) => {
      for (const { agent, metric, value, weight, at } of samples) {
        const series = seriesOf(agent, metric);
        record(live, series, value, weight, at, now);
        touch(touched, series);
      }
    },
    receivedAt,
  );
}

/**
 * A batch in: cells, the rules that read them, whatever they bring about, and then the commit. `fill` records the batch,
 * at once; each series that it touched is evaluated once. Trips are written before the samples are; the answer waits for
 * both.
 */
export async function takeBatch(
  core: Core,
  fill: (recorder: Recorder) => void,
  receivedAt: number,
  durable: Durable = 'in_database',
): Promise<void> {
  const { memory, set } = core;
  if (memory === undefined) throw new ForgottenError();
  const now = core.ports.clock.now();
  const { live } = memory.engine;
  const { touched } = core.waiting;
  beginBatch(touched);
  const isLogged = durable === 'in_log' && core.ports.cellLog !== undefined;
  // What must be in the database together with other things never passes through the log.
  const logged = live.changed;
  if (!isLogged) live.changed = memory.unflushed;
  try {
    fill({
      live,
      touched,
      now,
      rules: set,
      seriesOf: (agent, metric) => seriesOf(live, set, agent, metric),
    });
  } finally {
    live.changed = logged;
  }
  const events = evaluateSeries(memory.engine, touched.list.subarray(0, touched.count), now);
  const trips = handleEvents(core, events, receivedAt);
  // The stop comes first: the two commits would share the machine.
  if (trips !== undefined) await trips.then(nextTurn);
  if (isLogged && (await reachesLog(core, memory))) return;
  await core.committer.commit().catch((error: unknown) => {
    throw new ForgottenError(error);
  });
  if (core.memory !== memory) throw new ForgottenError();
}

/** Where samples have to be durable before they are answered. */
export type Durable = 'in_log' | 'in_database';

/**
 * Brings what was taken to the log. False when it has to go to the database as well: the log holds cells alone, or could
 * not be written. A process whose lease has run out answers for nothing.
 */
async function reachesLog(core: Core, memory: Memory): Promise<boolean> {
  const { ports, waiting, logCommitter } = core;
  try {
    await logCommitter.commit();
  } catch (error) {
    ports.logger.warn({ err: error }, 'the cell log could not be written; the samples go to the database');
    return false;
  }
  if (!ports.isEvaluator()) throw new ForgottenError();
  return waiting.events.length === 0 && memory.engine.changed.size === 0;
}

function seriesOf(live: LiveCells, set: RuleSet, agent: string, metric: string): number {
  const known = findSeries(live, agent, metric);
  if (known !== undefined) return known;
  return ensureSeries(live, agent, metric, {
    aggregate: set.metrics.get(metric)?.aggregate ?? 'mean',
    windows: [],
  });
}

/** Interactions in: each id counts once, ever; what they say about the metrics becomes samples. */
export async function takeInteractions(
  core: Core,
  interactions: readonly Interaction[],
  receivedAt: number,
): Promise<{ readonly repeated: number }> {
  const { counting } = core.waiting;
  const mine = new Map<string, Interaction>();
  const theirs = new Set<Promise<void>>();
  for (const interaction of interactions) {
    const key = interactionKey(interaction);
    const underWay = counting.get(key);
    if (underWay !== undefined) theirs.add(underWay);
    else if (!mine.has(key)) mine.set(key, interaction);
  }
  let news = 0;
  const work = countInteractions(core, mine, receivedAt).then((count) => {
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
  core: Core,
  wanted: ReadonlyMap<string, Interaction>,
  receivedAt: number,
): Promise<number> {
  const counted = await countedInteractions(core.ports.database.db, [...wanted.values()]);
  const news = [...wanted].flatMap(([key, interaction]) => (counted.has(key) ? [] : [interaction]));
  // Noted as counted together with their cells, or not at all.
  if (core.memory === undefined) throw new ForgottenError();
  for (const interaction of news) core.waiting.interactions.push(interaction);
  countReasons(core, news);
  await takeSamples(core, samplesOf(core.set, news), receivedAt);
  return news.length;
}

function samplesOf(set: RuleSet, interactions: readonly Interaction[]): Sample[] {
  const fed = interactionMetrics(set.metrics.values());
  return interactions.flatMap((interaction) =>
    fed.flatMap(({ metric, source }) => {
      const value = interactionValue(interaction, source);
      return value === undefined
        ? []
        : [{ agent: interaction.agent, metric, value, weight: 1, at: interaction.at }];
    }),
  );
}

function countReasons(core: Core, interactions: readonly Interaction[]): void {
  const { stepMs } = core.set;
  for (const { agent, at, outcome, reason } of interactions) {
    if (outcome !== 'error' || reason === undefined) continue;
    const start = cellStart(at, stepMs);
    const key = JSON.stringify([agent, start, reason]);
    const before = core.waiting.reasons.get(key);
    core.waiting.reasons.set(key, { agent, start, reason, count: (before?.count ?? 0) + 1 });
  }
}
