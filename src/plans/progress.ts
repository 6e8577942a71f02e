import type { Action, Improvement, Plan } from './plan.ts';

/** How far a plan's corrective actions are. Ratios are 0…1, and 0 where there is no action. */
export type Progress = {
  readonly actions: number;
  readonly done: number;
  readonly verified: number;
  /** Actions that an accepted risk stands for: they count as settled, not as done. */
  readonly accepted: number;
  readonly overdue: number;
  /** Done, or settled by an accepted risk. */
  readonly completion: number;
  /** Verified by live data, or settled by an accepted risk: at 1 the actions no longer block closure. */
  readonly verification: number;
};

/** Counts the plan's corrective actions at `now`. */
export function progressOf(plan: Pick<Plan, 'actions' | 'acceptedRisks'>, now: number): Progress {
  const isAccepted = acceptedIn(plan);
  const { actions } = plan;
  const accepted = actions.filter(isAccepted).length;
  const own = actions.filter((action) => !isAccepted(action));
  const isDone = own.filter(({ status }) => status === 'done').length;
  const verified = own.filter(
    ({ status, verification }) => status === 'done' && verification === 'verified',
  ).length;
  return {
    actions: actions.length,
    done: isDone,
    verified,
    accepted,
    overdue: overdueActions(plan, now).length,
    completion: ratio(isDone + accepted, actions.length),
    verification: ratio(verified + accepted, actions.length),
  };
}

/** Whether its due time has passed without its being done. Without a due date nothing is overdue. */
export function isOverdue(item: Pick<Action | Improvement, 'status' | 'dueAt'>, now: number): boolean {
  return item.status !== 'done' && item.dueAt !== undefined && item.dueAt < now;
}

/** The actions whose due time has passed; those that an accepted risk stands for are no longer waited for. */
export function overdueActions(
  plan: Pick<Plan, 'actions' | 'acceptedRisks'>,
  now: number,
): readonly Action[] {
  const isAccepted = acceptedIn(plan);
  return plan.actions.filter((action) => isOverdue(action, now) && !isAccepted(action));
}

function acceptedIn(plan: Pick<Plan, 'acceptedRisks'>): (action: Action) => boolean {
  const ids = new Set(plan.acceptedRisks.map((risk) => risk.action));
  return (action) => ids.has(action.id);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
