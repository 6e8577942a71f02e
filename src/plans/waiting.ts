import type { Incident } from '../incidents/incident.ts';
import { dayMs } from '../language/zoned.ts';
import type { Mandate } from '../rules/ruleset.ts';
import type { ClosureFollowUp } from './commands/followups.ts';
import { besidesSignatures, signatureDue, whatBlocksActivation } from './gates.ts';
import type { Action, Improvement, Plan, Signature } from './plan.ts';
import { isOverdue, isTaskOverdue, overdueReview, plannedReview } from './progress.ts';

/** Something of a plan that waits for one person. */
type Subject =
  | { readonly subject: 'action' | 'improvement' | 'decision'; readonly item: string; readonly title: string }
  | { readonly subject: 'task'; readonly item: string; readonly code: ClosureFollowUp['code'] }
  | { readonly subject: 'signature'; readonly step: Signature['for'] }
  | { readonly subject: 'review' | 'draft' };
export type Waiting = Subject & {
  readonly plan: Plan;
  readonly dueAt?: number | undefined;
  readonly overdue: boolean;
};

/** A review stands among the work this long before its day: there always is one to come. */
const reviewSoonMs = 7 * dayMs;

/**
 * The part of these plans that waits for a person at `now`: overdue first, then by due day, last whatever has
 * no day.
 */
export function waitingFor(person: string, plans: readonly Plan[], now: number): readonly Waiting[] {
  const last = Number.POSITIVE_INFINITY;
  return plans
    .flatMap((plan) => [
      ...stepsOf(person, plan),
      ...workOf(person, plan, now),
      ...decisionsOf(person, plan, now),
      ...tasksOf(person, plan, now),
      ...reviewOf(person, plan, now),
    ])
    .toSorted(
      (left, right) =>
        Number(right.overdue) - Number(left.overdue) ||
        Math.sign((left.dueAt ?? last) - (right.dueAt ?? last)),
    );
}

/** Incidents that nobody has taken up, of the agents that the person answers for, or of their own plans. */
export function incidentsWaitingFor(
  person: string,
  incidents: readonly Incident[],
  around: { readonly agents: ReadonlyMap<string, Mandate>; readonly plans: readonly Plan[] },
): readonly Incident[] {
  const ownerOf = ({ agent, plan }: Incident) =>
    around.agents.get(agent ?? '')?.owner ?? around.plans.find(({ number }) => number === plan)?.owner;
  return incidents.filter((incident) => incident.state === 'open' && ownerOf(incident) === person);
}

/** The plan's own next step: a draft that its owner has to complete, or a signature. */
function stepsOf(person: string, plan: Plan): Waiting[] {
  const due = signatureDue(plan);
  if (due?.person === person) return [{ subject: 'signature', step: due.for, plan, overdue: false }];
  const isIncomplete = plan.state === 'draft' && besidesSignatures(whatBlocksActivation(plan)).length > 0;
  return isIncomplete && plan.owner === person ? [{ subject: 'draft', plan, overdue: false }] : [];
}

/** Work without an owner is the plan owner's to place. That of a draft has not begun, but may be late. */
function workOf(person: string, plan: Plan, now: number): Waiting[] {
  const { owner, acceptedRisks, state } = plan;
  const accepted = new Set(acceptedRisks.map(({ action }) => action));
  const waits =
    (subject: 'action' | 'improvement') =>
    (one: Action | Improvement): Waiting[] => {
      const overdue = isOverdue(plan, one, now);
      const isTheirs = (one.owner ?? owner) === person && one.status !== 'done' && !accepted.has(one.id);
      if (!isTheirs || (state === 'draft' && !overdue)) return [];
      return [{ subject, item: one.id, title: one.title, plan, dueAt: one.dueAt, overdue }];
    };
  const actions = state === 'closed' ? [] : plan.actions;
  return [...actions.flatMap(waits('action')), ...plan.improvements.flatMap(waits('improvement'))];
}

/** Decisions about blocked actions: the approver's, unless the action is theirs anyway. */
function decisionsOf(person: string, plan: Plan, now: number): Waiting[] {
  if (plan.state !== 'active' || plan.approver !== person) return [];
  const accepted = new Set(plan.acceptedRisks.map(({ action }) => action));
  return plan.actions
    .filter(
      ({ id, status, owner = plan.owner }) => status === 'blocked' && owner !== person && !accepted.has(id),
    )
    .map((action) => ({
      ...{ subject: 'decision' as const, item: action.id, title: action.title, plan, dueAt: action.dueAt },
      overdue: isOverdue(plan, action, now),
    }));
}

function tasksOf(person: string, plan: Plan, now: number): Waiting[] {
  return (plan.tasks ?? [])
    .filter(({ owner, doneAt }) => owner === person && doneAt === undefined)
    .map((task) => ({
      ...{ subject: 'task' as const, item: task.id, code: task.followUp.code, plan, dueAt: task.dueAt },
      overdue: isTaskOverdue(task, now),
    }));
}

function reviewOf(person: string, plan: Plan, now: number): Waiting[] {
  const review = plan.state === 'closed' ? undefined : plannedReview(plan);
  if (review === undefined || plan.followedBy !== person || review.dueAt > now + reviewSoonMs) return [];
  return [{ subject: 'review', plan, dueAt: review.dueAt, overdue: overdueReview(plan, now) !== undefined }];
}
