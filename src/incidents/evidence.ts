import { defined } from '../platform/defined.ts';
import type { Evidence } from './incident.ts';
import type { Mark } from './marks/mark.ts';
import { excursionBefore, type Point } from './usual-range.ts';

/** Rule sets that came into force this long before the trip are recent. */
const recentMs = 7 * 86_400_000;
/** More reasons than this explain nothing. */
const mostReasons = 10;
/** More changes than this a week are a matter of course. */
const mostMarks = 20;

/** Everything that the engine and the stores know at the moment of the trip. */
export type EvidenceSources = {
  readonly at: number;
  readonly breachedAt: number;
  /** The breached metric, and its values around the breach. */
  readonly metric: string;
  readonly series: readonly Point[];
  /**
   * The agent's other metrics, each over a span several times as long as what led to the breach (a day is
   * good): the older part tells what is usual. An `age` metric gives its age at each step, also where no
   * sample arrived.
   */
  readonly others: readonly {
    readonly metric: string;
    readonly better: 'lower' | 'higher';
    readonly points: readonly Point[];
  }[];
  /** Of the errors in the breach's span, and how many errors and interactions that span had. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  readonly errors: number;
  readonly interactions: number;
  readonly ruleChanges: Evidence['recentRuleChanges'];
  /** Changes that people made to the agent. */
  readonly marks?: readonly Mark[];
};

/**
 * The evidence at the moment of the trip. Metrics that had left their usual range, towards their worse side,
 * before the breach began and had not come back are the likely causes: the first mover first. Reasons come by
 * their share of all errors, the most frequent first; rule changes and
 * changes of the agent of the last seven days, the latest first.
 */
export function gatherEvidence(sources: EvidenceSources): Evidence {
  const { at, metric, series, errors, interactions } = sources;
  return defined({
    at,
    series: { metric, points: series.filter(([time]) => time <= at) },
    movedFirst: moversBefore(sources),
    reasons: reasonsByShare(sources.reasons, errors),
    exposed: interactions > 0 ? { interactions, errors } : undefined,
    recentRuleChanges: sources.ruleChanges
      .filter((change) => change.at <= at && change.at > at - recentMs)
      .sort((left, right) => right.at - left.at),
    recentMarks: marksBefore(sources),
  });
}

/** Changes of the agent in the week before, the latest first; absent where nobody told of any. */
function marksBefore({ at, breachedAt, marks = [] }: EvidenceSources): Evidence['recentMarks'] {
  const recent = marks
    .filter((mark) => mark.at <= at && mark.at > at - recentMs)
    .sort((left, right) => right.at - left.at)
    .slice(0, mostMarks)
    .map((mark) => ({ ...mark, leadMs: breachedAt - mark.at }));
  return recent.length === 0 ? undefined : recent;
}

function moversBefore({ others, metric, breachedAt }: EvidenceSources): Evidence['movedFirst'] {
  return others
    .filter((other) => other.metric !== metric)
    .flatMap((other) => {
      const excursion = excursionBefore(other.points, other.better, breachedAt);
      if (excursion === undefined) return [];
      const { since, usual, value } = excursion;
      return [{ metric: other.metric, leadMs: breachedAt - since, usual, value }];
    })
    .sort((left, right) => right.leadMs - left.leadMs || (left.metric < right.metric ? -1 : 1));
}

function reasonsByShare(reasons: EvidenceSources['reasons'], errors: number): Evidence['reasons'] {
  const counted = reasons.reduce((sum, { count }) => sum + count, 0);
  const all = Math.max(errors, counted);
  return reasons
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1))
    .slice(0, mostReasons)
    .map(({ reason, count }) => ({ reason, count, share: count / all }));
}
