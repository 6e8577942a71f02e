import type { CellColumns } from '../../metrics/storage/cell-columns.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import type { Firing } from '../../rules/engine/alert-store.ts';
import type { RuleSet } from '../../rules/ruleset.ts';

/** A rule set with the time from which it is in force. */
export type InForce = { readonly at: number; readonly set: RuleSet };

/** Sets in the order in which they came into force; the first one counts from the beginning. */
export type Timeline = readonly [InForce, ...InForce[]];

/** The time [from, until). */
export type Period = { readonly from: number; readonly until: number };

/** The cells of a period, by metric and ordered by start. */
export type HistorySlice = Period & { readonly cells: ReadonlyMap<string, CellColumns> };

/** The known past of an agent's switch: it explains the silences that the cells contain. */
export type SwitchRecord = {
  /** Spans in which the agent was suspended. */
  readonly downtime: readonly { readonly from: number; readonly until?: number }[];
  /** When people let it run again, and the rules whose trips that released. */
  readonly resumes: readonly { readonly at: number; readonly released: readonly string[] }[];
  /** Since when the agent's feeds are waited for, by metric; one that never came is as old as that. */
  readonly awaited?: readonly { readonly metric: string; readonly since: number }[];
};

/** Nothing is known of a switch, as for history from a file. */
export const noSwitchRecord: SwitchRecord = { downtime: [], resumes: [] };

/** An incident that is on record, or labelled by hand: from when things began to go wrong. */
export type KnownIncident = Period & {
  readonly number: number;
  readonly agent: string;
  /** When it was noticed: what earlier and later are counted from. */
  readonly openedAt: number;
};

/** A replay's past: the database, a file, a generator. Cells are streamed: memory stays flat. */
export type History = {
  /** Start of the oldest and of the newest cell of these metrics; `undefined` when there is none. */
  readonly extent: (
    metrics: readonly string[],
  ) => Promise<{ readonly oldest: number; readonly newest: number } | undefined>;
  /** An agent's cells of [from, until), part by part in order. */
  readonly slices: (
    agent: string,
    metrics: readonly string[],
    span: Period,
  ) => AsyncIterable<HistorySlice> | Iterable<HistorySlice>;
  readonly switchRecord: (agent: string) => Promise<SwitchRecord>;
  readonly incidents: (span: Period) => Promise<readonly KnownIncident[]>;
};

/** A firing on record, as far as it is compared. */
export type RecordedFiring = Pick<Firing, 'agent' | 'rule' | 'since' | 'firedAt' | 'end' | 'value'>;

/** A criterion of a plan that is not closed. */
export type OpenCriterion = {
  readonly plan: number;
  readonly agent: string;
  readonly id: string;
  readonly spec: CriterionSpec;
};

/** A past that filrouge recorded itself: it knows the rules that were in force, and what really fired. */
export type Past = History & {
  /** The sets that were in force in [from, until), the first one from before. */
  readonly recordedSets: (span: Period) => Promise<readonly { readonly at: number; readonly hash: string }[]>;
  readonly ruleSet: (hash: string) => Promise<RuleSet | undefined>;
  /** When the first set came into force; `undefined` before filrouge ever evaluated. */
  readonly firstInForceSince: () => Promise<number | undefined>;
  readonly firings: (agent: string, span: Period) => Promise<readonly RecordedFiring[]>;
  readonly openCriteria: () => Promise<readonly OpenCriterion[]>;
};

/** The sets that were in force in a span of the past; `fallback` without any. */
export async function setsInForce(past: Past, span: Period, fallback: RuleSet): Promise<Timeline> {
  const sets: InForce[] = [];
  for (const { at, hash } of await past.recordedSets(span)) {
    const set = await past.ruleSet(hash);
    if (set !== undefined) sets.push({ at, set });
  }
  const [first, ...later] = sets;
  return [{ at: 0, set: first?.set ?? fallback }, ...later];
}

/** How much of an agent's history is in memory at once. */
export const sliceMs = 86_400_000;

/** Consecutive spans of at most `most` that make up [from, until). */
export function* spansOf(from: number, until: number, most = sliceMs): Generator<Period> {
  for (let start = from; start < until; start += most)
    yield { from: start, until: Math.min(until, start + most) };
}
