import type { Point } from '../../counters.ts';
import type { LiveCells } from '../../memory/live.ts';
import type { Recorder } from '../../recorder.ts';

/** A program that is scraped, by the times of the first two scrapes in which counters of it were seen. */
export type ScrapedTarget = { firstAt: number; secondAt: number };

/** Sources and the time since when they are read: tells a new counter from one that was there before. */
export type Listening = {
  /** The sources, as a text: with others, counters appear that have long been counting. */
  readonly sources: string;
  readonly since: number;
  readonly targets: Map<string, ScrapedTarget>;
};

/** Listens on, anew when the sources are others. At the start it goes on from when counters came last. */
export function listen(
  before: Listening | undefined,
  sources: readonly object[],
  { live, now }: Pick<Recorder, 'live' | 'now'>,
): Listening {
  const text = JSON.stringify(sources);
  if (before?.sources === text) return before;
  const since = before === undefined ? Math.min(now, newestMark(live) ?? now) : now;
  return { sources: text, since, targets: new Map() };
}

function newestMark({ marks }: LiveCells): number | undefined {
  let newest: number | undefined;
  for (const { at } of marks.values()) newest = Math.max(at, newest ?? at);
  return newest;
}

/**
 * The target that a series of an agent comes from: its job and instance. Where it has neither, any label may
 * tell targets apart, so that only series with the same label names count as one.
 */
export function targetOf(
  { targets }: Listening,
  agent: string,
  labels: ReadonlyMap<string, string>,
): ScrapedTarget {
  const [job, instance] = [labels.get('job'), labels.get('instance')];
  const isNamed = job !== undefined || instance !== undefined;
  const key = JSON.stringify([agent, job, instance, isNamed ? [] : [...labels.keys()].toSorted()]);
  const target = targets.get(key) ?? {
    firstAt: Number.POSITIVE_INFINITY,
    secondAt: Number.POSITIVE_INFINITY,
  };
  targets.set(key, target);
  return target;
}

/** Notes that a counter of a target was seen at this time. */
export function seeTarget(target: ScrapedTarget, at: number): void {
  if (at < target.firstAt) {
    target.secondAt = target.firstAt;
    target.firstAt = at;
  } else if (at > target.firstAt && at < target.secondAt) target.secondAt = at;
}

/**
 * A point of a counter, with the time at which it was 0, if that is known: its start time, or, where nobody
 * gives one and the counter was never seen, just before it appeared. For that two scrapes must have been
 * without it: programs are scraped one after the other, so one alone says nothing about the others.
 */
export function withZero(
  point: Point,
  startedAt: number,
  known: Point | undefined,
  { since }: Pick<Listening, 'since'>,
  target: ScrapedTarget,
): Point {
  if (!Number.isNaN(startedAt)) {
    const isNews = startedAt > (known?.at ?? since - 1);
    return isNews ? { ...point, zeroAt: Math.min(startedAt, point.at - 1) } : point;
  }
  return known === undefined && target.secondAt < point.at ? { ...point, zeroAt: point.at - 1 } : point;
}
