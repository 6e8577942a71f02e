import type { StatusThere } from '../../plans/link.ts';
import type { Action, ActionStatus } from '../../plans/plan.ts';

/** An issue or task as it is elsewhere: its status, and by the clock there when that changed. */
export type Seen = { readonly status: StatusThere; readonly at: number };

/** The step that makes the two the same again: none, a note of what was seen, or a status here or there. */
export type Step =
  | { readonly kind: 'none' | 'note' }
  | { readonly kind: 'take' | 'tell'; readonly status: ActionStatus };

/** The statuses here that are the same as one there; the first is what it becomes here. */
const same: Readonly<Record<StatusThere, readonly ActionStatus[]>> = {
  todo: ['todo'],
  open: ['in_progress', 'todo', 'blocked'],
  in_progress: ['in_progress', 'blocked'],
  waiting: ['blocked'],
  done: ['done'],
  // Nobody elsewhere decides that an action of a plan is left undone.
  cancelled: [],
};

/** Whether a status there says the same as one here. */
export function agrees(there: StatusThere, here: ActionStatus): boolean {
  return same[there].includes(here);
}

/**
 * The step that brings an action and its issue together. Whoever changed since they were last the same is
 * right; where both did, whoever did so last. When they have just been linked, what was said here is right,
 * unless nothing was said yet. A change that was refused is not tried again until something changes.
 */
export function reconcile({ status, link }: Pick<Action, 'status' | 'link'>, seen: Seen): Step {
  if (link === undefined) return { kind: 'none' };
  const { there, fault, setAt = 0, notedAt = 0 } = link;
  const isChangedHere = setAt > notedAt;
  if (agrees(seen.status, status))
    return { kind: there === seen.status && fault === undefined && !isChangedHere ? 'none' : 'note' };
  const [taken] = same[seen.status];
  const take: Step = taken === undefined ? { kind: 'note' } : { kind: 'take', status: taken };
  const tell: Step = { kind: 'tell', status };
  if (there === undefined) return status === 'todo' || taken === undefined ? take : tell;
  if (there !== seen.status) return isChangedHere && setAt >= seen.at ? tell : take;
  if (isChangedHere) return tell;
  return { kind: fault === undefined || fault === 'refused' ? 'none' : 'note' };
}
