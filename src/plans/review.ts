import { dayMs, endOfLocalDay } from '../language/zoned.ts';
import { defined } from '../platform/defined.ts';
import type { ReviewCadence } from '../rules/playbook.ts';
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

/** The due time of the review that follows `after` (a held review, the plan's start or its reopening). */
export function nextReviewDue(plan: Rhythm, after: number): number {
  const tomorrow = endOfLocalDay(after, plan.timezone, 1);
  if (tomorrow <= dailyUntil(plan)) return tomorrow;
  return dueAfter(after, plan.cadence.thenEveryMs, plan.timezone);
}

/** The plan with its next review planned after `after`, whatever was planned before. */
export function planNextReview(plan: Plan, after: number): Plan {
  const held = plan.reviews.filter((review) => review.heldAt !== undefined);
  return { ...plan, reviews: [...held, { dueAt: nextReviewDue(plan, after) }] };
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
  const nextDueAt = command.nextDueAt ?? nextReviewDue(plan, heldAt);
  return progressed(plan, { ...plan, reviews: [...held, review, { dueAt: nextDueAt }] }, [
    planEvent('reviewHeld', plan, ctx, { heldAt, nextDueAt }, { comment }),
  ]);
}
