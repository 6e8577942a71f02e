import { done } from '../../platform/refusal.ts';
import { type ActionEdits, editAction } from '../action.ts';
import type { Plan } from '../plan.ts';
import { type StatusChange, setActionStatus } from './action-progress.ts';
import type { PlanContext, PlanDecision } from './change.ts';

/** Edits an action and sets its status as one change: all of it, or nothing. */
export function patchAction(
  plan: Plan,
  patch: {
    readonly action: string;
    readonly edits: ActionEdits;
    readonly status?: StatusChange | undefined;
  },
  ctx: PlanContext,
): PlanDecision {
  const edited = editAction(plan, { ...patch.edits, action: patch.action }, ctx);
  if (!edited.ok || patch.status === undefined) return edited;
  // The version was checked by the first half, which may have raised it.
  const moved = setActionStatus(edited.value.plan, patch.status, { ...ctx, version: undefined });
  if (!moved.ok) return moved;
  return done({ plan: moved.value.plan, events: [...edited.value.events, ...moved.value.events] });
}
