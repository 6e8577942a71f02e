import type { VerdictEntry } from '../../plans/criteria/follow.ts';
import type { CriterionVerdict } from '../../plans/plan.ts';

/** Width of a strip in its own coordinates. */
export const stripWidth = 240;

/**
 * A stretch of time that a criterion spent under one verdict: where it lies on the strip, and when it began.
 */
export type Stretch = {
  readonly verdict: CriterionVerdict;
  readonly from: number;
  readonly until: number;
  readonly x: number;
  readonly width: number;
};

/**
 * The history of a criterion as stretches from `from` to `until`; progress within a verdict is no stretch of
 * its own.
 */
export function stretchesOf(
  history: readonly Pick<VerdictEntry, 'at' | 'verdict'>[],
  from: number,
  until: number,
): Stretch[] {
  const span = Math.max(1, until - from);
  const changes = history.filter((entry, place) => entry.verdict !== history[place - 1]?.verdict);
  const starts: { readonly at: number; readonly verdict: CriterionVerdict }[] =
    changes[0] !== undefined && changes[0].at <= from
      ? changes
      : [{ at: from, verdict: 'pending' }, ...changes.filter(({ at }) => at > from)];
  return starts.map(({ at, verdict }, place) => {
    const begin = Math.max(from, at);
    const end = Math.max(begin, Math.min(until, starts[place + 1]?.at ?? until));
    const x = Math.round(((begin - from) / span) * stripWidth);
    return { verdict, from: begin, until: end, x, width: Math.round(((end - from) / span) * stripWidth) - x };
  });
}
