import type { NewNotice } from '../../notices/notice.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Plan } from '../../plans/plan.ts';
import { type Actor, actorText } from '../../platform/actor.ts';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { setting } from './notices.ts';

/** Something that a person does under a plan. */
type Work = {
  readonly id: string;
  readonly title: string;
  readonly dueAt?: number;
  readonly owner?: string;
  readonly isDone: boolean;
};

/**
 * The messages that a change of a plan brings: one to each person, so whoever hears of his own work when
 * the plan becomes active does not hear that it is active as well.
 */
export function tellingOnce(notices: readonly NewNotice[], assigned: readonly NewNotice[]): NewNotice[] {
  const told = new Set(assigned.flatMap(({ people }) => people));
  const others = notices.map((notice) =>
    notice.kind === 'plan_activated'
      ? { ...notice, people: notice.people.filter((person) => !told.has(person)) }
      : notice,
  );
  return [...others, ...assigned];
}

/**
 * The notices to people who own something from now on, one a person: everybody who does when the plan
 * becomes active, and later whoever is handed something by somebody else. Closing and reopening have their
 * own notices.
 */
export function assignmentNotices(set: RuleSet, before: Plan, after: Plan, by: Actor): NewNotice[] {
  const isActivated = before.state === 'draft' && after.state === 'active';
  if (after.state === 'draft' || (before.state !== after.state && !isActivated)) return [];
  const known = new Map(isActivated ? [] : workOf(before).map(({ id, owner }) => [id, owner]));
  const byOwner = new Map<string, Work[]>();
  for (const work of workOf(after)) {
    const { id, owner, isDone } = work;
    const isHisOwnDoing = !isActivated && by.kind === 'person' && by.person === owner;
    if (owner === undefined || owner === known.get(id) || isDone || isHisOwnDoing) continue;
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), work]);
  }
  return [...byOwner].map(([owner, works]) => ({
    key: `assigned:${after.number}:${after.version}:${owner}`,
    kind: 'action_assigned',
    severity: 'info',
    agent: after.agent,
    incident: after.incident,
    plan: after.number,
    people: [owner],
    data: defined({
      ...setting(set, after.agent, after.timezone),
      title: after.title,
      owner,
      by: isActivated ? undefined : actorText(by),
      items: works.map(({ id, title, dueAt }) => defined({ id, title, dueAt })),
    }),
  }));
}

/** Once a plan is closed, its actions are history. */
function workOf({ state, actions, improvements, tasks = [], language }: Plan): readonly Work[] {
  const todo = [...(state === 'closed' ? [] : actions), ...improvements];
  return [
    ...todo.map((work) => ({ ...work, isDone: work.status === 'done' })),
    ...tasks.map((task) => ({
      ...task,
      title: planTexts(language).tasks[task.followUp.code],
      isDone: task.doneAt !== undefined,
    })),
  ];
}
