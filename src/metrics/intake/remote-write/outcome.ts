import type { Refusals } from '../../refusals.ts';
import { addRefusal } from '../../refusals.ts';
import type { WriteColumns } from './columns.ts';

/** The outcome of a request's samples. `undo` puts everything back when they could not be kept. */
export type WriteOutcome = {
  /** Counted now. */
  accepted: number;
  /** The first values of counters, from which on they are counted: what was before is nobody's news. */
  baseline: number;
  /** Of a replica of a sender that is not listened to: the other one sends the same. */
  replica: number;
  /** Counted before: the sender did not know that they had arrived. */
  repeated: number;
  /** Not a number: nothing was measured, or the series has ended. */
  noData: number;
  rejected: number;
  readonly refusals: Refusals;
  undo: () => void;
};

/** The outcome of a request whose samples are yet to be recorded. */
export function outcomeOf({ stale, histograms, exemplars }: WriteColumns): WriteOutcome {
  const outcome: WriteOutcome = {
    accepted: 0,
    baseline: 0,
    replica: 0,
    repeated: 0,
    noData: stale,
    rejected: 0,
    refusals: new Map(),
    undo: () => {},
  };
  refuse(outcome, 'native histograms are not taken', histograms);
  refuse(outcome, 'exemplars are not taken (send_exemplars: false)', exemplars);
  return outcome;
}

/** Notes samples that are not taken. */
export function refuse(outcome: WriteOutcome, reason: string, count = 1, agent?: string): void {
  if (count === 0) return;
  outcome.rejected += count;
  addRefusal(outcome.refusals, { agent, reason, count });
}
