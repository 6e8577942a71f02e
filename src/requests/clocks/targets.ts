import { defined } from '../../platform/defined.ts';
import type { DeskRules, DeskTarget } from '../../rules/desk/desk.ts';
import { afterWorking, workingMs } from '../hours/working-time.ts';
import type { RequestTimes } from '../request.ts';

/**
 * The times that a desk has promised, by kind and priority, in its working time. While the customer is waited
 * for, and between a resolution and what reopened it, no time of a resolution runs.
 */

/** The pauses of a request so far: working time, in ms, that does not count towards its end. */
export type Paused = { readonly pausedMs: number };

/** The target that says the most of those that fit: kind and priority, then kind, then priority. */
export function targetOf(
  { targets }: Pick<DeskRules, 'targets'>,
  { kind, priority }: Pick<RequestTimes, 'kind' | 'priority'>,
): DeskTarget | undefined {
  const fitting = targets.filter(
    (target) => (target.kind ?? kind) === kind && (target.priority ?? priority) === priority,
  );
  // Of two that say as much the first holds.
  return fitting.toSorted((left, right) => sayingOf(right) - sayingOf(left))[0];
}

function sayingOf({ kind, priority }: DeskTarget): number {
  return (kind === undefined ? 0 : 2) + (priority === undefined ? 0 : 1);
}

/** One promised time of a request: `usedMs` of `withinMs` of working time are over. */
export type Promised = {
  readonly what: 'answer' | 'resolve';
  readonly withinMs: number;
  readonly usedMs: number;
  /** When it is over if nothing changes; absent while it does not run, and where the desk never opens. */
  readonly dueAt?: number;
  /** The first moment of work at which it is missed: after an evening the next morning. */
  readonly missedAt?: number;
  /** When the share of the desk's warning is used up. */
  readonly nearAt?: number;
  readonly kept: boolean;
};

/** The promised times of a request as they stand at `now`. */
export function promisesOf(
  desk: DeskRules,
  times: RequestTimes,
  { pausedMs }: Paused,
  now: number,
): readonly Promised[] {
  const target = targetOf(desk, times);
  if (target === undefined || times.state === 'merged') return [];
  const promise = (what: Promised['what'], withinMs: number, end: number | undefined, paused: number) => {
    const isRunning = end === undefined && !(what === 'resolve' && isPausedNow(times));
    const until = end ?? (what === 'resolve' ? pauseFrom(times, now) : now);
    const usedMs = Math.max(0, workingMs(desk, times.receivedAt, until) - paused);
    const at = (ms: number) =>
      isRunning ? afterWorking(desk, times.receivedAt, Math.ceil(ms) + paused) : undefined;
    const [dueAt, missedAt] = [at(withinMs), at(withinMs + 1)];
    const nearAt = at(withinMs * desk.alarms.targetShare);
    return {
      ...{ what, withinMs, usedMs, kept: usedMs <= withinMs },
      ...defined({ dueAt, missedAt, nearAt }),
    };
  };
  return [
    ...(target.answerMs === undefined
      ? []
      : [promise('answer', target.answerMs, times.answeredAt ?? times.resolvedAt, 0)]),
    ...(target.resolveMs === undefined
      ? []
      : [promise('resolve', target.resolveMs, times.resolvedAt, pausedMs)]),
  ];
}

/** Whether the time of the resolution stands still. */
function isPausedNow({ waitingFor }: RequestTimes): boolean {
  return waitingFor === 'customer';
}

function pauseFrom(times: RequestTimes, now: number): number {
  return isPausedNow(times) ? (times.waitingSince ?? now) : now;
}

/** The pauses of a request after a change at `at`. */
export function pausedAfter(
  desk: DeskRules,
  before: RequestTimes | undefined,
  after: RequestTimes,
  { pausedMs }: Paused,
  at: number,
): Paused {
  const since = before === undefined ? undefined : standsStillSince(before);
  if (since === undefined || standsStillSince(after) === since) return { pausedMs };
  return { pausedMs: pausedMs + workingMs(desk, since, at) };
}

/** Since when the time of the resolution stands still, if it does. */
function standsStillSince(times: RequestTimes): number | undefined {
  return isPausedNow(times) ? times.waitingSince : times.resolvedAt;
}
