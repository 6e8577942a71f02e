import PQueue from 'p-queue';
import type { Cell } from '../../metrics/cell.ts';
import { chartStepMs, type StoreCells, settledUntil } from '../../metrics/store-cells.ts';
import { cellsIn, chartQuery } from './chart-query.ts';
import type { PullOutcome } from './fault.ts';
import { askStore, type Store } from './store-query.ts';
import type { CountPull } from './telemetry.ts';

/** The outside of reading cells. */
export type StoreCellsPorts = {
  readonly store: Store | undefined;
  readonly now: () => number;
  readonly stepMs: () => number;
  readonly countPull: CountPull;
};

/** A page waits no longer than this, and no more cells are asked for at once. */
const [deadlineMs, mostCells] = [5_000, 5_000];
/** How long an answer, and a fault, stands; how many are remembered, and asked for at once. */
const [answerStandsMs, faultStandsMs, mostKnown, mostAtOnce] = [30_000, 5_000, 500, 4];

type Known = { readonly cells: Promise<readonly Cell[] | undefined>; until: number };

/**
 * Reads cells of metrics that live in a store, as the compiled rules record them. The same question is asked
 * once; whatever is no whole answer is none, and none is no data.
 */
export function createStoreCells({ store, now, stepMs, countPull }: StoreCellsPorts): StoreCells {
  const known = new Map<string, Known>();
  /** Nobody waits again for a store that has just let everybody wait. */
  let silentUntil = Number.NEGATIVE_INFINITY;
  const queue = new PQueue({ concurrency: mostAtOnce });
  const never = new AbortController().signal;

  return async (agent, metric, span) => {
    const chartMs = chartStepMs(stepMs());
    const until = Math.min(settledUntil(now(), stepMs()), span.until);
    const wanted = Math.max(span.cellMs, (until - span.from) / mostCells, chartMs);
    const cellMs = Math.ceil(wanted / chartMs) * chartMs;
    const [from, to] = [Math.floor(span.from / cellMs + 1) * cellMs, Math.floor(until / cellMs) * cellMs];
    if (to < from) return [];
    const query = chartQuery(agent, metric, chartMs, cellMs);
    const key = JSON.stringify([query, from, to]);
    const before = known.get(key);
    if (before !== undefined && now() < before.until) return before.cells;
    const ask = async (): Promise<readonly Cell[] | undefined> => {
      if (store === undefined || now() < silentUntil) return undefined;
      const question = { step: 0, from, to, isLast: true };
      const answer = await askStore(store, query, question, cellMs, { deadlineMs, stopped: never });
      const isAnswer = !('outcome' in answer);
      countPull('promql', isAnswer ? (answer.series.length > 0 ? 'answered' : 'empty') : answer.outcome);
      if (!isAnswer) one.until = now() + faultStandsMs;
      if (!isAnswer && isSilence(answer.outcome)) silentUntil = one.until;
      return isAnswer ? cellsIn(answer.series, metric, cellMs) : undefined;
    };
    const one: Known = {
      cells: queue.add(ask).then((cells) => cells ?? undefined),
      until: now() + answerStandsMs,
    };
    known.delete(key);
    known.set(key, one);
    for (const oldest of known.keys()) {
      if (known.size <= mostKnown) break;
      known.delete(oldest);
    }
    return one.cells;
  };
}

function isSilence(outcome: PullOutcome): boolean {
  return outcome === 'timeout' || outcome === 'unreachable';
}
