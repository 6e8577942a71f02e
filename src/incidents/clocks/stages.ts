import { dayMs } from '../../language/zoned.ts';
import type { StandingClock } from './classification.ts';

/** Why people are told of a clock: it begins, half of it is over, a day is left, or it is late. */
export const clockStages = ['begun', 'half', 'last_day', 'late'] as const;
export type ClockStage = (typeof clockStages)[number];

/** An instant (epoch ms) from which on a stage of a clock holds. */
type StageTime = { readonly stage: Exclude<ClockStage, 'begun'>; readonly at: number };

/**
 * The stages after its beginning, in order. A clock of two days or less has no half apart from its last day.
 */
export function stageTimes({ startsAt, dueAt }: Pick<StandingClock, 'startsAt' | 'dueAt'>): StageTime[] {
  const half = startsAt + Math.floor((dueAt - startsAt) / 2);
  const lastDay = dueAt - dayMs;
  return [
    ...(half < lastDay || lastDay <= startsAt ? [{ stage: 'half' as const, at: half }] : []),
    ...(lastDay > startsAt ? [{ stage: 'last_day' as const, at: lastDay }] : []),
    { stage: 'late', at: dueAt + 1 },
  ];
}

/**
 * The stage that a clock has come to, with the instant from which on it holds; none before its first half.
 */
export function stageAt(
  clock: Pick<StandingClock, 'startsAt' | 'dueAt'>,
  now: number,
): StageTime | undefined {
  return stageTimes(clock).findLast(({ at }) => at <= now);
}
