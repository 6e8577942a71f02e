import type { HistorySlice, SwitchRecord } from './replay.ts';

/** An incident that is on record, or labelled by hand, with the time it lasted. */
export type KnownIncident = {
  readonly number: number;
  readonly agent: string;
  /** When things began to go wrong. */
  readonly from: number;
  readonly until: number;
  /** When it was noticed: what earlier and later are counted from. */
  readonly openedAt: number;
};

/** Where a replay's past comes from: the database, a file, a generator. Cells are streamed, so that memory stays flat. */
export type History = {
  /** Start of the oldest and of the newest cell of these metrics; `undefined` when there is none. */
  readonly extent: (
    metrics: readonly string[],
  ) => Promise<{ readonly oldest: number; readonly newest: number } | undefined>;
  /** An agent's cells of [from, until), part by part in order. */
  readonly slices: (
    agent: string,
    metrics: readonly string[],
    span: { readonly from: number; readonly until: number },
  ) => AsyncIterable<HistorySlice> | Iterable<HistorySlice>;
  readonly switchRecord: (agent: string) => Promise<SwitchRecord>;
  readonly incidents: (span: {
    readonly from: number;
    readonly until: number;
  }) => Promise<readonly KnownIncident[]>;
};

/** How much of an agent's history is in memory at once. */
export const sliceMs = 86_400_000;

/** Consecutive spans of at most `sliceMs` that make up [from, until). */
export function* spansOf(from: number, until: number): Generator<{ from: number; until: number }> {
  for (let start = from; start < until; start += sliceMs)
    yield { from: start, until: Math.min(until, start + sliceMs) };
}
