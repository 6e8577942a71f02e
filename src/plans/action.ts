import type { CriterionSpec } from '../rules/criterion.ts';
import type { Case } from './cases/case.ts';
import { mustCountAgain } from './cases/recount.ts';
import {
  contentChanged,
  type Edits,
  edited,
  type PlanContext,
  type PlanDecision,
  whyNoChange,
} from './commands/change.ts';
import type { Asked } from './commands/command.ts';
import { planEvent } from './events.ts';
import { idGiver, newCriteria, replaceCriteria, takenIds } from './ids.ts';
import type { Action, Checklist, Plan } from './plan.ts';
import { withoutPriority } from './priority.ts';
import { blankText, findAction, type Refused, refuse, unknownPerson } from './refusals.ts';

/** A checklist as people give it: an item that is known already stays as it is, one for each of that text. */
export type ChecklistDraft = { readonly id: string; readonly items: readonly string[] };

type ActionFields = Pick<
  Action,
  'title' | 'phase' | 'owner' | 'startAt' | 'dueAt' | 'effort' | 'impact' | 'treats' | 'resources' | 'replay'
>;

/** The edits that an action takes. Dates in epoch ms; `dueAt` is the end of a local day (`endOfDate`). */
export type ActionEdits = Edits<ActionFields> & {
  readonly criteria?: readonly CriterionSpec[] | undefined;
  readonly checklists?: readonly ChecklistDraft[] | undefined;
};

/** A new action: only its title must be said; it weighs little until somebody says otherwise. */
export type NewAction = ActionEdits & { readonly title: string };

/** Adds a corrective action. While the plan is active the action must come complete. */
export function addAction(plan: Plan, command: NewAction, ctx: PlanContext): PlanDecision {
  const refusal = whyNoChange(plan, ctx) ?? whyNotThese(command, ctx);
  if (refusal) return refusal;
  const { criteria = [], checklists = [], ...fields } = command;
  const id = idGiver(`${plan.number}`, takenIds(plan))();
  const blank: Action = {
    id,
    title: command.title,
    status: 'todo',
    verification: 'unverified',
    effort: 'low',
    impact: 'low',
    treats: 'symptom',
    criteria: newCriteria(id, criteria),
    checklists: newChecklists(checklists, []),
  };
  const action = edited(blank, fields).next;
  const next = { ...plan, actions: [...plan.actions, action] };
  const event = planEvent('actionAdded', plan, ctx, { action: id }, { title: action.title });
  return (
    datesOutOfOrder(action, command) ?? missingChecklist(action) ?? contentChanged(plan, next, [event], ctx)
  );
}

/** Edits an action. Criteria whose text stays keep what was measured, and such items their tick. */
export function editAction(
  plan: Plan,
  command: ActionEdits & { readonly action: string },
  ctx: PlanContext,
): PlanDecision {
  const action = whyNoChange(plan, ctx) ?? whyNotThese(command, ctx) ?? findAction(plan, command.action);
  if ('ok' in action) return action;
  const { action: _id, criteria: specs, checklists, ...fields } = command;
  const replaced = specs && replaceCriteria(action.id, action.criteria, specs, takenIds(plan));
  const { next, fields: changed } = edited(action, {
    ...fields,
    criteria: replaced?.criteria,
    checklists: checklists && newChecklists(checklists, action.checklists),
  });
  if (changed.length === 0) return contentChanged(plan, plan, [], ctx);
  const event = planEvent(
    'actionEdited',
    plan,
    ctx,
    { action: action.id, fields: changed },
    { title: changed.includes('title') ? next.title : undefined, resources: fields.resources ?? undefined },
  );
  const asked = changed.includes('replay') ? mustCountAgain(next) : next;
  const after = withAction(plan, changed.includes('criteria') ? mustProveAgain(asked) : asked);
  return (
    datesOutOfOrder(next, command) ??
    missingChecklist(next) ??
    contentChanged(plan, retire(after, replaced?.retired ?? []), [event], ctx)
  );
}

/** Takes an action out of a draft. Its id is never given again. */
export function removeAction(plan: Plan, command: Asked<'dropAction'>, ctx: PlanContext): PlanDecision {
  const action = whyNoChange(plan, ctx) ?? findAction(plan, command.action);
  if ('ok' in action) return action;
  if (plan.state !== 'draft') {
    return refuse(
      'plan_not_draft',
      `Plan ${plan.number} is signed: an approver may accept the risk of leaving action ${action.id} undone.`,
    );
  }
  const left = { ...plan, actions: plan.actions.filter((other) => other !== action) };
  const next = retire(withoutPriority(left, action.id), [action.id]);
  return contentChanged(plan, next, [planEvent('actionRemoved', plan, ctx, { action: action.id })], ctx);
}

/** The plan with this action in the place of the one of the same id. */
export function withAction(plan: Plan, action: Action): Plan {
  return { ...plan, actions: plan.actions.map((other) => (other.id === action.id ? action : other)) };
}

/** The plan that will not give these ids again. */
export function retire(plan: Plan, ids: readonly string[]): Plan {
  return ids.length === 0 ? plan : { ...plan, retired: [...(plan.retired ?? []), ...ids] };
}

/** New criteria have proved nothing yet, whatever the old ones had. */
function mustProveAgain(action: Action): Action {
  return action.verification === 'verified' && action.criteria.some(({ state }) => state.verdict !== 'met')
    ? { ...action, verification: 'unverified' }
    : action;
}

function whyNotThese(command: ActionEdits, ctx: PlanContext): Refused | undefined {
  return (
    blankText({ title: command.title, resources: command.resources }) ??
    blankText(Object.fromEntries((command.checklists ?? []).flatMap(itemTexts))) ??
    unknownPerson(ctx.people, [command.owner])
  );
}

function itemTexts({ id, items }: ChecklistDraft): [string, string][] {
  return items.map((text, place) => [`checklists.${id}.${place}`, text]);
}

/** An action that began late may stay overdue; but nobody plans one to be due before it starts. */
function datesOutOfOrder(action: Action, edits: ActionEdits): Refused | undefined {
  const { startAt, dueAt } = action;
  if (edits.startAt === undefined && edits.dueAt === undefined) return undefined;
  if (startAt === undefined || dueAt === undefined || startAt <= dueAt) return undefined;
  return refuse('due_before_start', `Action ${action.id} would be due before it starts.`);
}

/** Every criterion that counts a checklist needs one that has something to count. */
function missingChecklist(action: Action): Refused | undefined {
  for (const { spec } of action.criteria) {
    if (spec.kind !== 'checklist' && spec.kind !== 'replay') continue;
    if (spec.kind === 'replay' && action.replay === undefined) {
      return refuse(
        'no_replay',
        `The criterion "${spec.text}" needs a replay, which action ${action.id} does not have.`,
        {
          kind: 'invalid',
        },
      );
    }
    const checklist = action.checklists.find(({ id }) => id === spec.checklist);
    if (checklist === undefined || checklist.items.length === 0) {
      return refuse(
        'unknown_checklist',
        `The criterion "${spec.text}" counts the checklist ${spec.checklist}, which action ${action.id} does not have.`,
        { kind: 'invalid' },
      );
    }
  }
  return undefined;
}

function newChecklists(
  drafts: readonly ChecklistDraft[],
  before: readonly Checklist[],
): readonly Checklist[] {
  return drafts.map(({ id, items }) => {
    const known = [...(before.find((checklist) => checklist.id === id)?.items ?? [])];
    const take = (text: string): Case => {
      const place = known.findIndex((item) => item.text === text);
      return (place === -1 ? undefined : known.splice(place, 1)[0]) ?? { text };
    };
    return { id, items: items.map(take) };
  });
}
