import { endOfLocalDay, localDate } from '../language/zoned.ts';
import { defined } from '../platform/defined.ts';
import { noSuch } from '../platform/no-such.ts';
import { refused } from '../platform/refusal.ts';
import {
  doerOf,
  edited,
  type PlanContext,
  type PlanDecision,
  personOf,
  progressed,
  whyStale,
} from './commands/change.ts';
import type { ClosureFollowUp } from './commands/followups.ts';
import { planEvent } from './events.ts';
import { idGiver, takenIds } from './ids.ts';
import type { Plan, Task } from './plan.ts';
import { watchedUntil } from './recurrence.ts';
import { notALink, type Refused, refuse, unknownPerson } from './refusals.ts';

/** People have a week for what must follow a closure, unless they agree on another day. */
const usualDays = 7;

/** The plan's tasks once it closes at `now`: those that are still open, and what must follow now. */
export function tasksAfterClosure(
  plan: Plan,
  followUps: readonly ClosureFollowUp[],
  now: number,
): readonly Task[] {
  const { tasks = [], timezone } = plan;
  const open = new Set(
    tasks.flatMap(({ doneAt, followUp }) => (doneAt === undefined ? [followUp.code] : [])),
  );
  const nextId = idGiver(`${plan.number}-t`, takenIds(plan));
  const news = followUps
    .filter(({ code }) => !open.has(code))
    .map((followUp): Task => {
      const dueAt = endOfLocalDay(now, timezone, usualDays);
      return { id: nextId(), followUp, owner: ownerOf(followUp, plan), dueAt };
    });
  return [...tasks, ...news];
}

/** The person asked first; people may hand it on. */
function ownerOf({ code }: ClosureFollowUp, { owner, approver, followedBy }: Plan): string {
  switch (code) {
    case 'report_to_register':
      return followedBy;
    case 'adjust_supervision':
      return owner;
    case 'revise_mandate':
    case 'check_mandate':
      return approver;
    default:
      return code satisfies never;
  }
}

/**
 * Ticks a task, takes the tick back, or hands it on: a closed plan has tasks that go on. They are all to be
 * done while the cure is watched: a later day takes an approver.
 */
export function editTask(
  plan: Plan,
  command: {
    readonly task: string;
    readonly owner?: string | undefined;
    readonly dueAt?: number | undefined;
    readonly done?: boolean | undefined;
    /** Where what was done can be seen. */
    readonly link?: string | null | undefined;
  },
  ctx: PlanContext,
): PlanDecision {
  const { owner, dueAt, done, link } = command;
  const refusal =
    whyStale(plan, ctx) ??
    unknownPerson(ctx.people, [owner]) ??
    notALink(link) ??
    whyTooLate(plan, dueAt, ctx);
  if (refusal) return refusal;
  const task = plan.tasks?.find(({ id }) => id === command.task);
  if (task === undefined) return refused(noSuch('task', command.task));
  const isTicked = task.doneAt !== undefined;
  const tick = done === undefined || done === isTicked ? {} : tickOf(done, ctx);
  const { next, fields } = edited(task, { owner, dueAt, ...tick, ...defined({ link }) });
  const tasks = plan.tasks?.map((other) => (other === task ? next : other));
  const facts = { task: task.id, code: task.followUp.code, done: next.doneAt !== undefined, fields };
  return progressed(
    plan,
    { ...plan, tasks: tasks ?? [] },
    fields.length === 0 ? [] : [planEvent('taskEdited', plan, ctx, facts, { link: link ?? undefined })],
  );
}

function tickOf(done: boolean, ctx: PlanContext) {
  return done ? { doneAt: ctx.now, doneBy: doerOf(ctx) } : { doneAt: null, doneBy: null, link: null };
}

/** Nothing of a closure is put off for ever without somebody who answers for it. */
function whyTooLate(plan: Plan, dueAt: number | undefined, ctx: PlanContext): Refused | undefined {
  const closedAt = plan.closedAt ?? plan.reopened.at(-1)?.closedAt;
  if (dueAt === undefined || closedAt === undefined) return undefined;
  const last = watchedUntil(closedAt, plan.timezone);
  if (dueAt <= last || ctx.people.get(personOf(ctx) ?? '')?.approver === true) return undefined;
  return refuse(
    'task_too_late',
    `A task of plan ${plan.number} is due by ${localDate(last, plan.timezone)}, 30 days after the closure: a later day takes an approver.`,
  );
}
