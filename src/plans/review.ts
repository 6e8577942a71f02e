import { type IsDayOff, publicHolidays } from '../language/holidays.ts';
import { dayMs, endOfDate, endOfLocalDay, localDate } from '../language/zoned.ts';
import { defined } from '../platform/defined.ts';
import { iso } from '../platform/iso.ts';
import type { ReviewCadence } from '../rules/playbook.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { doerOf, type PlanContext, type PlanDecision, progressed, whyNoChange } from './commands/change.ts';
import { dueAfter } from './due.ts';
import { planEvent } from './events.ts';
import type { Plan, Review } from './plan.ts';
import { plannedReview } from './progress.ts';
import { blankText, refuse } from './refusals.ts';

type Rhythm = Pick<Plan, 'cadence' | 'timezone' | 'createdAt' | 'reopened'>;

/** How a plan without a playbook is looked at: daily in the first week, then weekly. */
export const usualCadence: ReviewCadence = { dailyForMs: 7 * dayMs, thenEveryMs: 7 * dayMs };

/** When the daily reviews end: the cadence starts with the plan, and afresh when it is reopened. */
export function dailyUntil(plan: Rhythm): number {
  const start = plan.reopened.at(-1)?.at ?? plan.createdAt;
  return dueAfter(start, plan.cadence.dailyForMs, plan.timezone);
}

/**
 * The due time of the review that follows `after` (a held review, the plan's start or its reopening): where
 * days off are known, on the next day that is none.
 */
export function nextReviewDue(plan: Rhythm, after: number, isHoliday?: IsDayOff): number {
  const tomorrow = endOfLocalDay(after, plan.timezone, 1);
  const dueAt =
    tomorrow <= dailyUntil(plan) ? tomorrow : dueAfter(after, plan.cadence.thenEveryMs, plan.timezone);
  return isHoliday === undefined ? dueAt : onWorkingDay(dueAt, plan.timezone, isHoliday);
}

/** No country has so many days off in a row: a table that says so is not followed. */
const mostDaysOff = 30;

/** A due time, or where its day is off the end of the first working day after it. */
function onWorkingDay(dueAt: number, timezone: string, isHoliday: IsDayOff): number {
  const day = localDate(dueAt, timezone);
  for (let later = 0; later < mostDaysOff; later += 1) {
    const date = day.add({ days: later });
    if (date.dayOfWeek < 6 && !isHoliday(date)) return later === 0 ? dueAt : endOfDate(date, timezone);
  }
  return dueAt;
}

/**
 * When the plan's owner looks at it after `after`: on working days of their country, as they are counted
 * where they are. Of somebody without a country all days are alike.
 */
export function ownersReviewDue(
  plan: Rhythm & Pick<Plan, 'owner'>,
  after: number,
  people: RuleSet['people'],
): number {
  const { country, timezone = plan.timezone } = people.get(plan.owner) ?? {};
  if (country === undefined) return nextReviewDue(plan, after);
  return nextReviewDue({ ...plan, timezone }, after, publicHolidays(country));
}

/** When the plan was last looked at as a whole: its last review, else its start. */
export function lastLook(plan: Plan): number {
  const held = plan.reviews.flatMap(({ heldAt }) => (heldAt === undefined ? [] : [heldAt]));
  return Math.max(plan.createdAt, plan.reopened.at(-1)?.at ?? 0, ...held);
}

/** The plan with its next review planned after `after`, whatever was planned before. */
export function planNextReview(plan: Plan, after: number, people: RuleSet['people']): Plan {
  const held = plan.reviews.filter((review) => review.heldAt !== undefined);
  return { ...plan, reviews: [...held, { dueAt: ownersReviewDue(plan, after, people) }] };
}

/** Records that the plan was reviewed, and plans the next review from the cadence or on the agreed day. */
export function holdReview(
  plan: Plan,
  command: {
    readonly comment?: string | undefined;
    /** When it was held, if not now. */
    readonly heldAt?: number | undefined;
    readonly nextDueAt?: number | undefined;
  },
  ctx: PlanContext,
): PlanDecision {
  const refusal = whyNoChange(plan, ctx) ?? blankText({ comment: command.comment });
  if (refusal) return refusal;
  const heldAt = command.heldAt ?? ctx.now;
  if (heldAt > ctx.now) {
    return refuse('date_in_the_future', 'A review that was held cannot lie in the future.');
  }
  if (heldAt < plan.createdAt) {
    const began = iso(plan.createdAt);
    return refuse('review_before_plan', `No review was held before plan ${plan.number} began, on ${began}.`);
  }
  if (command.nextDueAt !== undefined && command.nextDueAt <= ctx.now) {
    return refuse('date_in_the_past', 'The next review must lie in the future.');
  }
  const { comment } = command;
  const review: Review = {
    dueAt: plannedReview(plan)?.dueAt ?? heldAt,
    heldAt,
    by: doerOf(ctx),
    ...defined({ comment }),
  };
  const held = plan.reviews.filter((other) => other.heldAt !== undefined);
  const nextDueAt = command.nextDueAt ?? ownersReviewDue(plan, heldAt, ctx.people);
  return progressed(plan, { ...plan, reviews: [...held, review, { dueAt: nextDueAt }] }, [
    planEvent('reviewHeld', plan, ctx, { heldAt, nextDueAt }, { comment }),
  ]);
}
