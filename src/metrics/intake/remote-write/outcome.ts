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
  /** Of the accepted: those of a variant that no mandate declares. */
  readonly undeclared: Refusals;
  /** The first series that is not recorded yet. */
  nextSeries: number;
  undo: () => void;
};

/** The outcome of samples yet to be recorded; what is none is told with the first series of a request. */
export function outcomeOf({ stale, histograms, exemplars }: WriteColumns, firstSeries: number): WriteOutcome {
  const outcome: WriteOutcome = {
    accepted: 0,
    baseline: 0,
    replica: 0,
    repeated: 0,
    noData: firstSeries === 0 ? stale : 0,
    rejected: 0,
    refusals: new Map(),
    undeclared: new Map(),
    nextSeries: firstSeries,
    undo: () => {},
  };
  if (firstSeries > 0) return outcome;
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

/** Notes a taken sample of a variant that no mandate declares, once, whatever it feeds. */
export function noteUndeclared(
  outcome: WriteOutcome,
  targets: readonly { readonly undeclared: string | undefined }[],
  agent: string | undefined,
): void {
  const reason = targets.find(({ undeclared }) => undeclared !== undefined)?.undeclared;
  if (reason !== undefined) addRefusal(outcome.undeclared, { agent, reason, count: 1 });
}

const counts = ['accepted', 'baseline', 'replica', 'repeated', 'noData', 'rejected'] as const;

/** The sum of the outcomes of all parts of a request. */
export function sumOutcomes(parts: readonly WriteOutcome[]): Omit<WriteOutcome, 'undo' | 'nextSeries'> {
  const refusals: Refusals = new Map();
  const undeclared: Refusals = new Map();
  for (const part of parts) {
    for (const refused of part.refusals.values()) addRefusal(refusals, refused);
    for (const told of part.undeclared.values()) addRefusal(undeclared, told);
  }
  const none = { accepted: 0, baseline: 0, replica: 0, repeated: 0, noData: 0, rejected: 0 };
  const sum = { ...none, refusals, undeclared };
  for (const part of parts) for (const count of counts) sum[count] += part[count];
  return sum;
}
