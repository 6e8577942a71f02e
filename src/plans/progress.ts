import { type Basis, basesOf } from './criteria/criterion.ts';
import type { Action, Improvement, Plan, Review, Task } from './plan.ts';

type OpenItems = Pick<Plan, 'state' | 'actions' | 'acceptedRisks' | 'improvements'>;

/** How far a plan's corrective actions are. Ratios are 0…1, and 0 where there is no action. */
export type Progress = {
  readonly actions: number;
  readonly done: number;
  readonly verified: number;
  /** The verified ones by what they rest on: each counts once, under what is least of a measure. */
  readonly verifiedBy: Readonly<Record<Basis, number>>;
  /** Actions that an accepted risk stands for: they count as settled, not as done. */
  readonly accepted: number;
  readonly overdue: number;
  /** Done, or settled by an accepted risk. */
  readonly completion: number;
  /** Verified (by measures, ticks or word), or settled by an accepted risk: at 1 no action blocks closure. */
  readonly verification: number;
};

/** Counts the plan's corrective actions at `now`. */
export function progressOf(plan: OpenItems, now: number): Progress {
  const isAccepted = acceptedIn(plan);
  const { actions } = plan;
  const accepted = actions.filter(isAccepted).length;
  const own = actions.filter((action) => !isAccepted(action));
  const isDone = own.filter(({ status }) => status === 'done').length;
  const proved = own.filter(({ status, verification }) => status === 'done' && verification === 'verified');
  const verifiedBy = { measured: 0, ticked: 0, attested: 0 };
  for (const { criteria } of proved) verifiedBy[basesOf(criteria).at(-1) ?? 'measured'] += 1;
  const verified = proved.length;
  return {
    actions: actions.length,
    done: isDone,
    verified,
    verifiedBy,
    accepted,
    overdue: overdueActions(plan, now).length,
    completion: ratio(isDone + accepted, actions.length),
    verification: ratio(verified + accepted, actions.length),
  };
}

/**
 * Whether an action or improvement is overdue: its due time has passed, it is not done, and no accepted risk
 * stands for it. With the closure of the plan its actions end; improvements go on. Without a due date nothing
 * is overdue.
 */
export function isOverdue(
  plan: Pick<Plan, 'state' | 'acceptedRisks' | 'improvements'>,
  item: Pick<Action | Improvement, 'id' | 'status' | 'dueAt'>,
  now: number,
): boolean {
  if (item.status === 'done' || item.dueAt === undefined || item.dueAt >= now) return false;
  const goesOn = plan.state !== 'closed' || plan.improvements.some(({ id }) => id === item.id);
  return goesOn && !acceptedIn(plan)(item);
}

/** Whether a task of a closure is overdue. */
export function isTaskOverdue({ doneAt, dueAt }: Pick<Task, 'doneAt' | 'dueAt'>, now: number): boolean {
  return doneAt === undefined && dueAt < now;
}

/** The tasks of a plan's closure that nobody has ticked. */
export function openTasks({ tasks = [] }: Pick<Plan, 'tasks'>): readonly Task[] {
  return tasks.filter(({ doneAt }) => doneAt === undefined);
}

/** The overdue tasks of a plan's closure. */
export function overdueTasks({ tasks = [] }: Pick<Plan, 'tasks'>, now: number): readonly Task[] {
  return tasks.filter((task) => isTaskOverdue(task, now));
}

/** The plan's overdue actions, in its order. */
export function overdueActions(plan: OpenItems, now: number): readonly Action[] {
  return plan.actions.filter((action) => isOverdue(plan, action, now));
}

/** The plan's overdue improvements, in its order. */
export function overdueImprovements(
  plan: Pick<Plan, 'state' | 'acceptedRisks' | 'improvements'>,
  now: number,
): readonly Improvement[] {
  return plan.improvements.filter((improvement) => isOverdue(plan, improvement, now));
}

/** How much of a plan is overdue: actions, and the improvements and tasks that outlive its closure. */
export function overdueWork(plan: Plan, now: number): number {
  return [overdueActions(plan, now), overdueImprovements(plan, now), overdueTasks(plan, now)].flat().length;
}

/** The review that is to be held next. A plan that is not closed always has one. */
export function plannedReview(plan: Pick<Plan, 'reviews'>): Review | undefined {
  return plan.reviews.find((review) => review.heldAt === undefined);
}

/** The planned review, if its time has passed: of a draft as of an active plan. */
export function overdueReview(plan: Pick<Plan, 'reviews' | 'state'>, now: number): Review | undefined {
  const planned = plannedReview(plan);
  return plan.state !== 'closed' && planned !== undefined && planned.dueAt < now ? planned : undefined;
}

/** Whether the planned review's time has passed. */
export function isReviewOverdue(plan: Pick<Plan, 'reviews' | 'state'>, now: number): boolean {
  return overdueReview(plan, now) !== undefined;
}

function acceptedIn(plan: Pick<Plan, 'acceptedRisks'>): (item: Pick<Action | Improvement, 'id'>) => boolean {
  const ids = new Set(plan.acceptedRisks.map((risk) => risk.action));
  return (item) => ids.has(item.id);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
